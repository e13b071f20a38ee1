/**
 * What a day brings to one registration, asked as often as one likes and as late as it may be:
 * renewal and lapse (R15, R33), the long-stay mark (R11), the intent check (R32).
 */

import { type Reason, Tier } from "../schemas/wire";
import { isHome } from "./bodies";
import { onLeaving, townsOf, whatFollows } from "./links";
import { countsUntil } from "./months";
import { after, heldWith } from "./persons";
import { firmHindrances, policyOn, validUntil, YEAR_MONTHS } from "./premium";
import { daysWithin, progress } from "./requirement";
import {
  type Change,
  change,
  type Held,
  type History,
  type Person,
  type Policy,
  type PolicyInForce,
} from "./values";

/**
 * The changes due up to a day, each under the policy and with the history of its own day.
 *
 * Every premium that ran out since it was asked last is judged as of its last day, one after the
 * other, so that an outage changes nothing but when it is noticed.
 */
export function onDay(
  policies: readonly PolicyInForce[],
  person: Person,
  history: History,
  body: number,
  day: number,
): Change[] {
  const changes: Change[] = [];
  let now = person;
  for (;;) {
    const step = next(policies, now, history, body, day);
    if (step.length === 0) return changes;
    changes.push(...step);
    now = after(now, step);
  }
}

function next(
  policies: readonly PolicyInForce[],
  person: Person,
  history: History,
  body: number,
  day: number,
): Change[] {
  const forced = whatFollows(person, day);
  if (forced.length > 0) return forced;
  const held = heldWith(person, body);
  if (!held) return [];
  return (
    onEnd(policies, person, held, history, day) ??
    onLateEvidence(policies, person, held, history, day) ??
    onMark(policyOn(policies, day), person, held, history, day) ??
    onInactivity(policies, person, held, history, day) ??
    []
  );
}

/**
 * R15, R30, R31: the system looks when premium has run out, and again while its end waits for
 * staff: evidence that comes in time settles that (R34).
 */
function onEnd(
  policies: readonly PolicyInForce[],
  person: Person,
  held: Held,
  history: History,
  day: number,
): Change[] | null {
  const { body, premium_until: last, pending } = held;
  if (!last || last >= day || pending === "renewal") return null;
  const policy = policyOn(policies, last);
  const { met } = progress(policy, person.home, held.programmes, history, last);
  const late = pending === "ending";
  if (late && !met) return null;
  let reason: Reason = met ? "requirement-met" : "requirement-missed";
  if (late) reason = "late-evidence";
  const from = late ? day : last + 1;
  const propose = (finding: "renewal" | "ending") =>
    change("propose", body, "R31", reason, from, { finding });
  let one: Change;
  if (met && policy.renewal === "staff") one = propose("renewal");
  else if (!met && policy.ending === "staff") one = propose("ending");
  else if (met) {
    const until = validUntil(policy, held, last + 1);
    one = change("renew", body, late ? "R33" : "R15", reason, from, { until });
  } else one = change("lapse", body, "R33", reason, from);
  return [one, ...whatFollows(after(person, [one]), day)];
}

/**
 * R33, R63: who had met the requirement in time, and whenever it was due since, does not lose by a
 * phone that was offline, whoever decides on renewals (R31).
 */
function onLateEvidence(
  policies: readonly PolicyInForce[],
  person: Person,
  held: Held,
  history: History,
  day: number,
): Change[] | null {
  const { body, lapsed } = held;
  if (!lapsed || lapsed >= day || firmHindrances(person, body, day).length > 0) return null;
  let until = lapsed;
  let byStaff = false;
  while (until < day) {
    const policy = policyOn(policies, until);
    if (!progress(policy, person.home, held.programmes, history, until).met) return null;
    byStaff ||= policy.renewal === "staff";
    until = validUntil(policy, held, until + 1);
  }
  const late: Reason = "late-evidence";
  if (byStaff) {
    if (held.pending !== null) return null;
    return [change("propose", body, "R31", late, day, { finding: "renewal" })];
  }
  const one = change("renew", body, "R33", late, day, { until });
  return [one, ...whatFollows(after(person, [one]), day)];
}

function onMark(
  policy: Policy,
  person: Person,
  held: Held,
  history: History,
  day: number,
): Change[] | null {
  const against = againstMark(policy, person, held, history, day);
  if (held.long_stay === (against === null)) return null;
  return against
    ? [change("unmark", held.body, ...against, day)]
    : [change("mark", held.body, "R11", "stayed", day)];
}

/** Why the card bears no mark, with its rule. */
function againstMark(
  policy: Policy,
  person: Person,
  held: Held,
  history: History,
  day: number,
): [string, Reason] | null {
  // It tells of living in two regions: at home (R16) it would say nothing.
  if (isHome(person, held.body)) return ["R16", "at-home"];
  if (held.tier < policy.long_stay_tier) return ["R11", "only-premium"];
  const stays = daysWithin(history.stays, YEAR_MONTHS, day).length;
  return stays < policy.long_stay_days ? ["R11", "stayed-too-little"] : null;
}

/**
 * R32: basic members alone. What stands by the link as well goes with its municipality: to end it
 * earlier would say that the link is refused (R03).
 *
 * Who comes to the place was there, also with a printed card and no phone. Whoever was asked has
 * the time that they were told, whatever the body's rules are by then. Of whom nothing is known yet
 * nobody says how long they were away.
 */
function onInactivity(
  policies: readonly PolicyInForce[],
  person: Person,
  held: Held,
  history: History,
  day: number,
): Change[] | null {
  const { body, asked } = held;
  const byLink =
    held.linked || (!person.refused.includes(body) && townsOf(person, body).length > 0);
  if (held.tier !== Tier.BASIC || byLink) return null;
  const policy = policyOn(policies, asked || day);
  const seen = lastSeen(person, history, day);
  const activeUntil = seen ? countsUntil(seen, policy.inactive_months) : day;
  if (asked) {
    if (activeUntil >= asked) return [change("stay", body, "R32", "seen", day)];
    if (asked + policy.answer_days >= day || held.pending !== null) return null;
    return onLeaving(person, body, day, "R32", "no-answer");
  }
  if (activeUntil >= day || held.pending !== null) return null;
  return [change("ask", body, "R32", "inactive", day)];
}

function lastSeen(person: Person, history: History, day: number): number {
  const days = [...history.stays, ...history.activities.map((one) => one.day)];
  return Math.max(person.last_access, ...days.filter((one) => one <= day), 0);
}
