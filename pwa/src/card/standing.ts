/** What a registration's card is good for at this moment. Pure. */

import { type CardItem, CardState, type RegistrationItem } from "../schemas/wire";

/** From here on the card asks for a network, to be renewed before it runs out. */
export const SOON_SECONDS = 3 * 86_400;

export type Standing =
  /**
   * `until`, in Unix seconds: how long this phone has cards, if no more come. `soon`: that is within
   * three days. `daily`: the card is for today alone.
   */
  | {
      readonly kind: "valid";
      readonly card: CardItem;
      readonly until: number;
      readonly soon: boolean;
      readonly daily: boolean;
    }
  /** Registered; the card itself has not come yet. */
  | { readonly kind: "waiting" }
  | { readonly kind: "early" | "expired" | "revoked"; readonly card: CardItem }
  | { readonly kind: "ended" };

/** A one-day card, as those in `Replica.cards` are: from midnight to midnight. */
const isDaily = ({ not_before, expires }: CardItem) => expires - not_before <= 86_400;

/**
 * `now` in Unix seconds. Of several cards the best counts: that of today, one in force, else the
 * newest.
 */
export function standing(
  registration: RegistrationItem,
  cards: readonly CardItem[],
  now: number,
): Standing {
  if (registration.ended) return { kind: "ended" };
  const own = cards
    .filter((card) => card.body === registration.body && card.state !== CardState.ENDED)
    .sort((a, b) => b.expires - a.expires);
  const active = own.filter((card) => card.state === CardState.ACTIVE);
  const inForce = active.filter((card) => card.not_before <= now && now < card.expires);
  const card = inForce.find(isDaily) ?? inForce[0];
  if (card) {
    const until = (active[0] as CardItem).expires;
    return { kind: "valid", card, until, soon: until - now < SOON_SECONDS, daily: isDaily(card) };
  }
  const early = active.findLast((one) => now < one.not_before);
  if (early) return { kind: "early", card: early };
  const expired = active[0];
  const revoked = own.find((card) => card.state === CardState.REVOKED);
  // A card that was stopped is the graver news than an older one that ran out.
  if (revoked && (!expired || revoked.expires >= expired.expires))
    return { kind: "revoked", card: revoked };
  return expired ? { kind: "expired", card: expired } : { kind: "waiting" };
}

/** Those in force before ended ones, one's own choice before what came with it (R02), oldest first. */
export function inOrder(registrations: readonly RegistrationItem[]): RegistrationItem[] {
  return [...registrations].sort(
    (a, b) =>
      Number(a.ended) - Number(b.ended) ||
      Number(a.linked) - Number(b.linked) ||
      a.since - b.since ||
      a.body - b.body,
  );
}
