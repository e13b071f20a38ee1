import "./scan-place.css";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { Camera } from "../scan/camera";
import { readKioskCode } from "../scan/kiosk-code";
import { trustOf } from "../scan/root";
import { readVenueCode } from "../scan/venue";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { IconCamera } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton, Spinner } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/pages";
import { ScanResult } from "./scan-result";
import type { PlaceReading } from "./stay";

/** A member reads a place's code: with the camera here, or with the phone's own (`/v/…`, `/p/…`, `/k/…`). */
export default function ScanPlacePage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  return (
    <div class="page stack">
      <PageHeader title={t("scan.title")} back={{ href: "/places", label: words("nav.places") }} />
      {replica ? <Reader replica={replica} opened={params.code !== undefined} /> : <NotSignedIn />}
    </div>
  );
}

function Reader({ replica, opened }: { replica: Replica; opened: boolean }) {
  const { route } = useLocation();
  const [text, setText] = useState(opened ? location.origin + location.pathname : null);
  if (!replica.isLoaded.value) return <Skeleton />;
  const again = () => {
    setText(null);
    // A reload must not record the place once more under another day.
    if (opened) route("/scan-place", true);
  };
  return text === null ? (
    <Camera aim={t("scan.aim")} onText={setText} instead={<p>{t("scan.phoneCamera")}</p>} />
  ) : (
    <Reading replica={replica} text={text} onAgain={again} />
  );
}

function Reading({
  replica,
  text,
  onAgain,
}: {
  replica: Replica;
  text: string;
  onAgain: () => void;
}) {
  const { value, failure, reload } = useLoaded(text, () => read(replica, text));
  if (failure) return <Failure error={failure} retry={reload} />;
  if (!value) {
    return (
      <p class="row" role="status">
        <Spinner />
        {t("scan.reading")}
      </p>
    );
  }
  return <ScanResult replica={replica} reading={value} day={dayOf(Date.now())} onAgain={onAgain} />;
}

async function read(replica: Replica, text: string): Promise<PlaceReading> {
  // Nothing is trusted until a list came that the root key signed: the issuer is then unknown.
  const trust = (await trustOf(replica)) ?? { issuedAt: 0, keys: new Map() };
  const now = Math.floor(Date.now() / 1000);
  const live = await readKioskCode(text, trust, now);
  if (live.kind === "not_ours") return readVenueCode(text, trust, now);
  const skew = Math.round((replica.clockSkew.value ?? 0) / 1000);
  // A clock that was wrong at the last sync may be what is off, and not the screen.
  return live.kind === "stale" && skew ? readKioskCode(text, trust, now + skew) : live;
}

function NotSignedIn() {
  return (
    <div class="panel">
      <Empty icon={IconCamera} title={t("scan.signIn")}>
        <ButtonLink kind="primary" href="/find">
          {words("card.none.find")}
        </ButtonLink>
        <ButtonLink kind="quiet" href={`/signin?next=${encodeURIComponent(location.pathname)}`}>
          {words("card.none.signIn")}
        </ButtonLink>
      </Empty>
    </div>
  );
}
