/** What a facility asks of whoever was scanned, by what this phone knows (R53). */

import { accepts, askedOf, rateOf } from "../facility/rates";
import { type Quota, used, uses } from "../facility/uses";
import { type Replica, rosterKey } from "../replica";
import { dayOf } from "../replica/calendar";
import type { CardFacts } from "../scan/verdict";
import type { FacilityItem, Party, Rate, Use, UseView } from "../schemas/wire";

export type UseDraft = Omit<Use, "ms" | "counter">;

/** The bodies whose members' cards count at a place, among those that are trusted. */
export function acceptedAt(
  body: number,
  facility: FacilityItem | undefined,
  trusted: Iterable<number>,
): Set<number> {
  const accepted = new Set([body]);
  if (facility?.lines.length) {
    for (const issuer of trusted) if (accepts(facility, issuer)) accepted.add(issuer);
  }
  return accepted;
}

/** The rate of a card whose signatures hold; null where the place has no prices. */
export function rateAt(
  replica: Replica,
  facility: FacilityItem | undefined,
  { claims }: CardFacts,
  member: number,
  now: number,
): Rate | null {
  if (!facility?.lines.length) return null;
  const { body, index, tier, longStay } = claims;
  const whose = { issuer: body, card: index, member };
  const before = facility.quota
    ? used(knownUses(replica), facility.place, whose, dayOf(now), facility.period)
    : 0;
  return rateOf(facility, { body, tier, longStay }, before, now);
}

/** All uses that this phone knows of: those of the last weeks, and its own. */
export function knownUses(replica: Replica): UseView[] {
  const roster = new Map(
    [...replica.roster.value.values()].map((one) => [rosterKey(one.body, one.card), one.member]),
  );
  const quotas = new Map<number, Quota>(replica.facilities.value);
  return uses(replica.facts.value, replica.rulings.value, roster, quotas);
}

/** One person by the first line, until the staff say otherwise. */
export function aloneAt(rate: Rate): Party[] {
  const [first] = rate.lines;
  return first ? [{ line: first.line, people: 1 }] : [];
}

export function useOf(place: number, { claims }: CardFacts, rate: Rate, party: Party[]): UseDraft {
  const { body: issuer, index: card } = claims;
  return { type: "Use", place, issuer, card, party, yen: askedOf(rate, party) };
}
