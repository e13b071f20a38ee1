import { encode } from "uqr";
import { expect, it } from "vitest";
import { drawQr, QUIET } from "./qr";

/** The modules that a path of `Mx yhNv1Hxz` fills. */
function fill(path: string, size: number): boolean[][] {
  const grid = Array.from({ length: size }, () => Array<boolean>(size).fill(false));
  for (const [, x, y, run] of path.matchAll(/M(\d+) (\d+)h(\d+)v1H\d+z/g)) {
    for (let at = 0; at < Number(run); at += 1)
      (grid[Number(y)] as boolean[])[Number(x) + at] = true;
  }
  return grid;
}

// As long as a card with its proof, in the alphabet of base45.
const TEXT = `FJ1:${"0A$%*+-./:9Z".repeat(25)}`;

it("draws every dark module and no other", () => {
  const { size, path } = drawQr(TEXT);
  const { data } = encode(TEXT, { ecc: "L", border: QUIET, maskPattern: 2 });
  expect(fill(path, size)).toEqual(data);
});

it("keeps the quiet zone white", () => {
  const { size, path } = drawQr(TEXT);
  const grid = fill(path, size);
  for (let at = 0; at < size; at += 1) {
    for (let rim = 0; rim < QUIET; rim += 1) {
      const far = size - 1 - rim;
      expect([grid[rim]?.[at], grid[far]?.[at], grid[at]?.[rim], grid[at]?.[far]]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }
  }
});

it("packs a presentation as alphanumeric text: version 9 holds it", () => {
  expect(drawQr(TEXT).size).toBe(53 + 2 * QUIET);
});
