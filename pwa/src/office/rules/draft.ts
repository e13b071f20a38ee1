/** Rules while they are written: what is wanting in them, where to start from, and where they are
 * kept so that nothing typed is lost. */

import type { WholeCondition, WholePolicy } from "../../policy-words/tell";
import { parseDay } from "../../replica/calendar";
import type { ConditionKind } from "../../schemas/wire";
import { keep, kept } from "../../ui/kept";

export interface Draft {
  /** YYYY-MM-DD, from which on it is to hold. */
  from: string;
  /** Where a number is not written yet it has `UNWRITTEN`. */
  policy: WholePolicy;
}

/** A field that is empty: JSON knows no NaN. */
export const UNWRITTEN = -1;

/** What each number may be; as schemas/policy.py has it, which draft.test.ts compares with. */
export const LIMITS = {
  count: [1, 366],
  months: [1, 36],
  long_stay_days: [1, 366],
  valid_months: [1, 60],
  validity_months: [1, 60],
  renewal_days: [0, 180],
  inactive_months: [1, 120],
  answer_days: [7, 365],
} as const satisfies Record<string, readonly [least: number, most: number]>;

export const MOST_WAYS = 10;
export const MOST_CONDITIONS = 10;
export const MOST_NAMED = 50;
export const MOST_VALIDITIES = 10;

export type Fault =
  | { kind: "number"; least: number; most: number }
  | { kind: "of.projects" | "of.residence" | "of.programme" | "programme" | "day" | "empty" }
  | { kind: "many"; n: number };

/** What cannot be taken yet, by the place in the draft: `premium.0.1.count`, `from`. */
export type Faults = ReadonlyMap<string, Fault>;

/** `today` is counted from 1970-01-01. */
export function faultsOf({ from, policy }: Draft, today: number): Faults {
  const faults = new Map<string, Fault>();
  const number = (place: string, value: number, limit: keyof typeof LIMITS) => {
    const [least, most] = LIMITS[limit];
    if (!Number.isInteger(value) || value < least || value > most)
      faults.set(place, { kind: "number", least, most });
  };
  policy.premium.forEach((way, at) => {
    if (way.length === 0) faults.set(`premium.${at}`, { kind: "empty" });
    way.forEach((one, place) => {
      const where = `premium.${at}.${place}`;
      if (isCounted(one.kind)) {
        number(`${where}.count`, one.count, "count");
        number(`${where}.months`, one.months, "months");
      }
      if (one.kind === "activities" || one.kind === "stay-days") return;
      if (one.of.length === 0) faults.set(`${where}.of`, { kind: `of.${one.kind}` });
      if (one.of.length > MOST_NAMED) faults.set(`${where}.of`, { kind: "many", n: MOST_NAMED });
    });
  });
  if (policy.premium.length === 0) faults.set("premium", { kind: "empty" });
  policy.validities.forEach((one, at) => {
    number(`validities.${at}.months`, one.months, "validity_months");
    if (one.programme <= 0) faults.set(`validities.${at}.programme`, { kind: "programme" });
  });
  for (const name of [
    "long_stay_days",
    "valid_months",
    "renewal_days",
    "inactive_months",
    "answer_days",
  ] as const)
    number(name, policy[name], name);
  if (!isFrom(from, today)) faults.set("from", { kind: "day" });
  return faults;
}

function isFrom(from: string, today: number): boolean {
  try {
    return parseDay(from) >= today;
  } catch {
    return false;
  }
}

/** Whether a condition asks for a number within a time. */
export function isCounted(kind: ConditionKind): boolean {
  return kind !== "residence" && kind !== "programme";
}

export function condition(kind: ConditionKind, more: Partial<WholeCondition> = {}): WholeCondition {
  return { kind, count: 1, months: 12, of: [], excluded: false, ...more };
}

export type Preset = "base" | "either" | "distant" | "residents";

/** Requirements to start from. `prefecture` is that of the body, 0 while it is not known. */
export function presets(prefecture: number): Record<Preset, WholeCondition[][]> {
  const activities = (count: number) => condition("activities", { count });
  const stays = (count: number) => condition("stay-days", { count });
  const away = condition("residence", {
    of: prefecture ? [prefecture] : [],
    excluded: true,
  });
  return {
    base: [[activities(3)]], // R09
    either: [[activities(5)], [stays(20)]],
    distant: [[activities(3)], [activities(1), away]],
    residents: [[stays(30)]], // P12: a month of stay a year
  };
}

/** The draft of a body that this browser keeps, if it keeps one. */
export function keptDraft(code: string): Draft | null {
  const found = drafts()[code];
  return found && typeof found.from === "string" && Array.isArray(found.policy?.premium)
    ? found
    : null;
}

/** Null forgets it. */
export function keepDraft(code: string, draft: Draft | null): void {
  const { [code]: _, ...others } = drafts();
  const all = draft ? { ...others, [code]: draft } : others;
  keep("policy-drafts", Object.keys(all).length > 0 ? JSON.stringify(all) : null);
}

function drafts(): Record<string, Draft> {
  try {
    const found: unknown = JSON.parse(kept("policy-drafts") ?? "{}");
    return found && typeof found === "object" ? (found as Record<string, Draft>) : {};
  } catch {
    return {};
  }
}
