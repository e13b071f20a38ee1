import { describe, expect, it } from "vitest";
import { awayTooLong } from "./away";

const left = { wall: 1_000_000, steady: 5_000 };
const later = (wall: number, steady = wall) => ({
  wall: left.wall + wall,
  steady: left.steady + steady,
});

describe("out of sight", () => {
  it.each([1, 5, 15])("for %d minutes to the millisecond", (minutes) => {
    expect(awayTooLong(left, later(minutes * 60_000 - 1), minutes)).toBe(false);
    expect(awayTooLong(left, later(minutes * 60_000), minutes)).toBe(true);
  });

  it("counts a sleep in which the page's clock stood still", () => {
    expect(awayTooLong(left, later(60_000, 10), 1)).toBe(true);
  });

  it("is not made shorter by setting the clock back", () => {
    expect(awayTooLong(left, later(-1, 10), 1)).toBe(true);
    expect(awayTooLong(left, later(10, 60_000), 1)).toBe(true);
  });
});
