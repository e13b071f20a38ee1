import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { KINDS, pictureOf } from "./pictures";
import { seeded } from "./random";
import { HEIGHT, WIDTH } from "./scene";

function digest(levels: Uint8ClampedArray): string {
  return createHash("sha256").update(levels).digest("hex");
}

test("a picture is drawn again to the byte, and another number is another picture", () => {
  const [first, again, other] = [3, 3, 4].map((number) => pictureOf("combined", number));
  expect(first?.levels.length).toBe(WIDTH * HEIGHT);
  expect(digest(first?.levels as Uint8ClampedArray)).toBe(
    digest(again?.levels as Uint8ClampedArray),
  );
  expect(first?.text).toMatch(/^FJ1:[0-9A-Z $%*+\-./:]{296}$/);
  expect(other?.text).not.toBe(first?.text);
});

test("a kind is what it says, beside a clean one", () => {
  const range = (levels: Uint8ClampedArray) => {
    // Of the middle, where the card is.
    const middle = levels.subarray(WIDTH * 340, WIDTH * 380);
    return Math.max(...middle) - Math.min(...middle);
  };
  expect(KINDS.length).toBe(16);
  const clean = range(pictureOf("clean", 1).levels);
  expect(clean).toBeGreaterThan(120);
  expect(range(pictureOf("low contrast", 1).levels)).toBeLessThan(clean);
});

test("numbers are even, and normal where they should be", () => {
  const random = seeded(7);
  const drawn = Array.from({ length: 20_000 }, () => random.normal());
  const mean = drawn.reduce((a, b) => a + b) / drawn.length;
  const square = drawn.reduce((a, b) => a + b * b, 0) / drawn.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(square - 1)).toBeLessThan(0.05);
});
