import "./scan-place.css";
import { useEffect, useRef, useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { CameraError, type Scanner, startScanner } from "../scan/decoder";
import { type TrustList, verifyTrustList } from "../scan/trust";
import { readVenueCode, type VenueReading } from "../scan/venue";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { IconCamera, icon } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton, Spinner } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/pages";
import { ScanResult } from "./scan-result";

const IconLight = icon(
  "M9 18h6M10 21h4M12 3a6 6 0 0 0-4 10.500c.700.700 1 1.500 1 2.500h6c0-1 .300-1.800 1-2.500A6 6 0 0 0 12 3z",
);

/** A member reads a place's code: with the camera here, or with the phone's own (`/v/…`). */
export default function ScanPlacePage() {
  const { params } = useRoute();
  const replica = currentReplica.value;
  return (
    <div class="page stack">
      <PageHeader title={t("scan.title")} back={{ href: "/places", label: words("nav.places") }} />
      {replica ? <Reader replica={replica} opened={params.code} /> : <NotSignedIn />}
    </div>
  );
}

function Reader({ replica, opened }: { replica: Replica; opened: string | undefined }) {
  const { route } = useLocation();
  const [text, setText] = useState(opened ? `${location.origin}/V/${opened}` : null);
  if (!replica.isLoaded.value) return <Skeleton />;
  const again = () => {
    setText(null);
    // A reload must not record the place once more under another day.
    if (opened) route("/scan-place", true);
  };
  return text === null ? (
    <Camera onText={setText} />
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

async function read(replica: Replica, text: string): Promise<VenueReading> {
  const trust = await trustOf(replica);
  return readVenueCode(text, trust, Math.floor(Date.now() / 1000));
}

/** Nothing is trusted until a list came that the root key signed. */
async function trustOf(replica: Replica): Promise<TrustList> {
  const signed = replica.trust.value?.signed;
  try {
    if (signed) return await verifyTrustList(signed, replica.rootKey);
  } catch {
    // As if there were none: the code's issuer is then unknown, and the page says so.
  }
  return { issuedAt: 0, keys: new Map() };
}

function Camera({ onText }: { onText: (text: string) => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const [scanner, setScanner] = useState<Scanner | null>(null);
  const [fault, setFault] = useState<CameraError | null>(null);
  const [turn, setTurn] = useState(0);
  const [light, setLight] = useState(false);
  const heard = useRef(onText);
  heard.current = onText;
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let running: Scanner | null = null;
    let gone = false;
    const fail = (error: unknown) => {
      if (!gone) setFault(error instanceof CameraError ? error : new CameraError("missing"));
    };
    setFault(null);
    startScanner(element, (text) => heard.current(text), { onLost: fail }).then((started) => {
      running = started;
      if (gone) started.stop();
      else setScanner(started);
    }, fail);
    return () => {
      gone = true;
      running?.stop();
    };
  }, [turn]);
  const switching = useTask(async () => {
    if (await scanner?.torch(!light)) setLight(!light);
  });
  return (
    <div class="stack">
      <p>{t("scan.aim")}</p>
      <div class="finder" hidden={fault !== null}>
        <video ref={video} muted playsInline />
        {!scanner && !fault && (
          <p class="finder-wait" role="status">
            {t("scan.starting")}
          </p>
        )}
      </div>
      {fault ? (
        <Failure error={fault} words={t(`scan.${fault.fault}`)} retry={() => setTurn(turn + 1)}>
          <p>{t("scan.phoneCamera")}</p>
        </Failure>
      ) : (
        <div class="row">
          <Button icon={IconLight} aria-pressed={light} onClick={switching.run}>
            {t("scan.light")}
          </Button>
        </div>
      )}
    </div>
  );
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
