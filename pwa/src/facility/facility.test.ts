/** Rates and uses against the vectors that `sync/` passes too, and what must hold of any. */

import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type FactJson,
  factFromJson,
  plain,
  type RulingJson,
  rulingFromJson,
} from "../replica/json";
import { joinFacts, joinRulings } from "../replica/merge";
import { rosterKey } from "../replica/views";
import {
  type FacilityItem,
  type Party,
  Period,
  type Rate,
  RateReason,
  type Tier,
  type UseView,
} from "../schemas/wire";
import { askedOf, periodOf, rateOf } from "./rates";
import { used, uses } from "./uses";

interface Vectors {
  rates: {
    name: string;
    facility: FacilityItem;
    issuer: number;
    tier: Tier;
    long_stay: boolean;
    used: number;
    now: number;
    rate: Rate;
  }[];
  parties: { name: string; rate: Rate; party: Party[]; yen: number }[];
  roster: [number, number, number][];
  quotas: [number, number, Period][];
  uses: { name: string; facts: FactJson[]; rulings: RulingJson[]; uses: unknown[] }[];
}

const path = new URL("../../../schemas/vectors/facility.json", import.meta.url);
const vectors = JSON.parse(readFileSync(path, "utf8")) as Vectors;
const roster = new Map(vectors.roster.map(([issuer, card, who]) => [rosterKey(issuer, card), who]));
const quotas = new Map(
  vectors.quotas.map(([place, quota, period]) => [place, { quota, period }] as const),
);

test.each(vectors.rates.map((one) => [one.name, one] as const))("rate: %s", (_, one) => {
  const holder = { body: one.issuer, tier: one.tier, longStay: one.long_stay };
  expect(rateOf(one.facility, holder, one.used, one.now)).toEqual(one.rate);
});

test.each(vectors.parties.map((one) => [one.name, one] as const))("party: %s", (_, one) => {
  expect(askedOf(one.rate, one.party)).toBe(one.yen);
});

test.each(vectors.uses.map((one) => [one.name, one] as const))("uses: %s", (_, one) => {
  const facts = joinFacts(one.facts.map(factFromJson)).values();
  const rulings = joinRulings(one.rulings.map(rulingFromJson));
  expect(plain(uses(facts, rulings, roster, quotas))).toEqual(one.uses);
});

describe("what a party pays", () => {
  const lines = fc.uniqueArray(
    fc.record({
      line: fc.integer({ min: 1, max: 4 }),
      name: fc.constant("大人"),
      english: fc.constant("Adult"),
      general: fc.integer({ min: 0, max: 1000 }),
      member: fc.integer({ min: 0, max: 1000 }),
    }),
    { selector: ({ line }) => line },
  );
  const rates = fc.record({
    granted: fc.boolean(),
    reason: fc.constant(RateReason.GRANTED),
    lines,
    left: fc.constant(-1),
    companions: fc.integer({ min: 0, max: 5 }),
  });
  const people = fc.record({
    line: fc.integer({ min: 1, max: 4 }),
    people: fc.integer({ min: 1, max: 5 }),
  });

  test("never more than without the card", () => {
    fc.assert(
      fc.property(rates, fc.array(people, { maxLength: 4 }), (rate, party) => {
        const without = askedOf({ ...rate, granted: false }, party);
        expect(askedOf(rate, party)).toBeLessThanOrEqual(without);
      }),
    );
  });

  test("one more companion never costs the party more", () => {
    fc.assert(
      fc.property(rates, fc.array(people, { maxLength: 4 }), (rate, party) => {
        const more = askedOf({ ...rate, companions: rate.companions + 1 }, party);
        expect(more).toBeLessThanOrEqual(askedOf(rate, party));
      }),
    );
  });
});

describe("periods", () => {
  const day = (text: string) => Date.parse(text) / 86_400_000;

  test.each([
    ["2027-03-31", "2027-04-01", Period.FISCAL_YEAR, false],
    ["2027-04-01", "2028-03-31", Period.FISCAL_YEAR, true],
    ["2027-12-31", "2028-01-01", Period.YEAR, false],
    ["2028-02-29", "2028-02-01", Period.MONTH, true],
    ["2027-01-31", "2028-01-31", Period.MONTH, false],
    ["2027-01-31", "2027-02-01", Period.DAY, false],
  ] as const)("%s and %s", (a, b, period, same) => {
    expect(periodOf(day(a), period) === periodOf(day(b), period)).toBe(same);
  });

  test("of a desk's own uses those of the member's other card count", () => {
    const view = { place: 1, issuer: 294021, card: 5, member: 12, day: day("2027-01-10") };
    const views = [{ ...view, voided: false, ruling: 1 } as UseView];
    const asked = (card: number, member: number) =>
      used(views, 1, { issuer: 294021, card, member }, day("2027-01-31"), Period.MONTH);
    expect([asked(5, 12), asked(6, 12), asked(6, 0), asked(5, 0), asked(6, 13)]).toEqual([
      1, 1, 0, 1, 0,
    ]);
  });
});
