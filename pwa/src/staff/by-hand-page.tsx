import "./staff.css";
import "./by-hand.css";
import { useLayoutEffect, useMemo, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { WEAKEST_ACCEPTED } from "../replica/views";
import { type Party, type PlaceItem, Source, Tier } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { dateAndTime, named, timeOfDay } from "../ui/format";
import { IconAlert, IconBad, IconCard, IconCheck, IconGood, IconUndo } from "../ui/icons";
import { kept } from "../ui/kept";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { t } from "../ui/words/by-hand";
import { t as staffWords } from "../ui/words/staff";
import { Desk, type HandAnswer } from "./desk";
import { PricePanel } from "./price-panel";
import { memberByNumber, membersByName, membersOf, type RosterMember } from "./roster";
import { NotStaff } from "./scan-page";
import { signal } from "./signals";
import { useStation } from "./station";

/** More digits than any member's number has. */
const DIGITS = 9;
/** Of a name's search; who is looked for should be among them. */
const SHOWN = 20;

/** Reception of a member whose card cannot be read, from the roster: no network needed (R26). */
export default function ByHandPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || replica.staffBodies.value.length === 0) return <NotStaff />;
  return <AtStation replica={replica} />;
}

const CUES = {
  record: "yes",
  already: "already",
  own: "no",
  guest: "no",
  nothing: "no",
} as const;

function AtStation({ replica }: { replica: Replica }) {
  const { place, project } = useStation(replica);
  if (place) return <Reception replica={replica} place={place} project={project} />;
  return (
    <div class="page">
      <PageHeader
        title={t("hand.title")}
        back={{ href: "/staff/scan", label: staffWords("gate.title") }}
      />
      <Notice tone="warn">{staffWords("staff.noPlaces")}</Notice>
    </div>
  );
}

interface ReceptionProps {
  replica: Replica;
  place: PlaceItem;
  project: number;
}

function Reception({ replica, place, project }: ReceptionProps) {
  const desk = useMemo(() => new Desk(replica, Date.now()), [replica]);
  const roster = replica.roster.value;
  const members = useMemo(() => membersOf(roster.values(), place.body), [roster, place.body]);
  const [way, setWay] = useState<"number" | "name">("number");
  const [chosen, choose] = useState<RosterMember | null>(null);
  const [answer, setAnswer] = useState<HandAnswer | null>(null);
  const { body, keeps_proofs: keepsProofs } = place;
  const stand = { place: place.place, project, body, keepsProofs };
  const recording = useTask(async (member: RosterMember) => {
    if (!member.card) return;
    const next = await desk.name(member.card, stand, Date.now());
    signal(CUES[next.consequence.kind], kept("silent") === "1");
    choose(member);
    setAnswer(next);
  });
  const today = replica.attendance(place.place, dayOf(Date.now())).length;
  const synced = replica.lastSync.value;
  if (members.length === 0) {
    return (
      <div class="page">
        <PageHeader
          title={t("hand.title")}
          lead={named(place)}
          back={{ href: "/staff/scan", label: staffWords("gate.title") }}
        />
        <div class="panel">
          <Empty icon={IconCard} title={t("hand.none")}>
            <p>{t("hand.noneHint")}</p>
          </Empty>
        </div>
      </div>
    );
  }
  return (
    <div class="page hand">
      <PageHeader
        title={t("hand.title")}
        lead={named(place)}
        back={{ href: "/staff/scan", label: staffWords("gate.title") }}
        actions={
          <b class="gate-count number" data-count={today}>
            {staffWords("staff.today", { n: today })}
          </b>
        }
      />
      <fieldset class="hand-ways">
        <legend class="unseen">{t("hand.how")}</legend>
        {(["number", "name"] as const).map((one) => (
          <Button key={one} big aria-pressed={way === one} onClick={() => setWay(one)}>
            {t(one === "number" ? "hand.byNumber" : "hand.byName")}
          </Button>
        ))}
      </fieldset>
      {way === "number" ? (
        <ByNumber key={answer?.at} members={members} recording={recording} />
      ) : (
        <ByName key={answer?.at} members={members} recording={recording} />
      )}
      {synced !== null && (
        <p class="soft small number">
          {t("hand.roster", { n: members.length, when: dateAndTime(synced) })}
        </p>
      )}
      {answer && chosen && (
        <Outcome
          key={answer.at}
          answer={answer}
          member={chosen}
          onUndo={() => desk.takeBack(answer, staffWords("gate.undoReason"))}
          onParty={async (party) => {
            setAnswer(await desk.changeParty(answer, stand, party, staffWords("rate.changed")));
          }}
          onNext={() => setAnswer(null)}
        />
      )}
    </div>
  );
}

