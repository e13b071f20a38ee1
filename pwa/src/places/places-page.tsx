import "./places.css";
import { useRoute } from "preact-iso/router";
import { inOrder } from "../card/standing";
import { Timeline } from "../journal/timeline";
import { currentReplica, type Replica } from "../replica";
import type { PlaceItem } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { named } from "../ui/format";
import { IconCamera, IconNext, IconPin } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words";
import { KindIcon } from "./kind-icon";

/** Places of the bodies that the member is registered with. */
export function PlacesPage() {
  const replica = currentReplica.value;
  return (
    <div class="page page-wide">
      <PageHeader title={t("places.title")} lead={t("places.lead")} />
      {!replica ? (
        <NoPlaces />
      ) : replica.isLoaded.value ? (
        <Places replica={replica} />
      ) : (
        <Skeleton lines={5} />
      )}
    </div>
  );
}

function Places({ replica }: { replica: Replica }) {
  const bodies = inOrder(replica.registrations.value)
    .filter((one) => !one.ended)
    .map(({ body }) => ({ body, places: placesOf(replica, body) }))
    .filter(({ places }) => places.length > 0);
  if (bodies.length === 0) return <NoPlaces />;
  return (
    <div class="stack">
      <ButtonLink kind="primary" big icon={IconCamera} href="/scan-place">
        {t("places.scan")}
      </ButtonLink>
      {bodies.map(({ body, places }) => (
        <section key={body} class="stack">
          <h2>{bodyName(replica, body)}</h2>
          <ul class="rows places">
            {places.map((place) => (
              <li key={place.place}>
                <PlaceRow replica={replica} place={place} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function PlaceRow({ replica, place }: { replica: Replica; place: PlaceItem }) {
  const active = projectsOf(replica, place.place).some((project) => project.designated);
  return (
    <a class="row-link" href={`/places/${place.place}`}>
      <KindIcon kind={place.kind} />
      <span class="grow">
        <b>{named(place)}</b>
        <span class="place-under">
          {t(`kind.${place.kind}`)}
          {active && <span class="tag tag-key">{t("places.designated")}</span>}
          {place.closed && <span class="tag tag-warn">{t("places.closed")}</span>}
        </span>
      </span>
      <IconNext />
    </a>
  );
}

/** One place: what it is, what one can do there, and what one has done. */
export function PlacePage() {
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
      {projects.length > 0 && (
        <section class="panel stack">
          <h2>{t("places.projects")}</h2>
          <ul class="stack">
            {projects.map((project) => (
              <li key={project.project}>
                {named(project)}{" "}
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
    </div>
  );
}

function NoPlaces() {
  return (
    <div class="panel">
      <Empty icon={IconPin} title={t("places.empty")}>
        <p>{t("places.emptyBody")}</p>
      </Empty>
    </div>
  );
}

function placesOf(replica: Replica, body: number): PlaceItem[] {
  return [...replica.places.value.values()]
    .filter((place) => place.body === body)
    .sort((a, b) => Number(a.closed) - Number(b.closed) || a.place - b.place);
}

function projectsOf(replica: Replica, place: number) {
  return [...replica.projects.value.values()].filter(
    (project) => project.place === place && !project.closed,
  );
}

function bodyName(replica: Replica, code: number): string {
  const body = replica.bodies.value.get(code);
  return body ? named(body) : "";
}
