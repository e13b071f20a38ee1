/** What the phone's person may have of a body, from what is on the phone: no network needed. */

import { ownUses } from "../facility/own-uses";
import type { Replica } from "../replica";
import type { BenefitItem, SubsidyItem } from "../schemas/wire";
import { type OwnStanding, ownStanding } from "../standing/of-replica";
import { eligibility, type Found } from "./eligibility";
import type { Terms } from "./terms";

export interface Offer {
  readonly item: BenefitItem;
  readonly terms: Terms;
  readonly found: Found;
}

/** By number, not by name: the names would be loaded with the shell. */
const REJECTED = 2;
const COUNTED: readonly string[] = ["incomplete", "waiting", "granted", "paid"];

/** What a body offers today, what one may have first. Reads signals. */
export function offersOf(
  replica: Replica,
  body: number,
  today: number,
): { own: OwnStanding; offers: Offer[] } {
  const own = ownStanding(replica, body, today);
  const items = replica.ofKind("BenefitItem").value;
  const offers = items
    .filter((item) => item.body === body && !item.ended)
    .map((item): Offer => {
      const terms = termsOf(item);
      const found = eligibility({
        terms,
        policy: own.policy,
        person: own.person,
        history: own.history,
        used: usedDays(replica, item, terms),
        spent: item.spent,
        body,
        today,
      });
      return { item, terms, found };
    })
    .sort((a, b) => Number(b.found.may) - Number(a.found.may) || a.item.benefit - b.item.benefit);
  return { own, offers };
}

export function termsOf({ terms }: BenefitItem): Terms {
  return JSON.parse(terms) as Terms;
}

/** One's own applications with a body, the newest first. Reads signals. */
export function applicationsTo(replica: Replica, body: number): SubsidyItem[] {
  return replica
    .ofKind("SubsidyItem")
    .value.filter((one) => one.body === body)
    .sort((a, b) => b.application - a.application);
}

function usedDays(replica: Replica, item: BenefitItem, terms: Terms): number[] {
  if (terms.subsidy) {
    return applicationsTo(replica, item.body)
      .filter((one) => one.benefit === item.benefit && COUNTED.includes(one.state))
      .map((one) => one.day);
  }
  if (terms.tie !== "place" || terms.times === 0) return [];
  return ownUses(replica)
    .filter((use) => !use.voided && use.ruling !== REJECTED && terms.places.includes(use.place))
    .map((use) => use.day);
}
