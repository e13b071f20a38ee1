import { useEffect, useRef, useState } from "preact/hooks";
import { type Replica, refKey } from "../replica";
import type { EntryRef } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { dayName, named } from "../ui/format";
import { IconAlert, IconBad, IconCheck, IconGood, IconUndo } from "../ui/icons";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/pages";
import { type PlaceReading, type StayOutcome, stayFrom } from "./stay";

/** From here on the page says that the screen's clock and the phone's differ. */
const DRIFT_SECONDS = 120;

interface ResultProps {
  replica: Replica;
  reading: PlaceReading;
  /** Today, in Asia/Tokyo. */
  day: number;
  onAgain: () => void;
}

/** Records the stay at once, and says so; or says in plain words why not. */
export function ScanResult({ replica, reading, day, onAgain }: ResultProps) {
  const [outcome] = useState(() => decide(replica, reading, day));
  if (outcome.kind === "record" || outcome.kind === "already") {
    return (
      <Recorded replica={replica} reading={reading} outcome={outcome} day={day} onAgain={onAgain} />
    );
  }
  return <Refused replica={replica} outcome={outcome} onAgain={onAgain} />;
}

function decide(replica: Replica, reading: PlaceReading, day: number, project = 0): StayOutcome {
  const { journal } = replica.memberViews.value;
  return stayFrom(reading, replica.registrations.value, journal, day, project);
}

interface RecordedProps extends ResultProps {
  outcome: Extract<StayOutcome, { kind: "record" | "already" }>;
}

function Recorded({ replica, reading, outcome, day, onAgain }: RecordedProps) {
  const [made, setMade] = useState<EntryRef | null>(null);
  const [undone, setUndone] = useState(false);
  const started = useRef(false);
  const recording = useTask(async () => {
    if (outcome.kind === "record") setMade(await replica.append(outcome.draft));
  });
  // Once for each reading, however often this is drawn.
  useEffect(() => {
    if (started.current) return;
    started.current = true;
    void recording.run();
  }, [recording.run]);
  const undoing = useTask(async () => {
    if (!made) return;
    await replica.append({ type: "Void", about: made, reason: t("scan.wrong") });
    setUndone(true);
    toast(t("scan.undone"));
  });
  const place = "place" in reading ? replica.places.value.get(reading.place) : undefined;
  const own = reading.kind === "venue" ? replica.projects.value.get(reading.project) : undefined;
  const drift = reading.kind === "live" ? Math.abs(reading.drift) : 0;
  const sent = made === null || replica.unsent.value === 0 || replica.isSent(made);
  if (recording.failure) return <Failure error={recording.failure} retry={recording.run} />;
  return (
    <div class="stack">
      <section class={`result ${undone ? "result-undone" : "result-good"}`} role="status">
        {undone ? <IconUndo size={72} /> : <IconGood size={72} />}
        <h2>{place ? named(place) : t("scan.newPlace")}</h2>
        {own && <p class="result-project">{named(own)}</p>}
        <p>
          {undone
            ? t("scan.undone")
            : t(outcome.kind === "already" ? "scan.already" : "scan.recorded")}
        </p>
        <p class="number">{dayName(outcome.day)}</p>
        {!undone && reading.kind === "live" && <p>{t("scan.live")}</p>}
        {!undone && drift >= DRIFT_SECONDS && (
          <p class="small">{t("scan.drift", { n: Math.round(drift / 60) })}</p>
        )}
        {!undone && !sent && <p class="small">{t("scan.waiting")}</p>}
      </section>
      {made && !undone && (
        <Button big icon={IconUndo} busy={undoing.busy} onClick={undoing.run}>
          {words("undo")}
        </Button>
      )}
      <Failure error={undoing.failure} />
      {!undone && <Activities replica={replica} reading={reading} day={day} />}
      <div class="row">
        <ButtonLink href="/journal">{t("scan.toJournal")}</ButtonLink>
        <Button onClick={onAgain}>{t("scan.another")}</Button>
      </div>
    </div>
  );
}

/** Designated projects of the place: taking part counts towards premium (R09, R20). */
function Activities({ replica, reading, day }: Omit<ResultProps, "onAgain">) {
  const joining = useTask(async (project: number) => {
    const outcome = decide(replica, reading, day, project);
    if (outcome.kind !== "record") return;
    const made = await replica.append(outcome.draft);
    toast(t("scan.activityDone"), () => {
      void replica.append({ type: "Void", about: made, reason: t("scan.wrong") });
    });
  });
  // What a project's own code proves is that project alone.
  if (!("place" in reading) || ("project" in reading && reading.project)) return null;
  const projects = [...replica.projects.value.values()].filter(
    (one) =>
      one.body === reading.body && one.place === reading.place && one.designated && !one.closed,
  );
  if (projects.length === 0) return null;
  return (
    <section class="panel stack">
      <h3>{t("scan.activityTitle")}</h3>
      <ul class="stack">
        {projects.map((project) => {
          const outcome = decide(replica, reading, day, project.project);
          return (
            <li key={project.project} class="row activity">
              <b>{named(project)}</b>
              {outcome.kind === "already" ? (
                <span class="tag tag-good" key={refKey(outcome.item)}>
                  <IconCheck size={18} />
                  {t("scan.activityDone")}
                </span>
              ) : (
                <Button busy={joining.busy} onClick={() => joining.run(project.project)}>
                  {t("scan.activityDo")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
      <Failure error={joining.failure} />
    </section>
  );
}

interface RefusedProps {
  replica: Replica;
  outcome: Exclude<StayOutcome, { kind: "record" | "already" }>;
  onAgain: () => void;
}

function Refused({ replica, outcome, onAgain }: RefusedProps) {
  const elsewhere = outcome.kind === "not_registered";
  const known = elsewhere ? replica.bodies.value.get(outcome.body) : undefined;
  const body = known ? named(known) : t("scan.thisTown");
  return (
    <div class="stack">
      <section class={`result ${elsewhere ? "result-warn" : "result-bad"}`} role="alert">
        {elsewhere ? <IconAlert size={72} /> : <IconBad size={72} />}
        <h2>{elsewhere ? t("scan.notRegistered", { body }) : t(`scan.${outcome.kind}`)}</h2>
        <p>{elsewhere ? t("scan.notRegisteredHint") : hintOf(outcome)}</p>
      </section>
      <div class="row">
        {elsewhere && (
          <ButtonLink kind="primary" href={`/register/${String(outcome.body).padStart(6, "0")}`}>
            {t("scan.register", { body })}
          </ButtonLink>
        )}
        {outcome.kind === "unknown_issuer" && (
          <Button
            busy={replica.syncState.value === "syncing"}
            onClick={async () => {
              await replica.sync();
              onAgain();
            }}
          >
            {words("sync.now")}
          </Button>
        )}
        <Button onClick={onAgain}>{t("scan.again")}</Button>
      </div>
    </div>
  );
}

function hintOf(outcome: Exclude<RefusedProps["outcome"], { kind: "not_registered" }>): string {
  if (outcome.kind !== "stale") return t(`scan.${outcome.kind}Hint`);
  return t("scan.staleHint", { n: Math.round(Math.abs(outcome.drift) / 60) });
}
