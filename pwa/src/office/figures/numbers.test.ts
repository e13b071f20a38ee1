import { expect, test } from "vitest";
import { count, monthBefore, monthNumber, percent, short } from "./numbers";

test("numbers are told as people write them", () => {
  expect([count(0), count(1234567)]).toEqual(["0", "1,234,567"]);
  expect([9_999, 10_000, 12_345, 345_678].map(short)).toEqual(["9999", "1.0万", "1.2万", "35万"]);
  expect([percent(1, 3), percent(0, 0)]).toEqual(["33%", "–"]);
});

test("months follow one another", () => {
  expect(["2026-11", "2026-01", "2026-10"].map(monthBefore)).toEqual([
    "2026-10",
    "2025-12",
    "2026-09",
  ]);
  expect(monthNumber("2026-04")).toBe("4");
});
