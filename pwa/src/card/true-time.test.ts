import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stepAt } from "./presentation";
import { trueTime } from "./true-time";

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 10, 3, 3);
/** A phone three hours ahead, which synced a second after its page began. */
const ahead = { wall: NOON + 3 * HOUR, steady: 1_000, skew: -3 * HOUR };

describe("the time that a card is shown at", () => {
  it("is the phone's where no sync of this page measured it", () => {
    expect(trueTime(NOON + 3 * HOUR, 5, null)).toBe(NOON + 3 * HOUR);
  });

  it("is the server's for as long as both clocks go on alike", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5 * HOUR, max: 5 * HOUR }).filter((skew) => Math.abs(skew) >= 30_000),
        fc.integer({ min: 0, max: 12 * HOUR }),
        fc.integer({ min: 0, max: 12 * HOUR }),
        (skew, began, passed) => {
          const measured = { wall: NOON - skew, steady: began, skew };
          const shown = trueTime(NOON - skew + passed, began + passed, measured);
          expect(stepAt(shown)).toBe(stepAt(NOON + passed));
        },
      ),
    );
  });

  it("is the phone's again once somebody set it right, forwards or back", () => {
    const later = NOON + 60_000;
    expect(trueTime(later, 61_000, ahead)).toBe(later);
    const behind = { wall: NOON - 3 * HOUR, steady: 1_000, skew: 3 * HOUR };
    expect(trueTime(later, 61_000, behind)).toBe(later);
  });

  it("is the phone's after a sleep in which the page's clock stood still", () => {
    expect(trueTime(ahead.wall + HOUR, 2_000, ahead)).toBe(ahead.wall + HOUR);
  });

  it.each([
    [5_000, true],
    [5_001, false],
    [-5_000, true],
    [-5_001, false],
  ])("bears clocks that came %d ms apart: %s", (apart, corrected) => {
    const wall = ahead.wall + 10_000 + apart;
    expect(trueTime(wall, 11_000, ahead)).toBe(corrected ? wall - 3 * HOUR : wall);
  });

  it("takes what a slow reply may have cost for no skew", () => {
    expect(trueTime(NOON, 1_000, { ...ahead, wall: NOON, skew: -29_999 })).toBe(NOON);
    expect(trueTime(NOON, 1_000, { ...ahead, wall: NOON, skew: -30_000 })).toBe(NOON - 30_000);
  });
});
