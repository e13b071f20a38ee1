import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { beforeAll, expect, test } from "vitest";
import { prepareZXingModule } from "zxing-wasm/reader";
import { findCodeInStill } from "./find-code";
import { localThreshold, type Pixels } from "./local-threshold";
import { type Kind, type Picture, pictureOf } from "./testing/pictures";
import { HEIGHT, WIDTH } from "./testing/scene";

const WASM = new URL(
  "../../node_modules/zxing-wasm/dist/reader/zxing_reader.wasm",
  import.meta.url,
);

beforeAll(() => {
  const { buffer, byteOffset, length } = readFileSync(fileURLToPath(WASM));
  const wasmBinary = buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
  prepareZXingModule({ overrides: { wasmBinary } });
});

function pixelsOf({ levels }: Picture): Pixels {
  const data = new Uint8ClampedArray(levels.length * 4);
  for (const [at, level] of levels.entries()) data.set([level, level, level, 255], at * 4);
  return { data, width: WIDTH, height: HEIGHT };
}

test.each<[Kind, number]>([
  ["clean", 1000],
  ["far", 1000],
  ["inverted", 1000],
  ["cracked screen", 1001], // without the fine lines
  ["noise", 1000], // smaller
  ["low contrast", 1002],
  ["unlit screen", 1000], // by what is around each place
])("a code is found: %s", async (kind, number) => {
  const picture = pictureOf(kind, number);
  expect(await findCodeInStill(pixelsOf(picture))).toBe(picture.text);
});

test("where there is none, none is found", async () => {
  expect(await findCodeInStill(pixelsOf(pictureOf("combined", 1000, false)))).toBeNull();
});

test.each([
  [0, 0],
  [1, 1],
  [41, 500],
  [42, 42],
])("a picture of %i by %i is no mistake", async (width, height) => {
  const data = new Uint8ClampedArray(width * height * 4);
  expect(
    await findCodeInStill({ data, width: Math.max(1, width), height: Math.max(1, height) }),
  ).toBeNull();
});

test("a threshold is the mean of what lies around, and odd sizes lose their last line", () => {
  // A ramp with a dark spot of two by two pixels: darker than around, lighter than the ramp's foot.
  const [width, height] = [101, 61];
  const data = new Uint8ClampedArray(width * height * 4);
  for (let at = 0; at < width * height; at += 1) data[at * 4 + 1] = 50 + (at % width);
  for (const at of [20 * width + 80, 20 * width + 81, 21 * width + 80, 21 * width + 81]) {
    data[at * 4 + 1] = 100;
  }
  const out = localThreshold({ data, width, height }, "half");
  expect([out.width, out.height]).toEqual([50, 30]);
  const levelAt = (x: number, y: number) => out.data[(y * out.width + x) * 4];
  expect(levelAt(40, 10)).toBe(0);
  expect(levelAt(41, 10)).toBe(255);
  expect(new Set(out.data.filter((_, at) => at % 4 === 3))).toEqual(new Set([255]));

  const whole = localThreshold({ data, width, height }, "whole");
  expect([whole.width, whole.height]).toEqual([width, height]);
  const wholeAt = (x: number, y: number) => whole.data[(y * width + x) * 4];
  expect(wholeAt(80, 20)).toBe(0);
  expect(wholeAt(84, 20)).toBe(255);
});