interface SearchProps {
  members: readonly RosterMember[];
  recording: {
    run: (member: RosterMember) => Promise<void>;
    busy: boolean;
    failure: unknown;
  };
}

function ByNumber({ members, recording }: SearchProps) {
  const [digits, setDigits] = useState("");
  const press = (digit: string) =>
    setDigits((known) => (known + digit).replace(/^0+/, "").slice(0, DIGITS));
  const back = () => setDigits((known) => known.slice(0, -1));
  useKeys(press, back);
  const found = memberByNumber(members, digits);
  return (
    <div class="stack hand-number">
      <div class="stack">
        <output class="hand-shown number" aria-label={t("hand.number")}>
          {digits ? <b>{digits}</b> : <span class="soft">{t("hand.numberHint")}</span>}
          {/* Here too, above the keys: below them it may be out of sight. */}
          <span class="hand-whose">{found && (found.name || t("hand.noNameSet"))}</span>
        </output>
        <div class="keypad">
          {[..."123456789"].map((digit) => (
            <Button key={digit} onClick={() => press(digit)}>
              {digit}
            </Button>
          ))}
          <Button class="keypad-word" onClick={() => setDigits("")}>
            {t("hand.clear")}
          </Button>
          <Button onClick={() => press("0")}>0</Button>
          <Button class="keypad-word" onClick={back}>
            {t("hand.back")}
          </Button>
        </div>
      </div>
      <div role="status" class="stack">
        {found && <Found member={found} recording={recording} />}
        {digits && !found && (
          <Notice tone="warn" title={t("hand.noNumber", { n: digits })}>
            <p>{t("hand.notHere")}</p>
          </Notice>
        )}
      </div>
    </div>
  );
}

