/**
 * Uses of facilities' rates, and which of them a quota did not allow (R53).
 *
 * Nobody at a desk knows of all uses: what was too much shows when the records are together. It is
 * marked and stands; nothing is dropped. A pure function of the records, so that their order of
 * arrival changes nothing: of a period's uses those first in time are within the quota.
 */

import { countedDay, oneOfEach } from "../replica/acts";
import { type Rulings, refKey, stampOrder, stands } from "../replica/merge";
import { rosterKey, voidReasons } from "../replica/views";
import {
  type Fact,
  GUEST,
  type Period,
  RulingKind,
  RulingReason,
  type Use,
  type UseView,
} from "../schemas/wire";
import { periodOf } from "./rates";

/** How many uses in which period; 0 for any number. */
export interface Quota {
  readonly quota: number;
  readonly period: Period;
}

/**
 * Every use, newest first. `roster` maps `rosterKey(issuer, card)` to a member's number; `quotas`
 * are the places' own, as they are now. Of uses that are `mine` all are one person's.
 */
export function uses(
  facts: Iterable<Fact>,
  told: Rulings,
  roster: ReadonlyMap<string, number>,
  quotas: ReadonlyMap<number, Quota>,
): UseView[] {
  const about = [...facts].filter(({ entry }) => entry.type === "Use" || entry.type === "Void");
  const { facts: acts, rulings } = oneOfEach(about, told);
  const inOrder = [...acts].sort(stampOrder);
  const voids = voidReasons(inOrder.filter((fact) => stands(fact, rulings)));
  const counted = new Map<string, number>();
  const views: UseView[] = [];
  for (const fact of inOrder) {
    const { entry } = fact;
    if (entry.type !== "Use") continue;
    const ruling = rulings.get(refKey(fact));
    const day = countedDay(entry, ruling);
    const member = fact.member || (roster.get(rosterKey(entry.issuer, entry.card)) ?? 0);
    const voided = voids.has(refKey(fact));
    const { quota = 0, period = 1 } = quotas.get(entry.place) ?? {};
    let over = false;
    if (quota > 0 && !voided && stands(fact, rulings)) {
      const name = `${entry.place} ${whose(fact, entry, member)} ${periodOf(day, period)}`;
      const count = (counted.get(name) ?? 0) + 1;
      counted.set(name, count);
      over = count > quota;
    }
    views.push({
      device: fact.device,
      seq: fact.seq,
      ms: entry.ms,
      day,
      body: fact.body,
      place: entry.place,
      issuer: entry.issuer,
      card: entry.card,
      member: member === GUEST ? 0 : member,
      party: entry.party,
      yen: entry.yen,
      ruling: ruling?.kind ?? RulingKind.ACCEPTED,
      reason: ruling?.reason ?? RulingReason.NONE,
      voided,
      over,
    });
  }
  return views.reverse();
}

/** Whose card it is, as far as the reader knows: `member` is 0 where only the card is known. */
export interface Whose {
  readonly issuer: number;
  readonly card: number;
  readonly member: number;
}

/** How often somebody has used the rate of a place in the period that `day` lies in. */
export function used(
  views: readonly UseView[],
  place: number,
  { issuer, card, member }: Whose,
  day: number,
  period: Period,
): number {
  return views.filter(
    (view) =>
      view.place === place &&
      !view.voided &&
      view.ruling !== RulingKind.REJECTED &&
      periodOf(view.day, period) === periodOf(day, period) &&
      view.issuer === issuer &&
      (view.card === card || (member !== 0 && view.member === member)),
  ).length;
}

function whose(fact: Fact, { issuer, card }: Use, member: number): string {
  if (fact.mine) return "mine";
  return member && member !== GUEST ? `${issuer}.${member}` : `${issuer}.-${card}`;
}
