/** The one answer, as large as the screen: colour, icon and words together. */

import type { CardFacts, Verdict } from "../scan/verdict";
import { type Party, Tier } from "../schemas/wire";
import { Button } from "../ui/button";
import { dateAndTime, timeOfDay } from "../ui/format";
import { IconAlert, IconBad, IconCheck, IconGood, IconUndo } from "../ui/icons";
import { useTask } from "../ui/task";
import { t } from "../ui/words/staff";
import type { Answer } from "./desk";
import { PricePanel } from "./price-panel";
import type { Cue } from "./signals";

/** Whether something was made of this reading, and not of an earlier one. */
function isNew({ consequence }: Pick<Answer, "consequence">): boolean {
  return consequence.kind === "record" || consequence.kind === "guest";
}

type Tone = "good" | "warn" | "bad";

/** What the answer comes down to, for colour, sound and hand. */
export function cueOf(answer: Answer): Cue {
  if (answer.verdict.kind !== "valid") return "no";
  const { kind } = answer.consequence;
  if (kind !== "record" && kind !== "guest") return "already";
  return answer.rate?.granted === false ? "no" : "yes";
}

function toneOf(answer: Answer): Tone {
  const cue = cueOf(answer);
  if (cue !== "no") return cue === "yes" ? "good" : "warn";
  // A card that is good, at a place whose rate it does not give: nobody did anything wrong.
  return ["valid", "not_ours", "not_yet_valid"].includes(answer.verdict.kind) ? "warn" : "bad";
}

interface VerdictProps {
  answer: Answer;
  /** Small, at the foot: the camera is free for the next. */
  small: boolean;
  undone: boolean;
  onParty: (party: Party[]) => Promise<void>;
  onUndo: () => Promise<void>;
  onNext: () => void;
}

export function VerdictView({ answer, small, undone, onParty, onUndo, onNext }: VerdictProps) {
  const undoing = useTask(onUndo);
  const tone = undone ? "warn" : toneOf(answer);
  const Icon = undone
    ? IconUndo
    : tone === "good"
      ? IconGood
      : answer.consequence.kind === "already"
        ? IconCheck
        : tone === "warn"
          ? IconAlert
          : IconBad;
  const { title, why } = undone ? { title: t("gate.undone"), why: "" } : wordsOf(answer);
  return (
    <section
      class={`verdict verdict-${tone} ${small ? "verdict-small" : ""}`}
      data-verdict={answer.verdict.kind}
      data-outcome={undone ? "undone" : answer.consequence.kind}
      role="alert"
    >
      <Icon size={small ? 44 : answer.rate ? 72 : 128} />
      <div class="verdict-words">
        <h2>{title}</h2>
        {!small && why && <p class="verdict-why">{why}</p>}
        {answer.rate && !undone && isNew(answer) && (
          <PricePanel rate={answer.rate} party={answer.party} small={small} onParty={onParty} />
        )}
        {"claims" in answer.verdict && (
          <Facts facts={answer.verdict} answer={answer} small={small} />
        )}
      </div>
      <div class="verdict-actions">
        {(answer.entry || answer.use) && !undone && (
          <Button icon={IconUndo} busy={undoing.busy} onClick={undoing.run}>
            {t("gate.undo")}
          </Button>
        )}
        {!small && (
          <Button big onClick={onNext}>
            {t("gate.next")}
          </Button>
        )}
      </div>
    </section>
  );
}

interface FactsProps {
  facts: CardFacts;
  answer: Answer;
  small: boolean;
}

function Facts({ facts, answer, small }: FactsProps) {
  const { claims } = facts;
  const drift = Math.abs(facts.driftSeconds ?? 0);
  const counts = answer.verdict.kind !== "wrong_body";
  // Of another body this phone has no roster.
  const ours = counts && answer.consequence.kind !== "guest";
  return (
    <ul class="verdict-facts">
      {ours && (
        <li class="number">
          {answer.member ? t("gate.number", { n: answer.member }) : t("gate.unknownMember")}
        </li>
      )}
      <li>{t(claims.tier === Tier.PREMIUM ? "gate.premium" : "gate.basic")}</li>
      {claims.longStay && <li>{t("gate.longStay")}</li>}
      {facts.name !== null && <li>{t("gate.name", { name: facts.name })}</li>}
      {facts.step === null && <li>{t("gate.printed")}</li>}
      {answer.verdict.kind === "valid" && drift > 0 && (
        <li class="number">{t("gate.drift", { span: spanOf(drift) })}</li>
      )}
      {answer.consequence.kind === "guest" && <li>{t("gate.guest")}</li>}
      {answer.consequence.kind === "record" && answer.rate && <li>{t("verdict.valid.why")}</li>}
      {counts && !small && facts.listAgeSeconds !== null && (
        <li class="number">
          {t("gate.listAsOf", { when: dateAndTime(answer.at - facts.listAgeSeconds * 1000) })}
        </li>
      )}
      {counts && facts.listTooOld && <li>{t("gate.listOld")}</li>}
    </ul>
  );
}

function wordsOf({ verdict, consequence, rate }: Answer): { title: string; why: string } {
  if (consequence.kind === "already") {
    const when = timeOfDay(consequence.recorded.ms);
    return { title: t("verdict.already"), why: t("verdict.already.why", { when }) };
  }
  if (rate && isNew({ consequence })) {
    const title = t(rate.granted ? "rate.yes" : "rate.no");
    return { title, why: t(`rate.why.${rate.reason}`) };
  }
  if (consequence.kind === "own") return { title: t("verdict.own"), why: t("verdict.own.why") };
  return { title: t(`verdict.${verdict.kind}`), why: whyOf(verdict) };
}

function whyOf(verdict: Verdict): string {
  switch (verdict.kind) {
    case "valid":
      return t(verdict.step === null ? "verdict.valid.printed" : "verdict.valid.why");
    case "not_yet_valid":
      return t("verdict.not_yet_valid.why", {
        when: dateAndTime(verdict.claims.notBefore * 1000),
      });
    case "expired":
      return t("verdict.expired.why", { when: dateAndTime(verdict.claims.expires * 1000) });
    case "stale":
      return t("verdict.stale.why", { span: spanOf(Math.abs(verdict.driftSeconds ?? 0)) });
    case "unreadable":
      return t(
        verdict.reason === "newer_version" ? "verdict.unreadable.newer" : "verdict.unreadable.why",
      );
    default:
      return t(`verdict.${verdict.kind}.why`);
  }
}

function spanOf(seconds: number): string {
  return seconds < 120
    ? t("gate.seconds", { n: seconds })
    : t("gate.minutes", { n: Math.round(seconds / 60) });
}
