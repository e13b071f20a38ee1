import type { ConditionKind, ConditionState, Progress } from "../../schemas/wire";
import { IconBad, IconGood } from "../../ui/icons";
import { t } from "../../ui/words/desk";
import { fullDay } from "../days";

const FIXED: readonly ConditionKind[] = ["residence", "programme"];

/** How far a requirement is met: a bar for each thing counted, and the same in words. */
export function ProgressView({ progress }: { progress: Progress }) {
  return (
    <ul class="stack progress">
      {progress.conditions.map((state, at) => (
        <li key={at}>
          <Condition state={state} />
        </li>
      ))}
    </ul>
  );
}

function Condition({ state }: { state: ConditionState }) {
  const { kind, have, needed, met } = state;
  const Icon = met ? IconGood : IconBad;
  return (
    <>
      <p class="progress-words">
        <span class={met ? "progress-met" : "progress-missed"}>
          <Icon />
        </span>
        <span>
          <b>{t(`progress.${kind}`)}</b> {!FIXED.includes(kind) && `${counted(state)} · `}
          <span class="soft">{how(state)}</span>
        </span>
      </p>
      {!FIXED.includes(kind) && <Bar value={have} most={needed} good={met} />}
    </>
  );
}

interface BarProps {
  value: number;
  most: number;
  good?: boolean;
}

/** A length that words beside it tell too. */
export function Bar({ value, most, good = false }: BarProps) {
  const part = most > 0 ? Math.min(value / most, 1) : 0;
  return (
    <div class={good ? "bar-line bar-line-good" : "bar-line"} aria-hidden="true">
      <span style={{ width: `${part * 100}%` }} />
    </div>
  );
}

function counted({ kind, have, needed }: ConditionState): string {
  const days = kind === "stay-days";
  const [is, need] = days
    ? [t("progress.days", { have }), t("progress.needDays", { needed })]
    : [t("progress.times", { have }), t("progress.needTimes", { needed })];
  return t("progress.of", { is, need });
}

function how({ kind, have, needed, met, until, by }: ConditionState): string {
  if (met) {
    return until ? t("progress.metUntil", { day: fullDay(until) }) : t("progress.met");
  }
  if (FIXED.includes(kind)) return t("progress.missed");
  const n = needed - have;
  const lack =
    kind === "stay-days" ? t("progress.lackDays", { n }) : t("progress.lackTimes", { n });
  return by ? t("progress.lackBy", { lack, day: fullDay(by) }) : lack;
}
