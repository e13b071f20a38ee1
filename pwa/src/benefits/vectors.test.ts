/** The vectors of who may have a benefit and what a subsidy comes to, which the server passes too. */

import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { Calculation, Eligibility } from "../schemas/benefits";
import { calculate } from "./calculate";
import { eligibility } from "./eligibility";
import { type Calculated, type ClaimJson, claimOf } from "./testing/claim";

interface Vectors {
  eligibility: (ClaimJson & { name: string; expect: Eligibility })[];
  calculation: (Calculated & { name: string; expect: Calculation })[];
}

const file = new URL("../../../schemas/vectors/benefits.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;

describe("who may have a benefit", () => {
  test.each(vectors.eligibility.map((one) => [one.name, one] as const))("%s", (_, one) => {
    expect(eligibility(claimOf(one))).toEqual(one.expect);
  });
});

describe("what a subsidy comes to", () => {
  test.each(vectors.calculation.map((one) => [one.name, one] as const))("%s", (_, one) => {
    expect(calculate(one.terms, one.costs, one.nights, one.persons)).toEqual(one.expect);
  });
});
