import "./staff-kiosk.css";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import { QrCode } from "../card/live-code";
import { STEP_SECONDS } from "../card/presentation";
import { useWakeLock } from "../card/wake-lock";
import { currentReplica, type Replica } from "../replica";
import { liveText } from "../scan/kiosk-code";
import type { PlaceItem } from "../schemas/wire";
import { applyUpdate, keepOffline } from "../service-worker/register";
import { kioskMode, setKioskMode } from "../shell/kiosk-mode";
import { updateReady } from "../shell/update";
import { Button } from "../ui/button";
import { useNow } from "../ui/clock";
import { Dialog } from "../ui/dialog";
import { Field } from "../ui/field";
import { longDate, timeOfDay } from "../ui/format";
import { IconAlert, icon } from "../ui/icons";
import { useLoaded, useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/staff";
import { en } from "../ui/words/staff.en";
import { ja } from "../ui/words/staff.ja";
import { fill } from "../ui/words/vocabulary";
import { type KioskState, kioskState, lockOf, readMode, shiftAt } from "./kiosk";

/** How long staff hold the corner: longer than anybody presses a thing to see what it does. */
const HOLD_MS = 3_000;
const TRIES = 3;

const IconLock = icon("M6 11h12v10H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3M12 15v2");

/** The screen of a place: its live code and what to do with it, in both languages, and no way on. */
export default function KioskPage() {
  const replica = currentReplica.value;
  const text = kioskMode.value;
  if (!text) return null;
  const { place, lock } = readMode(text);
  if (replica && !replica.isLoaded.value) return <div class="kiosk" />;
  return <Screen replica={replica} place={place} lock={lock} />;
}

interface ScreenProps {
  replica: Replica | null;
  place: number;
  lock: string;
}

function Screen({ replica, place, lock }: ScreenProps) {
  useWakeLock();
  const clock = useNow();
  const { value: kept } = useLoaded("staff", () => keepOffline("staff"));
  const update = updateReady.value;
  useEffect(() => {
    // Nobody is there to tap, and nobody's words are half written.
    if (update) void applyUpdate();
  }, [update]);
  const state: KioskState = replica
    ? kioskState(
        replica.kiosks.value,
        place,
        replica.device.publicKey,
        clock,
        replica.clockSkew.value,
      )
    : { kind: "ended" };
  const known = replica?.places.value.get(place);
  const { x, y } = shiftAt(clock);
  return (
    <main class="kiosk" id="content" data-kiosk={state.kind}>
      <div class="kiosk-inner" lang="ja" style={{ transform: `translate(${x}px, ${y}px)` }}>
        {state.kind === "showing" && replica ? (
          <Showing replica={replica} state={state} place={known} />
        ) : (
          <Resting state={state} place={known} />
        )}
      </div>
      <footer class="kiosk-foot">
        <StaffNotes state={state} kept={kept !== false} />
        <WayOut place={place} lock={lock} free={state.kind === "ended"} />
      </footer>
    </main>
  );
}

interface ShowingProps {
  replica: Replica;
  state: KioskState & { kind: "showing" };
  place: PlaceItem | undefined;
}

function Showing({ replica, state, place }: ShowingProps) {
  const { step, nowMs } = state;
  const certificate = replica.kiosks.value.find((one) => one.place === place?.place)?.certificate;
  const [shown, setShown] = useState<{ step: number; text: string } | null>(null);
  useLayoutEffect(() => {
    if (!certificate) return;
    let current = true;
    const sign = (message: Uint8Array) => replica.device.sign(message);
    void liveText(certificate, step, sign, location.origin).then((text) => {
      if (current) setShown({ step, text });
    });
    return () => {
      current = false;
    };
  }, [replica, certificate, step]);
  const seconds = STEP_SECONDS - (Math.floor(nowMs / 1000) % STEP_SECONDS);
  // Until the next is signed the one before stays up; an older one is none.
  const text = shown && step - shown.step <= 1 ? shown.text : null;
  return (
    <>
      <div class="kiosk-code">
        {text && <QrCode text={text} label={t("kiosk.code")} />}
        <div class="kiosk-left" aria-hidden="true">
          <span style={{ width: `${(seconds / STEP_SECONDS) * 100}%` }} />
        </div>
      </div>
      <div class="kiosk-words">
        <Names place={place} />
        <p class="kiosk-do">
          <b>{ja["kiosk.do"]}</b>
          <span lang="en">{en["kiosk.do"]}</span>
        </p>
        <p class="kiosk-how">
          {ja["kiosk.how"]}
          <span lang="en">{en["kiosk.how"]}</span>
        </p>
        <Clock nowMs={nowMs} />
      </div>
    </>
  );
}

/** Nothing to scan: visitors are sent to somebody, staff are told why. */
function Resting({ state, place }: { state: KioskState; place: PlaceItem | undefined }) {
  return (
    <div class="kiosk-words kiosk-resting">
      <IconAlert size={96} />
      <Names place={place} />
      <p class="kiosk-do">
        <b>{ja["kiosk.rest"]}</b>
        <span lang="en">{en["kiosk.rest"]}</span>
      </p>
      {state.kind === "expired" && <Clock nowMs={state.nowMs} />}
    </div>
  );
}

function Names({ place }: { place: PlaceItem | undefined }) {
  return (
    <h1 class="kiosk-name" tabIndex={-1}>
      {place?.name ?? ja["staff.title"]}
      {place?.english && <span lang="en">{place.english}</span>}
    </h1>
  );
}

/** The time put right: where it is not the time on the wall, somebody will notice. */
function Clock({ nowMs }: { nowMs: number }) {
  return (
    <p class="kiosk-clock number">
      <span>{longDate(nowMs)}</span> {timeOfDay(nowMs)}
    </p>
  );
}

/** What whoever looks after the screen should know. In Japanese and English at once, as all here. */
function StaffNotes({ state, kept }: { state: KioskState; kept: boolean }) {
  const notes: [keyof typeof ja, Record<string, string | number>][] = [];
  if (state.kind === "ended") notes.push(["kiosk.ended", {}]);
  if (state.kind === "expired") notes.push(["kiosk.expired", {}]);
  if (state.kind === "showing") {
    if (state.endsMs !== null) notes.push(["kiosk.ends", { when: sortable(state.endsMs) }]);
    if (state.skewMs !== null)
      notes.push(["kiosk.skew", { n: Math.round(Math.abs(state.skewMs) / 60_000) }]);
  }
  if (!kept) notes.push(["kiosk.notKept", {}]);
  return (
    <div role="status">
      <ul class="kiosk-notes">
        {notes.map(([key, slots]) => (
          <li key={key}>
            <IconAlert size={20} />
            <span lang="ja">
              {fill(ja[key], slots)}
              <span lang="en"> {fill(en[key], slots)}</span>
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** 2026-12-23 13:26 in Asia/Tokyo: it stands in sentences of two languages. */
function sortable(ms: number): string {
  return new Date(ms + 9 * 3_600_000).toISOString().slice(0, 16).replace("T", " ");
}

/** The corner that staff hold. A keyboard or a reader presses it: the number guards it anyway. */
function WayOut({ place, lock, free }: { place: number; lock: string; free: boolean }) {
  const [held, setHeld] = useState(false);
  const [asking, setAsking] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const open = () => (free ? setKioskMode(null) : setAsking(true));
  const press = () => {
    clearTimeout(timer.current);
    setHeld(true);
    timer.current = setTimeout(() => {
      setHeld(false);
      open();
    }, HOLD_MS);
  };
  const release = () => {
    clearTimeout(timer.current);
    setHeld(false);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  return (
    <>
      <button
        type="button"
        class={`kiosk-corner ${held ? "kiosk-held" : ""}`}
        title={t("kiosk.corner")}
        onPointerDown={press}
        onPointerUp={release}
        onPointerLeave={release}
        onPointerCancel={release}
        onContextMenu={(event) => event.preventDefault()}
        onClick={(event) => {
          if (event.detail === 0 || free) open();
        }}
      >
        <IconLock />
        <span>{free ? t("kiosk.leave") : t("kiosk.staff")}</span>
      </button>
      {asking && <Leave place={place} lock={lock} onClose={() => setAsking(false)} />}
    </>
  );
}

/** Without a network, and whoever is on duty. Who forgot it has the office end the screen. */
function Leave({ place, lock, onClose }: { place: number; lock: string; onClose: () => void }) {
  const [number, setNumber] = useState("");
  const [wrong, setWrong] = useState(0);
  const { run, busy } = useTask(async () => {
    if ((await lockOf(place, number)) === lock) return setKioskMode(null);
    if (wrong + 1 >= TRIES) return onClose();
    setWrong(wrong + 1);
    setNumber("");
  });
  return (
    <Dialog
      title={t("kiosk.leaveTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t("kiosk.leave")}
          </Button>
        </>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Field
          label={t("kiosk.number")}
          hint={t("kiosk.forgotten")}
          value={number}
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          autoFocus
          error={wrong > 0 ? t("kiosk.wrong") : undefined}
          onInput={(event) => setNumber(event.currentTarget.value.replace(/\D/g, ""))}
        />
      </form>
    </Dialog>
  );
}
