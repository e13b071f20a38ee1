import "./staff.css";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { Camera } from "../scan/camera";
import type { Typed } from "../scan/keyboard";
import { useWedge } from "../scan/use-wedge";
import type { PlaceItem } from "../schemas/wire";
import { instance } from "../shell/instance";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { named } from "../ui/format";
import { IconCamera, icon } from "../ui/icons";
import { keep, kept } from "../ui/kept";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as handWords } from "../ui/words/by-hand";
import { t } from "../ui/words/staff";
import { type Answer, Desk } from "./desk";
import { FromPicture } from "./from-picture";
import { SampleCards } from "./sample-cards";
import { signal } from "./signals";
import { servedBodies, useStation } from "./station";
import { cueOf, VerdictView } from "./verdict-view";
import { editionOf } from "./verifier";

/** How long the answer fills the screen; after that it stays as a strip, and the camera is free. */
const LARGE_MS = 2_500;
/** A code seen again within this time is still being held up, and has been answered. */
const HELD_MS = 2_000;

const IconSound = icon("M4 9v6h4l5 4V5L8 9zM16 9a4 4 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11");

export default function ScanPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || replica.staffBodies.value.length === 0) return <NotStaff />;
  return <Gate replica={replica} />;
}

export function NotStaff() {
  return (
    <div class="page">
      <PageHeader title={t("staff.title")} />
      <div class="panel">
        <Empty icon={IconCamera} title={t("staff.notStaff")}>
          <p>{t("staff.notStaffHint")}</p>
          <ButtonLink href="/signin?next=/staff">{t("staff.signIn")}</ButtonLink>
        </Empty>
      </div>
    </div>
  );
}

function Gate({ replica }: { replica: Replica }) {
  const station = useStation(replica);
  if (!station.place) {
    return (
      <div class="page">
        <PageHeader title={t("gate.title")} back={{ href: "/staff", label: t("staff.title") }} />
        <Notice tone="warn">{t("staff.noPlaces")}</Notice>
      </div>
    );
  }
  return <Reading replica={replica} place={station.place} project={station.project} />;
}

interface ReadingProps {
  replica: Replica;
  place: PlaceItem;
  project: number;
}

function Reading({ replica, place, project }: ReadingProps) {
  const desk = useMemo(() => new Desk(replica, Date.now()), [replica]);
  const { value: known } = useLoaded(editionOf(replica), () => desk.knows(Date.now()));
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [small, setSmall] = useState(false);
  const [undone, setUndone] = useState(false);
  const [failure, setFailure] = useState<unknown>(null);
  const [garbled, setGarbled] = useState(false);
  const [silent, setSilent] = useState(() => kept("silent") === "1");
  const { body, keeps_proofs: keepsProofs } = place;
  const stand = { place: place.place, project, body, keepsProofs };
  const busy = useRef(false);
  const frame = useRef(0);
  const sight = useRef({ text: "", at: 0 });

  const read = async (text: string, frameAt = performance.now()) => {
    const now = Date.now();
    if (busy.current) return;
    const held = sight.current.text === text && now - sight.current.at < HELD_MS;
    sight.current = { text, at: now };
    if (held) return;
    busy.current = true;
    try {
      const next = await desk.read(text, stand, now);
      if (answer && isStillThere(answer, next)) return;
      frame.current = frameAt;
      setAnswer(next);
      setSmall(false);
      setUndone(false);
      setFailure(null);
      setGarbled(false);
      signal(cueOf(next), silent);
    } catch (error) {
      sight.current = { text: "", at: 0 };
      setFailure(error);
    } finally {
      busy.current = false;
    }
  };
  useWedge((typed: Typed) => {
    if (typed.kind === "text") return void read(typed.text);
    setGarbled(true);
    setSmall(true);
    signal("no", silent);
  });

  useEffect(() => {
    if (!answer) return;
    // Effects run once the answer is drawn: from the camera's frame to what the staff see.
    performance.measure("scan.verdict", { start: frame.current });
    // Where it is asked who pays, the answer stays until the next card or a tap.
    if (answer.rate?.granted) return;
    const timer = setTimeout(() => setSmall(true), LARGE_MS);
    return () => clearTimeout(timer);
  }, [answer?.at]);

  const today = replica.attendance(place.place, dayOf(Date.now())).length;
  return (
    <div class="page gate">
      <PageHeader
        title={named(place)}
        back={{ href: "/staff", label: t("staff.title") }}
        actions={
          <b class="gate-count number" data-count={today}>
            {t("staff.today", { n: today })}
          </b>
        }
      />
      {known && !known.trust && (
        <Notice tone="bad" title={t("gate.noKeys")}>
          {t("gate.noKeysHint")}
        </Notice>
      )}
      {garbled && (
        <Notice tone="bad" live title={t("gate.layout")}>
          {t("gate.layoutHint")}
        </Notice>
      )}
      <Camera aim={t("gate.aim")} onText={read}>
        <Button
          icon={IconSound}
          aria-pressed={!silent}
          onClick={() => {
            setSilent(!silent);
            keep("silent", silent ? null : "1");
          }}
        >
          {t("gate.sound")}
        </Button>
        <FromPicture onText={read} />
      </Camera>
      {servedBodies(replica).has(body) && (
        <ButtonLink wide href="/staff/by-hand">
          {handWords("hand.open")}
        </ButtonLink>
      )}
      <Failure error={failure} />
      {answer && (
        <VerdictView
          key={answer.at}
          answer={answer}
          small={small}
          undone={undone}
          onNext={() => setSmall(true)}
          onParty={async (party) => {
            setAnswer(await desk.changeParty(answer, stand, party, t("rate.changed")));
          }}
          onUndo={async () => {
            await desk.takeBack(answer, t("gate.undoReason"));
            setUndone(true);
          }}
        />
      )}
      {instance.value?.sample && <SampleCards onText={read} />}
    </div>
  );
}

/** The phone that was answered is still before the camera, while the staff ask who else pays. */
function isStillThere(before: Answer, next: Answer): boolean {
  if (!before.rate?.granted || next.consequence.kind !== "already") return false;
  if (before.verdict.kind !== "valid" || next.verdict.kind !== "valid") return false;
  const [a, b] = [before.verdict.claims, next.verdict.claims];
  return a.body === b.body && a.index === b.index;
}
