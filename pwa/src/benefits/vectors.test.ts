/** The vectors of who may have a benefit and what a subsidy comes to, which the server passes too. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Calculation, CostLine, Eligibility } from "../schemas/wire";
import { wholeHistory, wholePerson, wholePolicy } from "../standing/values";
import { calculate } from "./calculate";
import { type Claim, eligibility } from "./eligibility";
import type { Subsidy } from "./terms";

interface Vectors {
  eligibility: (Claim & { name: string; expect: Eligibility })[];
  calculation: {
    name: string;
    terms: Subsidy;
    costs: CostLine[];
    nights: number;
    persons: number;
    expect: Calculation;
  }[];
}

const file = new URL("../../../schemas/vectors/benefits.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;

describe("who may have a benefit", () => {
  test.each(vectors.eligibility.map((one) => [one.name, one] as const))("%s", (_, one) => {
    const found = eligibility({
      ...one,
      policy: wholePolicy(one.policy as unknown as Parameters<typeof wholePolicy>[0]),
      person: wholePerson(one.person as unknown as Parameters<typeof wholePerson>[0]),
      history: wholeHistory(one.history as unknown as Parameters<typeof wholeHistory>[0]),
    });
    expect(found).toEqual(one.expect);
  });
});

describe("what a subsidy comes to", () => {
  test.each(vectors.calculation.map((one) => [one.name, one] as const))("%s", (_, one) => {
    expect(calculate(one.terms, one.costs, one.nights, one.persons)).toEqual(one.expect);
  });
});
