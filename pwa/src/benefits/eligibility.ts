/** Who may have a benefit on a day, and why not (R51): the twin of `server/benefits/rules.py`. */

import { periodOf } from "../facility/rates";
import type { HindranceKind, Hindrance as Told } from "../schemas/benefits";
import type { Period } from "../schemas/wire";
import { agedFrom } from "../standing/age";
import { monthsAfter } from "../standing/months";
import { heldWith } from "../standing/persons";
import { progress } from "../standing/requirement";
import type { History, Person, Policy } from "../standing/values";
import type { Terms } from "./terms";

const FISCAL_YEAR: Period = 4;
const PREMIUM = 2;

export type Hindrance = Readonly<Required<Told>>;

export interface Found {
  readonly may: boolean;
  readonly hindrances: readonly Hindrance[];
  /** How often in this period, -1 for any number. */
  readonly left: number;
}

export interface Claim {
  readonly terms: Terms;
  /** How activities count. */
  readonly policy: Policy;
  readonly person: Person;
  readonly history: History;
  /** The days on which they had it, in any order. */
  readonly used: readonly number[];
  /** The fiscal year whose budget is spent, 0 for none. */
  readonly spent: number;
  readonly body: number;
  readonly today: number;
}

export function eligibility(claim: Claim): Found {
  const { terms, used, today } = claim;
  const hindrances = [...inTime(claim), ...standing(claim)];
  let left = -1;
  if (terms.times > 0) {
    const period = periodOf(today, terms.period);
    const had = used.filter((day) => periodOf(day, terms.period) === period).length;
    left = Math.max(0, terms.times - had);
    if (left === 0) hindrances.push(hindrance("quota", { day: renewsOn(today, terms.period) }));
  }
  return { may: hindrances.length === 0, hindrances, left };
}

/** The first day of the period after the one that a day lies in. */
export function renewsOn(day: number, period: Period): number {
  let next = day + 1;
  if (period === 1) return next;
  const own = periodOf(day, period);
  // By months: the first of one, as each longer period ends with a month.
  next = firstOfNextMonth(day);
  while (periodOf(next, period) === own) next = monthsAfter(next, 1);
  return next;
}

function firstOfNextMonth(day: number): number {
  const date = new Date(day * 86_400_000).getUTCDate();
  return monthsAfter(day - date + 1, 1);
}

function inTime({ terms, spent, today }: Claim): Hindrance[] {
  const found: Hindrance[] = [];
  if (terms.until_day && today > terms.until_day) {
    found.push(hindrance("over", { day: terms.until_day }));
  } else if (terms.from_day > today) {
    found.push(hindrance("not-begun", { day: terms.from_day }));
  }
  if (spent && spent === periodOf(today, FISCAL_YEAR)) {
    found.push(hindrance("budget", { day: renewsOn(today, FISCAL_YEAR) }));
  }
  return found;
}

function standing({ terms, policy, person, history, body, today }: Claim): Hindrance[] {
  const held = heldWith(person, body);
  if (!held) return [hindrance("not-registered")];
  const found: Hindrance[] = [];
  const suffices = terms.mark === "suffices" && held.long_stay;
  if (terms.tier === PREMIUM && held.tier !== PREMIUM && !suffices) {
    const asked = progress(policy, person.home, held.programmes, history, today);
    const missing = asked.conditions
      .filter((one) => !one.met)
      .reduce((sum, { needed, have }) => sum + needed - have, 0);
    found.push(hindrance("premium", { missing }));
  }
  if (terms.mark === "needed" && !held.long_stay) found.push(hindrance("mark"));
  const asksHome = terms.conditions.some((one) => one.kind === "residence");
  if (!person.proven && (terms.age_from || terms.age_to || asksHome)) {
    found.push(hindrance("not-proven"));
  } else if (!hasTheAge(terms, person.birth_day, today)) found.push(hindrance("age"));
  if (terms.conditions.length > 0) {
    const own = { ...policy, premium: [terms.conditions] };
    const { conditions } = progress(own, person.home, held.programmes, history, today);
    for (const [at, state] of conditions.entries()) {
      if (state.met || (!person.proven && state.kind === "residence")) continue;
      found.push(hindrance("condition", { at, missing: state.needed - state.have }));
    }
  }
  return found;
}

function hasTheAge({ age_from, age_to }: Terms, birthDay: number, today: number): boolean {
  if (age_from && today < agedFrom(birthDay, age_from)) return false;
  return !age_to || today < agedFrom(birthDay, age_to + 1);
}

function hindrance(kind: HindranceKind, more: Partial<Hindrance> = {}): Hindrance {
  return { kind, at: 0, missing: 0, day: 0, ...more };
}
