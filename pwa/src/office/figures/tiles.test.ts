import { expect, test } from "vitest";
import { prefectureOf } from "../../standing/bodies";
import { COLUMNS, codeOf, neighbour, shadeOf, TILES } from "./tiles";

test("each prefecture has one tile, and no two share a place", () => {
  const areas = TILES.map(({ area }) => area).sort();
  expect(areas).toEqual(Array.from({ length: 47 }, (_, n) => `${n + 1}`.padStart(2, "0")));
  expect(new Set(TILES.map(({ row, column }) => row * COLUMNS + column)).size).toBe(47);
});

test("a tile knows the code of its body", () => {
  for (const { area } of TILES) {
    expect(Number(codeOf(area))).toBe(prefectureOf(Number(area) * 10_000));
  }
});

test("arrows lead everywhere, and never out", () => {
  const seen = new Set([TILES[0]?.area]);
  const open = [TILES[0]];
  for (let tile = open.pop(); tile; tile = open.pop()) {
    for (const key of ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]) {
      const next = neighbour(tile, key);
      if (next && !seen.has(next.area)) {
        seen.add(next.area);
        open.push(next);
      }
    }
  }
  expect(seen.size).toBe(47);
  expect(neighbour(TILES[0] as (typeof TILES)[number], "ArrowUp")).toBeUndefined();
  expect(neighbour(TILES[0] as (typeof TILES)[number], "a")).toBeUndefined();
});

test("shades go from nobody to most", () => {
  expect([0, 1, 24, 25, 74, 75, 100].map((n) => shadeOf(n, 100))).toEqual([0, 1, 1, 2, 3, 4, 4]);
  expect(shadeOf(0, 0)).toBe(0);
});
