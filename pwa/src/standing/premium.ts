/** Premium: what stands in its way, and what applications and staff decisions bring (R09-R18). */

import { type Reason, type Standing, Tier } from "../schemas/wire";
import { isMinor } from "./age";
import { isHome } from "./bodies";
import { countedPremium, MAX_PREMIUM, whatFollows } from "./links";
import { countsUntil, monthsBefore } from "./months";
import { after, heldWith } from "./persons";
import { daysWithin, progress } from "./requirement";
import {
  type Change,
  change,
  type Held,
  type History,
  type Person,
  type Policy,
  type PolicyInForce,
  wholeHeld,
  wholePolicy,
} from "./values";

/** The rule that each hindrance rests on. */
const RULE_OF: Partial<Record<Reason, string>> = {
  "not-registered": "R07",
  "at-home": "R16",
  "not-proven": "R13",
  "no-guardian": "R17",
  "three-bodies": "R14",
  "requirement-missed": "R09",
  already: "R15",
};

export const YEAR_MONTHS = 12;
const DEFAULT = wholePolicy();

/** The policy in force on a day: the scheme's defaults before the first. */
export function policyOn(policies: readonly PolicyInForce[], day: number): Policy {
  let found: PolicyInForce | undefined;
  for (const one of policies) {
    if (one.from_day <= day && (!found || one.from_day > found.from_day)) found = one;
  }
  return found?.policy ?? DEFAULT;
}

/** One registration as its holder is shown it; as a basic one where there is none yet. */
export function standing(
  policy: Policy,
  person: Person,
  history: History,
  body: number,
  day: number,
): Standing {
  const held = heldWith(person, body) ?? wholeHeld({ body });
  return {
    tier: held.tier,
    premium_until: held.premium_until,
    hindrances: hindrances(policy, person, history, body, day),
    renewable: isRenewable(policy, held, day),
    next_until: validUntil(policy, held, begins(held, day)),
    progress: progress(policy, person.home, held.programmes, history, day),
    stay_days: daysWithin(history.stays, YEAR_MONTHS, day).length,
    stay_needed: policy.long_stay_days,
    long_stay: held.long_stay,
  };
}

/** Everything in the way of premium at a body, in the order in which it is best seen to. */
export function hindrances(
  policy: Policy,
  person: Person,
  history: History,
  body: number,
  day: number,
): Reason[] {
  const found = firmHindrances(person, body, day);
  const { programmes } = heldWith(person, body) ?? wholeHeld({ body });
  if (!progress(policy, person.home, programmes, history, day).met) {
    found.push("requirement-missed");
  }
  return found;
}

/**
 * R15: whether premium is near its end, and its last term began before today: one requirement met
 * does not bring two terms, however short.
 */
export function isRenewable(policy: Policy, held: Held, day: number): boolean {
  const { premium_until: last } = held;
  if (!last) return false;
  const begun = monthsBefore(last + 1, validMonths(policy, held));
  return Math.max(begun + 1, last - policy.renewal_days) <= day;
}

/**
 * The last day of premium that begins on a day (R15, P12): the day before the same date, or the
 * last of a month that has no such (Civil Code, article 143: 29 February to 28 February).
 */
export function validUntil(policy: Policy, held: Held, fromDay: number): number {
  return countsUntil(fromDay, validMonths(policy, held));
}

function validMonths(policy: Policy, held: Held): number {
  const fits = policy.validities.find((one) => held.programmes.includes(one.programme));
  return fits?.months ?? policy.valid_months;
}

/**
 * R30: the system checks the requirement by itself; what it finds decides, or waits for staff
 * (R31). For premium, and for its renewal; to be asked after `onDay` of the same day.
 *
 * Who misses the requirement of a renewal, but meets it while that waits for staff, need not wait
 * for an end in order to begin anew (R33).
 */
export function onApplying(
  policy: Policy,
  person: Person,
  history: History,
  body: number,
  day: number,
): Change[] {
  const held = heldWith(person, body);
  if (!held) return [refusal(body, "not-registered", day)];
  const renewal = held.premium_until > 0;
  const waits = held.pending === "grant" || held.pending === "renewal";
  if (waits || (renewal && !isRenewable(policy, held, day))) {
    return [refusal(body, "already", day)];
  }
  const [against] = hindrances(policy, person, history, body, day);
  if (against) return [refusal(body, against, day)];
  const met: Reason = "requirement-met";
  if ((renewal ? policy.renewal : policy.grant) === "staff") {
    const finding = renewal ? "renewal" : "grant";
    const one = change("propose", body, "R31", met, day, { finding });
    return withWhatFollows(person, direct(held, day), one);
  }
  const until = validUntil(policy, held, begins(held, day));
  const one = change(renewal ? "renew" : "premium", body, "R30", met, day, { until });
  return withWhatFollows(person, direct(held, day), one);
}

