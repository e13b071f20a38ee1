/** One-day cards: which are shown, for which keys are made, and which go; at their edges. */

import { describe, expect, test } from "vitest";
import { hex } from "../card/bytes";
import { standing } from "../card/standing";
import {
  type CardItem,
  type CardPolicyItem,
  CardState,
  MAX_CARD_KEYS,
  type RegistrationItem,
  Tier,
} from "../schemas/wire";
import { startOf } from "./calendar";
import type { CardKeyName } from "./database";
import { dayOfCard, holderOf, isDayCard, keysWanted, over, toShow } from "./day-cards";
import { dayCard } from "./testing/day-card";

const TOWN = 294021;
const TODAY = 20_833;
const MIDNIGHT = startOf(TODAY) / 1000;
const DAY = 86_400;

const registration: RegistrationItem = {
  type: "RegistrationItem",
  version: 1,
  body: TOWN,
  member: 12,
  tier: Tier.BASIC,
  since: 20_800,
  long_stay: false,
  linked: false,
  ended: false,
};
const ordinary: CardItem = {
  ...dayCard(TOWN, 1, TODAY, keyOf(200)),
  not_before: MIDNIGHT - 5 * DAY,
  expires: MIDNIGHT + 10 * DAY + 7200,
};
const policy = (daily: boolean, body = TOWN): CardPolicyItem => ({
  type: "CardPolicyItem",
  version: 1,
  body,
  daily,
});

function keyOf(n: number): Uint8Array {
  return new Uint8Array(33).fill(n).fill(2 + (n % 2), 0, 1);
}

const name = (n: number, body = TOWN): CardKeyName => [body, hex(keyOf(n))];
/** A card for each day from today on, number and key counting from 10. */
const strip = (days: number, change: Partial<CardItem> = {}) =>
  Array.from({ length: days }, (_, ahead) =>
    dayCard(TOWN, 10 + ahead, TODAY + ahead, keyOf(10 + ahead), change),
  );
const keys = (count: number, first = 10) =>
  Array.from({ length: count }, (_, at) => name(first + at));

/** What the first screen says with these cards. */
function shown(
  now: number,
  { cards = [ordinary, ...strip(3)], held = keys(3), daily = true, ended = false } = {},
) {
  return standing({ ...registration, ended }, toShow(cards, [policy(daily)], held), now);
}
const number = (now: number, how = {}) => {
  const state = shown(now, how);
  return "card" in state ? state.card.card : state.kind;
};

test("a card that holds for less than two days is one of a day", () => {
  const [one] = strip(1);
  expect(one && [isDayCard(one), dayOfCard(one), holderOf(one)]).toEqual([
    true,
    TODAY,
    hex(keyOf(10)),
  ]);
  const of = (seconds: number) =>
    isDayCard({ ...ordinary, expires: ordinary.not_before + seconds });
  expect([of(2 * DAY - 1), of(2 * DAY)]).toEqual([true, false]);
  expect(holderOf({ ...ordinary, credential: new Uint8Array(3) })).toBe("");
});

describe("the card of a moment", () => {
  test("changes at midnight in Japan, and not when it begins or ends to hold", () => {
    expect(number(MIDNIGHT - 1)).toBe(1); // that of today holds already, and yesterday had none
    expect(number(MIDNIGHT)).toBe(10);
    expect(number(MIDNIGHT + DAY - 1)).toBe(10);
    expect(number(MIDNIGHT + DAY)).toBe(11);
    expect(number(MIDNIGHT + 3 * DAY - 1)).toBe(12);
    expect(number(MIDNIGHT + 3 * DAY)).toBe(1); // the strip has ended
  });

  test("is the ordinary one where no key is held, and where none is for today", () => {
    expect(number(MIDNIGHT, { held: keys(2, 11) })).toBe(1);
    expect(number(MIDNIGHT, { held: [] })).toBe(1);
    expect(number(MIDNIGHT, { held: [name(10, 12025)] })).toBe(1); // another body's
    expect(number(MIDNIGHT, { cards: [ordinary, ...strip(3).slice(1)] })).toBe(1);
  });

  test("is no card that was taken back, ended or is of a body that gives such no more", () => {
    for (const state of [CardState.REVOKED, CardState.ENDED]) {
      expect(number(MIDNIGHT, { cards: [ordinary, ...strip(3, { state })] })).toBe(1);
    }
    expect(number(MIDNIGHT, { daily: false })).toBe(1);
    expect(toShow(strip(3), [policy(true, 12025)], keys(3))).toEqual([]);
    expect(shown(MIDNIGHT, { ended: true }).kind).toBe("ended");
  });

  test("a stop is told though there is a strip", () => {
    const stopped = [ordinary, ...strip(3)].map((one) => ({ ...one, state: CardState.REVOKED }));
    expect(shown(MIDNIGHT, { cards: stopped }).kind).toBe("revoked");
  });

  test("says that it is for today, and until when the phone has cards", () => {
    const state = (days: number, now = MIDNIGHT) =>
      shown(now, { cards: [ordinary, ...strip(days)], held: keys(days) });
    expect(state(3)).toMatchObject({ daily: true, until: ordinary.expires, soon: false });
    expect(state(20)).toMatchObject({ daily: true, until: MIDNIGHT + 20 * DAY });
    const last = ordinary.expires - 1;
    expect(state(3, last)).toMatchObject({ daily: false, until: ordinary.expires, soon: true });
    expect(state(20, last)).toMatchObject({ daily: true, soon: false });
  });

  test("of a strip without an ordinary card is nothing on a day that has none", () => {
    const cards = strip(3).slice(1);
    expect(shown(MIDNIGHT, { cards })).toMatchObject({ kind: "early", card: { card: 11 } });
    expect(number(MIDNIGHT + DAY, { cards })).toBe(11);
  });
});

describe("keys are made", () => {
  const wanted = (cards: CardItem[], held: CardKeyName[], today = TODAY) =>
    keysWanted(TOWN, cards, held, today);

  test("as many as a strip has, when there are none, or fewer than 21", () => {
    expect(wanted([ordinary], [])).toBe(MAX_CARD_KEYS);
    expect(wanted([ordinary], keys(20))).toBe(8);
    expect(wanted([ordinary], keys(21))).toBe(0);
    expect(wanted([ordinary], keys(28))).toBe(0);
  });

  test("as the days go by: one that is over needs another", () => {
    expect(wanted(strip(28), keys(28))).toBe(0);
    expect(wanted(strip(28), keys(28), TODAY + 7)).toBe(0);
    expect(wanted(strip(28), keys(28), TODAY + 8)).toBe(8);
  });

  test("in place of those whose cards were taken back, and of those that are not held", () => {
    expect(wanted(strip(28, { state: CardState.REVOKED }), keys(28))).toBe(28);
    expect(wanted(strip(28), [])).toBe(28);
    expect(wanted(strip(28), [...keys(10), ...keys(11, 100)])).toBe(0);
  });

  test("for each body by itself", () => {
    expect(keysWanted(12025, strip(28), keys(28), TODAY)).toBe(28);
  });
});

test("what is over for two days goes, and nothing else", () => {
  const cards = [{ ...ordinary, expires: ordinary.not_before + 2 * DAY }, ...strip(2)];
  const end = MIDNIGHT + DAY + 6 * 3600;
  expect(over(cards, end + 2 * DAY)).toEqual([]);
  expect(over(cards, end + 2 * DAY + 1).map(({ card }) => card)).toEqual([10]);
});
