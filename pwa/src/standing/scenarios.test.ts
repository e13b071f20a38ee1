/** The scheme's rules by the catalogue of scenarios that `sync/scheme` passes too. */

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { run, type Scenario } from "./testing/scenario";

const folder = new URL("../../../schemas/vectors/scheme/", import.meta.url);
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, folder), "utf8"));
const bodies = read("bodies.json") as Record<string, string>;
const codes = new Map(Object.entries(bodies).map(([name, code]) => [name, Number(code)]));
const files = readdirSync(folder).filter((file) => file !== "bodies.json");

test("the catalogue is there", () => {
  expect(files.length).toBeGreaterThan(5);
});

describe.each(files.sort())("%s", (file) => {
  const scenarios = read(file) as Scenario[];
  test.each(scenarios.map((one) => [one.english, one] as const))("%s", (_, scenario) => {
    const checked = run(scenario, codes);
    expect(checked.length).toBe(scenario.expect.length);
    for (const [expected, found] of checked) expect(found).toEqual(expected);
  });
});
