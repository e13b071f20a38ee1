import { describe, expect, it } from "vitest";
import { repeat, SAME_SIGHT_SECONDS, type Sighting } from "./seen";

const card = (index: number, step: number | null, at: number): Sighting => ({
  body: 292010,
  index,
  step,
  at,
});

describe("a presentation that comes again", () => {
  it("is the first when nothing was seen", () => {
    expect(repeat([], card(1, 5, 100))).toBe("first");
  });

  it("is the same sight for a minute, when nothing came in between", () => {
    expect(repeat([card(1, 5, 100)], card(1, 5, 100 + SAME_SIGHT_SECONDS))).toBe("same_sight");
    expect(repeat([card(1, 5, 100)], card(1, 5, 101 + SAME_SIGHT_SECONDS))).toBe("copied");
  });

  it("is a copy after another card", () => {
    expect(repeat([card(1, 5, 100), card(2, 5, 101)], card(1, 5, 102))).toBe("copied");
  });

  it("is a copy when our clock was set back", () => {
    expect(repeat([card(1, 5, 100)], card(1, 5, 99))).toBe("copied");
  });

  it("is another presentation in another step, of another card, of another body", () => {
    const seen = [card(1, 5, 100), card(2, 5, 101)];
    expect(repeat(seen, card(1, 6, 102))).toBe("first");
    expect(repeat(seen, card(3, 5, 102))).toBe("first");
    expect(repeat(seen, { ...card(1, 5, 102), body: 290009 })).toBe("first");
  });

  it("is never a copy on paper", () => {
    expect(repeat([card(1, null, 100), card(2, 5, 101)], card(1, null, 102))).toBe("first");
    expect(repeat([card(1, null, 100)], card(1, null, 200))).toBe("first");
    expect(repeat([card(1, null, 100)], card(1, null, 110))).toBe("same_sight");
  });
});
