import { currentReplica, type Replica } from "../replica";
import { ButtonLink } from "../ui/button";
import { named } from "../ui/format";
import { IconCard } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/printed";
import { MOST, PrintedCards } from "./printed-cards";

/** The member's cards on paper, town by town (R62). */
export default function PrintedPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  return (
    <div class="page stack">
      <PageHeader
        title={t("printed.title")}
        lead={t("printed.lead")}
        back={{ href: "/settings", label: t("printed.settings") }}
      />
      {replica && standing(replica).length > 0 ? <Towns replica={replica} /> : <NoTown />}
    </div>
  );
}

/** The towns that were chosen before the prefectures that came with them. */
function standing(replica: Replica) {
  return replica.registrations.value
    .filter((one) => !one.ended)
    .sort((a, b) => Number(a.linked) - Number(b.linked) || a.body - b.body);
}

function Towns({ replica }: { replica: Replica }) {
  const bodies = replica.bodies.value;
  return (
    <>
      <p>{t("printed.year", { n: MOST })}</p>
      {standing(replica).map(({ body }) => {
        const code = String(body).padStart(6, "0");
        const known = bodies.get(body);
        return (
          <section key={body} class="panel stack">
            <h2>{known ? named(known) : code}</h2>
            <PrintedCards
              path={`/api/registrations/${code}/printed-cards`}
              name={replica.memberViews.value.name}
            />
          </section>
        );
      })}
    </>
  );
}

function NoTown() {
  return (
    <div class="panel">
      <Empty icon={IconCard} title={t("printed.none")}>
        <p>{t("printed.noneHint")}</p>
        <ButtonLink href="/find">{t("printed.find")}</ButtonLink>
      </Empty>
    </div>
  );
}
