import "./places.css";
import { inOrder } from "../card/standing";
import { currentReplica, type Replica } from "../replica";
import type { PlaceItem } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { named } from "../ui/format";
import { IconCamera, IconNext, IconPin } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/history";
import { KindIcon } from "./kind-icon";
import { bodyName, placesOf, projectsOf } from "./known";

/** Places of the bodies that the member is registered with. */
export default function PlacesPage() {
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
      <p class="soft small">{t("places.scanHint")}</p>
      <ButtonLink href="/activities">{t("places.activities")}</ButtonLink>
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

function NoPlaces() {
  return (
    <div class="panel">
      <Empty icon={IconPin} title={t("places.empty")}>
        <p>{t("places.emptyBody")}</p>
      </Empty>
    </div>
  );
}