/**
 * A member of staff decides whether somebody is premium: as the system found, or otherwise.
 *
 * What the scheme itself demands (R13, R14, R16, R17) they cannot set aside: then it is refused.
 * Nor can they make premium last longer than it may (R15): said twice, it is refused; nor end what
 * the link brings (R02). Who applied early for renewal, and is refused, is premium until its end;
 * who is not premium, and did not apply, is not refused anything.
 */
export function onDeciding(
  policy: Policy,
  person: Person,
  body: number,
  day: number,
  premium: boolean,
): Change[] {
  const held = heldWith(person, body);
  if (!held) return [refusal(body, "not-registered", day)];
  const asFound = held.pending !== null && premium === (held.pending !== "ending");
  const found = premium ? "requirement-met" : "requirement-missed";
  const reason = asFound ? found : "staff";
  return premium
    ? decideFor(policy, person, held, reason, day)
    : decideAgainst(person, held, reason, day);
}

function decideFor(
  policy: Policy,
  person: Person,
  held: Held,
  reason: Reason,
  day: number,
): Change[] {
  const { body } = held;
  const [firm] = firmHindrances(person, body, day);
  if (firm) return [refusal(body, firm, day, { finding: held.pending })];
  if (held.premium_until && held.pending === null && !isRenewable(policy, held, day)) {
    return [refusal(body, "already", day)];
  }
  const ranUntil = held.premium_until || lapsedOf(held);
  // However long staff took: premium goes on from where it was.
  let until = ranUntil ? validUntil(policy, held, ranUntil + 1) : 0;
  if (until < day) until = validUntil(policy, held, day);
  const one = change(ranUntil ? "renew" : "premium", body, "R31", reason, day, { until });
  return withWhatFollows(person, direct(held, day), one);
}

function decideAgainst(person: Person, held: Held, reason: Reason, day: number): Change[] {
  const { body, pending, premium_until: last } = held;
  if (last && !(pending === "renewal" && day <= last)) {
    return withWhatFollows(person, [], change("lapse", body, "R31", reason, day));
  }
  return pending === null
    ? []
    : [change("refuse", body, "R31", "staff", day, { finding: pending })];
}

/** What the scheme itself demands, and no office can set aside. */
export function firmHindrances(person: Person, body: number, day: number): Reason[] {
  const found: Reason[] = [];
  if (!heldWith(person, body)) found.push("not-registered");
  if (isHome(person, body)) found.push("at-home");
  if (!person.proven) found.push("not-proven");
  else if (!person.guardian && isMinor(person.birth_day, day)) found.push("no-guardian");
  if (isOneTooMany(person, body)) found.push("three-bodies");
  return found;
}

/** Also of a body that the person is not registered with yet. */
function isOneTooMany(person: Person, body: number): boolean {
  const others = person.held.filter((one) => one.body !== body);
  const granted = wholeHeld({ body, tier: Tier.PREMIUM });
  return countedPremium({ ...person, held: [...others, granted] }).length > MAX_PREMIUM;
}

/** No day is lost to who renews early. */
function begins(held: Held, day: number): number {
  return held.premium_until >= day ? held.premium_until + 1 : day;
}

/** The last day of the premium that late evidence would bring back, if that waits for staff. */
function lapsedOf(held: Held): number {
  return held.pending === "renewal" ? held.lapsed : 0;
}

/** Premium of a prefecture's own is not the link's doing: it stays when the link goes (R02). */
function direct(held: Held, day: number): Change[] {
  return held.linked ? [change("make-direct", held.body, "R02", "applied", day)] : [];
}

function withWhatFollows(person: Person, first: Change[], one: Change): Change[] {
  const changes = [...first, one];
  return [...changes, ...whatFollows(after(person, changes), one.day)];
}

/** `finding`: what waited for staff, and does no longer. */
function refusal(body: number, reason: Reason, day: number, more: Partial<Change> = {}): Change {
  return change("refuse", body, RULE_OF[reason] ?? "", reason, day, more);
}
