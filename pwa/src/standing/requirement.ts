/** How far a body's requirement for premium is met on a day (R09, R10). */

import type { ActivityDay, ConditionState, Progress } from "../schemas/wire";
import { prefectureOf } from "./bodies";
import { countsUntil, monthsBefore } from "./months";
import type { Condition, History, Policy } from "./values";

/** By the list of conditions that stays met longest, or lacks least. */
export function progress(
  policy: Policy,
  home: number,
  programmes: readonly number[],
  history: History,
  day: number,
): Progress {
  const lists = policy.premium.map((conditions) =>
    conditions.map((one) => stateOf(policy, one, home, programmes, history, day)),
  );
  let group = 0;
  for (const at of lists.keys()) {
    if (isBetter(rankOf(lists[at] ?? []), rankOf(lists[group] ?? []))) group = at;
  }
  const conditions = lists[group] ?? [];
  const met = conditions.every((state) => state.met);
  // What is met may end before what is begun: it must still be so when the rest is added.
  const ends = soonest(conditions.map((state) => (state.met ? state.until : state.by)));
  return { met, group, conditions, until: met ? ends : 0, by: met ? 0 : ends };
}

/** Those of some days that lie within the months up to a day, in order. */
export function daysWithin(days: readonly number[], months: number, day: number): number[] {
  const first = monthsBefore(day, months);
  return days.filter((one) => first < one && one <= day).sort((a, b) => a - b);
}

function stateOf(
  policy: Policy,
  condition: Condition,
  home: number,
  programmes: readonly number[],
  history: History,
  day: number,
): ConditionState {
  const { kind, of, excluded, months } = condition;
  if (kind === "residence") {
    // R64: who lives overseas, or nobody knows where, lives in none of the bodies.
    const among = home !== 0 && (of.includes(home) || of.includes(prefectureOf(home)));
    return plain(condition, among !== excluded);
  }
  if (kind === "programme") {
    return plain(condition, programmes.some((one) => of.includes(one)) !== excluded);
  }
  const units =
    kind === "stay-days"
      ? daysWithin(history.stays, months, day)
      : unitsOf(policy, condition, history, day);
  const needed = condition.count;
  const least = units[units.length - needed];
  const [oldest] = units;
  const met = least !== undefined;
  return {
    kind,
    needed,
    have: units.length,
    met,
    until: met ? countsUntil(least, months) : 0,
    by: oldest !== undefined && !met ? countsUntil(oldest, months) : 0,
  };
}

function fits({ kind, of }: Condition, project: number): boolean {
  return kind !== "projects" || of.includes(project);
}

function plain({ kind }: Condition, met: boolean): ConditionState {
  return { kind, needed: 1, have: met ? 1 : 0, met, until: 0, by: 0 };
}

/** What counts as one activity each, by its last day, in order (R10). */
function unitsOf(
  policy: Policy,
  condition: Condition,
  { activities, voided }: History,
  day: number,
): number[] {
  const first = monthsBefore(day, condition.months);
  const days = daysOf(
    policy,
    condition,
    activities.filter((one) => first < one.day && one.day <= day),
  );
  const taken = policy.consecutive_days ? days : daysOf(policy, condition, voided);
  return [...days]
    .flatMap(([key, some]) =>
      [...some].filter(
        (each) => policy.consecutive_days || !goesOn(each, some, taken.get(key) ?? NO_DAYS),
      ),
    )
    .sort((a, b) => a - b);
}

/** By project where each counts for itself, else under 0. */
function daysOf(
  policy: Policy,
  condition: Condition,
  activities: readonly ActivityDay[],
): Map<number, Set<number>> {
  const days = new Map<number, Set<number>>();
  for (const one of activities) {
    if (!fits(condition, one.project)) continue;
    const key = policy.per_project ? one.project : 0;
    const some = days.get(key);
    if (some) some.add(one.day);
    else days.set(key, new Set([one.day]));
  }
  return days;
}

const NO_DAYS: ReadonlySet<number> = new Set();

/** Whether the run of a day goes on after it, over days that were made void too. */
function goesOn(day: number, days: ReadonlySet<number>, voided: ReadonlySet<number>): boolean {
  let after = day + 1;
  while (voided.has(after) && !days.has(after)) after++;
  return days.has(after);
}

/** The smaller, the better: what cannot be added, what is missing, and how soon it ends. */
function rankOf(states: readonly ConditionState[]): [number, number, number] {
  const missing = states.filter((state) => !state.met);
  const fixed = missing.filter(({ kind }) => kind === "residence" || kind === "programme");
  const lacking = missing.reduce((sum, { needed, have }) => sum + needed - have, 0);
  return [fixed.length, lacking, -(soonest(states.map((s) => s.until)) || Number.MAX_VALUE)];
}

function isBetter(a: readonly number[], b: readonly number[]): boolean {
  for (const [at, value] of a.entries()) {
    const other = b[at] ?? 0;
    if (value !== other) return value < other;
  }
  return false;
}

function soonest(days: readonly number[]): number {
  const some = days.filter((day) => day !== 0);
  return some.length > 0 ? Math.min(...some) : 0;
}
