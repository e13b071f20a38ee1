/**
 * Registering, leaving, the prefecture's link, and what follows from each change.
 *
 * Every function gives the changes in their order, those that follow with them: a prefecture has
 * the tier of its municipalities (R02) unless the person refuses the link (R03), nobody is premium
 * at home (R16), without a proof (R13) or as a minor without a guardian (R17), and three bodies at
 * most count as premium (R14).
 */

import { type Reason, Tier } from "../schemas/wire";
import { isMinor } from "./age";
import { isHome, isPrefecture, prefectureOf } from "./bodies";
import { after, heldWith } from "./persons";
import { type Change, change, type Held, type Person } from "./values";

/** R14. */
export const MAX_PREMIUM = 3;

/**
 * What a basic registration brings: granted at once (R07), without a bound on how many (R14).
 *
 * `takingPart` holds the body, and its prefecture if that takes part too (R01).
 */
export function onRegistering(
  person: Person,
  body: number,
  takingPart: ReadonlySet<number>,
  day: number,
  refuseLink: boolean,
): Change[] {
  const changes: Change[] = [];
  const held = heldWith(person, body);
  if (!held) changes.push(change("grant", body, "R07", "applied", day));
  else if (held.linked) changes.push(change("make-direct", body, "R02", "applied", day));
  const prefecture = prefectureOf(body);
  if (body !== prefecture) {
    if (refuseLink) changes.push(...refuse(person, prefecture, "link-refused", day));
    else if (!person.refused.includes(prefecture)) {
      changes.push(...link(person, prefecture, takingPart, day));
    }
  }
  return withWhatFollows(person, changes, day);
}

/** R03. A registration that the person made with the prefecture directly stays. */
export function onRefusingLink(person: Person, prefecture: number, day: number): Change[] {
  return withWhatFollows(person, refuse(person, prefecture, "link-refused", day), day);
}

/** A refusal taken back: the prefecture's registration follows at once (R02). */
export function onAllowingLink(
  person: Person,
  prefecture: number,
  takingPart: ReadonlySet<number>,
  day: number,
): Change[] {
  const changes: Change[] = [];
  if (person.refused.includes(prefecture)) {
    changes.push(change("allow-link", prefecture, "R03", "link-allowed", day));
  }
  if (townsOf(person, prefecture).length > 0) {
    changes.push(...link(person, prefecture, takingPart, day));
  }
  return withWhatFollows(person, changes, day);
}

/**
 * A registration that is held ends: at the holder's wish, or without an answer (R32).
 *
 * Leaving a prefecture while a municipality in it stays says that the link is not wanted (R03); a
 * registration that the link brought goes with the last municipality that could bring it. Silence
 * refuses nothing. Of what is not held nothing ends.
 */
export function onLeaving(
  person: Person,
  body: number,
  day: number,
  rule = "R18",
  reason: Reason = "left",
): Change[] {
  if (!heldWith(person, body)) return [];
  const changes = [change("end", body, rule, reason, day)];
  const prefecture = prefectureOf(body);
  const remaining = townsOf(person, prefecture).filter((one) => one.body !== body);
  if (body === prefecture) {
    if (remaining.length > 0 && !person.refused.includes(prefecture) && reason === "left") {
      changes.push(change("refuse-link", body, "R03", "left-prefecture", day));
    }
  } else if (remaining.length === 0 && heldWith(person, prefecture)?.linked) {
    changes.push(change("end", prefecture, "R02", "no-municipality-left", day));
  }
  return [...changes, ...whatFollows(after(person, changes), day, prefecture)];
}

/**
 * What must change of a person as they are, until nothing must: also after a proof of identity, a
 * new address, and a guardian's word. `yields`: which premium ends if there are more than three.
 */
export function whatFollows(person: Person, day: number, yields = 0): Change[] {
  const changes: Change[] = [];
  let now = person;
  for (let one = next(now, day, yields); one; one = next(now, day, yields)) {
    changes.push(one);
    now = after(now, [one]);
  }
  return changes;
}

/**
 * The bodies that count towards three (R14): a prefecture does not while the person is registered
 * with a municipality inside it.
 */
export function countedPremium(person: Person): number[] {
  return person.held
    .filter((one) => one.tier === Tier.PREMIUM)
    .map((one) => one.body)
    .filter((body) => !isPrefecture(body) || townsOf(person, body).length === 0);
}

function withWhatFollows(person: Person, changes: Change[], day: number): Change[] {
  return [...changes, ...whatFollows(after(person, changes), day)];
}

function next(person: Person, day: number, yields: number): Change | null {
  for (const held of person.held) {
    const due = must(person, held, day);
    if (due) return due;
  }
  const counted = countedPremium(person);
  if (counted.length <= MAX_PREMIUM) return null;
  const over = counted.includes(yields) ? yields : leastLost(person, counted);
  return change("lapse", over, "R14", "three-bodies", day);
}

/**
 * R14 says nothing of who has more than three without an application, as after two registrations
 * of one person were merged: what would end first anyway is given up.
 */
function leastLost(person: Person, counted: readonly number[]): number {
  const some = person.held.filter((one) => counted.includes(one.body));
  some.sort((a, b) => a.premium_until - b.premium_until || a.body - b.body);
  return some[0]?.body ?? 0;
}

function must(person: Person, held: Held, day: number): Change | null {
  const { body } = held;
  const premium = held.tier === Tier.PREMIUM;
  const against = barred(person, body, day);
  if (premium && against) return change("lapse", body, ...against, day);
  if (!isPrefecture(body) || held.premium_until) return null;
  const towns = townsOf(person, body);
  const refused = person.refused.includes(body);
  const linked = !refused && towns.some((one) => one.tier === Tier.PREMIUM);
  if (premium && !linked) {
    if (refused) return change("lapse", body, "R03", "link-refused", day);
    const reason = towns.length > 0 ? "municipality-basic" : "no-municipality-left";
    return change("lapse", body, "R02", reason, day);
  }
  if (linked && !premium && !against) {
    return change("premium", body, "R02", "municipality-premium", day);
  }
  return null;
}

/** Why somebody cannot be premium there at all, with its rule. */
function barred(person: Person, body: number, day: number): [string, Reason] | null {
  if (!person.proven) return ["R13", "not-proven"];
  if (isHome(person, body)) return ["R16", "at-home"];
  if (!person.guardian && isMinor(person.birth_day, day)) return ["R17", "no-guardian"];
  return null;
}

function refuse(person: Person, prefecture: number, reason: Reason, day: number): Change[] {
  const changes: Change[] = [];
  if (!person.refused.includes(prefecture)) {
    changes.push(change("refuse-link", prefecture, "R03", reason, day));
  }
  if (heldWith(person, prefecture)?.linked) {
    changes.push(change("end", prefecture, "R03", reason, day));
  }
  return changes;
}

function link(
  person: Person,
  prefecture: number,
  takingPart: ReadonlySet<number>,
  day: number,
): Change[] {
  if (heldWith(person, prefecture) || !takingPart.has(prefecture)) return [];
  return [change("grant", prefecture, "R02", "with-municipality", day, { linked: true })];
}

export function townsOf(person: Person, prefecture: number): Held[] {
  return person.held.filter(({ body }) => body !== prefecture && prefectureOf(body) === prefecture);
}
