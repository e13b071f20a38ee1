/**
 * One-day cards, and the keys that they are made for (schemas/credential.md). Pure: loaded with the
 * sync, which leaves for the first screen only what may be shown.
 */

import { hex } from "../card/bytes";
import { CredentialError, unpack } from "../card/credential";
import { type CardItem, type CardPolicyItem, CardState, MAX_CARD_KEYS } from "../schemas/wire";
import { dayOf, startOf } from "./calendar";
import type { CardKeyName } from "./database";

const DAY_SECONDS = 86_400;
/** All others hold for weeks. */
const SHORT_SECONDS = 2 * DAY_SECONDS;
/** A one-day card holds from an hour before its day. */
const BEFORE_DAY = 3600;
/** A sync makes keys again when a phone could go on alone for fewer days. */
const FEW_KEYS = 21;
/** How long a card is kept that is over: a phone whose clock is behind may think it is not. */
const KEPT_SECONDS = 2 * DAY_SECONDS;

export function isDayCard({ not_before, expires }: CardItem): boolean {
  return expires - not_before < SHORT_SECONDS;
}

/** The Asia/Tokyo day on which a one-day card is shown. */
export function dayOfCard(card: CardItem): number {
  return dayOf((card.not_before + BEFORE_DAY) * 1000);
}

/** The compressed key that a card is bound to, in hexadecimal; "" if it cannot be read. */
export function holderOf(card: CardItem): string {
  try {
    const { holder } = unpack(card.credential).claims;
    return holder ? hex(holder) : "";
  } catch (error) {
    if (error instanceof CredentialError) return "";
    throw error;
  }
}

/**
 * Those that a phone may show. One-day cards only if they are in force, their key is held and their
 * body gives such; with the bounds of their day, and not of their longer validity, so that whatever
 * shows a card in force shows that of today.
 */
export function toShow(
  cards: readonly CardItem[],
  policies: readonly CardPolicyItem[],
  held: readonly CardKeyName[],
): CardItem[] {
  const daily = new Set(policies.filter((one) => one.daily).map(({ body }) => body));
  const keys = new Set(held.map(String));
  return cards.flatMap((card) => {
    if (!isDayCard(card)) return [card];
    const { body, state } = card;
    if (state !== CardState.ACTIVE || !daily.has(body)) return [];
    if (!keys.has(String([body, holderOf(card)]))) return [];
    const start = startOf(dayOfCard(card)) / 1000;
    return [
      {
        ...card,
        not_before: Math.max(card.not_before, start),
        expires: Math.min(card.expires, start + DAY_SECONDS),
      },
    ];
  });
}

/** How many keys to make now for a body whose policy is daily. `today`: a day in Asia/Tokyo. */
export function keysWanted(
  body: number,
  cards: readonly CardItem[],
  held: readonly CardKeyName[],
  today: number,
): number {
  const ours = cards.filter((card) => card.body === body && isDayCard(card));
  const used = new Map(ours.map((card) => [holderOf(card), card]));
  const good = held.filter(([of, key]) => {
    if (of !== body) return false;
    const card = used.get(key);
    return !card || (card.state === CardState.ACTIVE && dayOfCard(card) >= today);
  });
  return good.length < FEW_KEYS ? MAX_CARD_KEYS - good.length : 0;
}

/** One-day cards that are over for good. `now` in Unix seconds. */
export function over(cards: readonly CardItem[], now: number): CardItem[] {
  return cards.filter((card) => isDayCard(card) && card.expires + KEPT_SECONDS < now);
}
