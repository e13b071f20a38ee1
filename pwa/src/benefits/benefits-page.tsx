import "./benefits.css";
import { useRoute } from "preact-iso/router";
import { bodyName } from "../places/known";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { IconCard } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/benefits";
import { OfferView } from "./offer-view";
import { applicationsTo, offersOf } from "./own";
import { OwnApplications } from "./own-applications";

/** What one may have of each body that one is registered with, or of one body; and why not (R51). */
export default function BenefitsPage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  const wanted = Number(params.code ?? 0);
  const bodies = (replica?.registrations.value ?? [])
    .filter((one) => !one.ended && (!wanted || one.body === wanted))
    .map((one) => one.body);
  const given = new Set(
    [
      ...(replica?.ofKind("BenefitItem").value ?? []),
      ...(replica?.ofKind("SubsidyItem").value ?? []),
    ]
      .filter((one) => one.type === "SubsidyItem" || !one.ended)
      .map((one) => one.body),
  );
  return (
    <div class="page stack">
      <PageHeader
        title={t("benefits.title")}
        back={{ href: "/journal", label: t("benefits.back") }}
      />
      {replica && !replica.isLoaded.value && <Skeleton lines={6} />}
      {(!replica || (replica.isLoaded.value && bodies.length === 0)) && (
        <div class="panel">
          <Empty icon={IconCard} title={t("benefits.none")}>
            <p>{t("benefits.unknown")}</p>
            <ButtonLink href="/find">{t("benefits.unknownButton")}</ButtonLink>
          </Empty>
        </div>
      )}
      {replica?.isLoaded.value &&
        bodies.map((body) => (
          <OfBody
            key={body}
            replica={replica}
            body={body}
            alone={!bodies.some((one) => given.has(one))}
          />
        ))}
    </div>
  );
}

interface OfBodyProps {
  replica: Replica;
  body: number;
  /** Nothing else would be on the page. */
  alone: boolean;
}

function OfBody({ replica, body, alone }: OfBodyProps) {
  const today = dayOf(useNow());
  const { own, offers } = offersOf(replica, body, today);
  const applications = applicationsTo(replica, body);
  // A prefecture that offers nothing is not in the way of the town that does.
  if (offers.length + applications.length === 0 && !alone) return null;
  return (
    <section class="stack" data-body={body}>
      <h2>{bodyName(replica, body)}</h2>
      {offers.length === 0 && applications.length === 0 && (
        <div class="panel">
          <p>
            <b>{t("benefits.none")}</b>
          </p>
          <p class="soft">{t("benefits.noneHint")}</p>
        </div>
      )}
      {offers.map((offer) => (
        <OfferView
          key={offer.item.benefit}
          replica={replica}
          offer={offer}
          own={own}
          today={today}
        />
      ))}
      <OwnApplications replica={replica} body={body} applications={applications} />
    </section>
  );
}