/** Digits of a keyboard, as of one that hangs at the counter's computer. */
function useKeys(press: (digit: string) => void, back: () => void): void {
  // Before the page is drawn: the first digit may follow at once.
  useLayoutEffect(() => {
    const listen = (event: KeyboardEvent) => {
      if (event.target instanceof HTMLInputElement) return;
      if (/^[0-9]$/.test(event.key)) press(event.key);
      else if (event.key === "Backspace") back();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
}

function ByName({ members, recording }: SearchProps) {
  const [written, write] = useState("");
  const [chosen, choose] = useState<RosterMember | null>(null);
  const found = membersByName(members, written);
  if (chosen) {
    return (
      <div class="stack">
        <Found member={chosen} recording={recording} />
        <div class="row">
          <Button onClick={() => choose(null)}>{t("hand.another")}</Button>
        </div>
      </div>
    );
  }
  return (
    <div class="stack">
      <Field
        label={t("hand.name")}
        hint={t("hand.nameHint")}
        type="search"
        value={written}
        autoComplete="off"
        onInput={(event) => write(event.currentTarget.value)}
      />
      <div role="status" class="stack">
        {written.trim() && found.length === 0 && (
          <Notice tone="warn" title={t("hand.noName")}>
            <p>{t("hand.notHere")}</p>
          </Notice>
        )}
        {found.length > 0 && (
          <ul class="rows">
            {found.slice(0, SHOWN).map((one) => (
              <Row
                key={one.member}
                head={<span class="number">{one.member}</span>}
                title={one.name}
                notes={[tierOf(one), !one.card && t("hand.noCard")]}
              >
                <Button onClick={() => choose(one)}>{t("hand.choose")}</Button>
              </Row>
            ))}
          </ul>
        )}
        {found.length > SHOWN && <p class="soft">{t("hand.more", { n: found.length - SHOWN })}</p>}
      </div>
    </div>
  );
}

function Found({ member, recording }: { member: RosterMember } & Pick<SearchProps, "recording">) {
  return (
    <section class="panel stack hand-member" data-member={member.member}>
      <h2>{member.name || t("hand.noNameSet")}</h2>
      <p class="number">
        {t("hand.member", { n: member.member })} <span class="tag tag-key">{tierOf(member)}</span>
      </p>
      <p class="soft small number">
        {member.active.length > 0 && t("hand.active", { cards: member.active.join(", ") })}
        {member.active.length > 0 && member.stopped.length > 0 && <br />}
        {member.stopped.length > 0 && t("hand.stopped", { cards: member.stopped.join(", ") })}
      </p>
      {member.card ? (
        <>
          <Button
            kind="primary"
            big
            wide
            icon={IconCheck}
            busy={recording.busy}
            onClick={() => recording.run(member)}
          >
            {t("hand.record")}
          </Button>
          <Notice tone="warn">
            <p>{t("hand.weaker")}</p>
            {Source.STAFF_ENTRY > WEAKEST_ACCEPTED && <p>{t("hand.waits")}</p>}
          </Notice>
        </>
      ) : (
        <Notice tone="bad" title={t("hand.noCard")}>
          <p>{t("hand.noCardHint")}</p>
        </Notice>
      )}
      <Failure error={recording.failure} />
    </section>
  );
}

interface OutcomeProps {
  answer: HandAnswer;
  member: RosterMember;
  onUndo: () => Promise<void>;
  onParty: (party: Party[]) => Promise<void>;
  onNext: () => void;
}

/** What became of it, as large as the scanner's answers; it stays until the next person. */
function Outcome({ answer, member, onUndo, onParty, onNext }: OutcomeProps) {
  const [undone, setUndone] = useState(false);
  const undoing = useTask(async () => {
    await onUndo();
    setUndone(true);
  });
  const { consequence } = answer;
  const [tone, Icon] = undone
    ? (["warn", IconUndo] as const)
    : consequence.kind === "record"
      ? (["good", IconGood] as const)
      : consequence.kind === "already"
        ? (["warn", IconAlert] as const)
        : (["bad", IconBad] as const);
  return (
    <section
      class={`verdict verdict-${tone}`}
      data-outcome={undone ? "undone" : consequence.kind}
      role="alert"
    >
      <Icon size={answer.rate ? 72 : 128} />
      <div class="verdict-words">
        <h2>{undone ? staffWords("gate.undone") : titleOf(answer)}</h2>
        {consequence.kind === "already" && (
          <p class="verdict-why">
            {staffWords("verdict.already.why", { when: timeOfDay(consequence.recorded.ms) })}
          </p>
        )}
        {consequence.kind === "own" && <p class="verdict-why">{staffWords("verdict.own.why")}</p>}
        {answer.rate && consequence.kind === "record" && !undone && (
          <>
            <p class="verdict-why">
              {staffWords(answer.rate.granted ? "rate.yes" : "rate.no")}
              {!answer.rate.granted && <br />}
              {!answer.rate.granted && staffWords(`rate.why.${answer.rate.reason}`)}
            </p>
            <PricePanel rate={answer.rate} party={answer.party} small={false} onParty={onParty} />
          </>
        )}
        <ul class="verdict-facts">
          {member.name && <li>{member.name}</li>}
          <li class="number">{t("hand.member", { n: member.member })}</li>
          <li>{tierOf(member)}</li>
          {consequence.kind === "record" && <li>{t("hand.source")}</li>}
        </ul>
        <Failure error={undoing.failure} />
      </div>
      <div class="verdict-actions">
        {answer.entry && !undone && (
          <Button icon={IconUndo} busy={undoing.busy} onClick={undoing.run}>
            {staffWords("gate.undo")}
          </Button>
        )}
        <Button big onClick={onNext}>
          {staffWords("gate.next")}
        </Button>
      </div>
    </section>
  );
}

function titleOf({ consequence }: HandAnswer): string {
  if (consequence.kind === "own") return staffWords("verdict.own");
  return consequence.kind === "already" ? staffWords("verdict.already") : t("hand.recorded");
}

function tierOf({ tier }: RosterMember): string {
  return t(tier === Tier.PREMIUM ? "hand.premium" : "hand.basic");
}
