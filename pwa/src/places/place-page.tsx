import "./places.css";
import { useRoute } from "preact-iso/router";
import { OwnUses, ownUses } from "../facility/own-uses";
import { Prices } from "../facility/prices";
import { Timeline } from "../journal/timeline";
import { currentReplica, type Replica } from "../replica";
import type { PlaceItem } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { named } from "../ui/format";
import { IconCamera } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/history";
import { KindIcon } from "./kind-icon";
import { bodyName, projectsOf } from "./known";

/** As many as one looks through. */
const USES = 20;

/** One place: what it is, what one can do there, and what one has done. */
export default function PlacePage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) {
    return (
      <div class="page">
        <Skeleton lines={5} />
      </div>
    );
  }
  const place = replica?.places.value.get(Number(params.id));
  const back = { href: "/places", label: t("places.all") };
  return (
    <div class="page">
      <PageHeader title={place ? named(place) : t("places.title")} back={back} />
      {replica && place ? (
        <Place replica={replica} place={place} />
      ) : (
        <Notice tone="warn">{t("places.unknown")}</Notice>
      )}
    </div>
  );
}

function Place({ replica, place }: { replica: Replica; place: PlaceItem }) {
  const projects = projectsOf(replica, place.place);
  const facility = replica.facilities.value.get(place.place);
  const uses = ownUses(replica).filter((use) => use.place === place.place);
  const visits = replica.memberViews.value.journal.filter((item) => item.place === place.place);
  return (
    <div class="stack">
      <p class="place-kind">
        <KindIcon kind={place.kind} />
        <span>
          {t(`kind.${place.kind}`)} · {bodyName(replica, place.body)}
        </span>
        {place.closed && <span class="tag tag-warn">{t("places.closed")}</span>}
      </p>
      <ButtonLink kind="primary" big icon={IconCamera} href="/scan-place">
        {t("places.scan")}
      </ButtonLink>
      <p class="soft small">{t("places.scanHint")}</p>
      {facility && <Prices replica={replica} facility={facility} />}
      {projects.length > 0 && (
        <section class="panel stack">
          <h2>{t("places.projects")}</h2>
          <ul class="stack">
            {projects.map((project) => (
              <li key={project.project}>
                <a href={`/activities/${project.project}`}>{named(project)}</a>{" "}
                {project.designated && <span class="tag tag-key">{t("places.designated")}</span>}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section class="stack">
        <h2>{t("places.visits")}</h2>
        {visits.length === 0 && <p class="soft">{t("places.noVisits")}</p>}
        <Timeline replica={replica} items={visits} />
      </section>
      <OwnUses replica={replica} uses={uses.slice(0, USES)} />
    </div>
  );
}
