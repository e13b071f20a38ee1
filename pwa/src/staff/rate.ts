/** What a facility asks of whoever was scanned, by what this phone knows (R53). */

import { accepts, askedOf, rateOf } from "../facility/rates";
import { type Quota, used, uses, type Whose } from "../facility/uses";
import { type Replica, rosterKey } from "../replica";
import { dayOf } from "../replica/calendar";
import type { FacilityItem, Party, Rate, Tier, Use, UseView } from "../schemas/wire";

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

/** Who is to pay: whose card was read, or whom the staff named. */
export interface Payer extends Whose {
  readonly tier: Tier;
  readonly longStay: boolean;
}

/** What a place asks of somebody; null where it has no prices. */
export function rateAt(
  replica: Replica,
  facility: FacilityItem | undefined,
  payer: Payer,
  now: number,
): Rate | null {
  if (!facility?.lines.length) return null;
  const before = facility.quota
    ? used(knownUses(replica), facility.place, payer, dayOf(now), facility.period)
    : 0;
  const { issuer: body, tier, longStay } = payer;
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

export function useOf(place: number, payer: Payer, rate: Rate, party: Party[]): UseDraft {
  const { issuer, card } = payer;
  return { type: "Use", place, issuer, card, party, yen: askedOf(rate, party) };
}
