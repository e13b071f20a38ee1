import { dayOf, formatDay } from "../../replica/calendar";
import type { DecisionInfo } from "../../schemas/wire";
import { dateAndTime } from "../../ui/format";
import { t } from "../../ui/words/desk";
import { isoDay } from "../days";

/** A decision in plain words: what, why, by which rule, by whom, and what was said about it (R18). */
export function DecisionView({ decision }: { decision: DecisionInfo }) {
  const { kind, reason, rule, by, day, until, made, note, asked, answer } = decision;
  return (
    <div class="decision stack">
      <p>
        <b>{t(`kind.${kind}`)}</b>
      </p>
      <ul class="list-row-notes soft small">
        <li>{dateAndTime(made)}</li>
        {day !== formatDay(dayOf(made)) && <li>{t("decision.from", { day: isoDay(day) })}</li>}
        {until && <li>{t("decision.until", { day: isoDay(until) })}</li>}
        <li>{t("decision.reason", { reason: t(`reason.${reason}`) })}</li>
        <li>{t("decision.rule", { rule })}</li>
        <li>{t(`decision.by.${by}`)}</li>
      </ul>
      {note && <Said by={t("decision.note")} words={note} />}
      {asked !== null && <Said by={t("decision.asked")} words={asked} />}
      {asked !== null && (
        <Said by={t("decision.answer")} words={answer || t("decision.unanswered")} />
      )}
    </div>
  );
}

/** Somebody's words, as they wrote them. */
export function Said({ by, words }: { by: string; words: string }) {
  return (
    <div class="said">
      <p class="soft small">{by}</p>
      <p class="said-words">{words}</p>
    </div>
  );
}
