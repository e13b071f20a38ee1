import { describe, expect, it } from "vitest";
import { publicKey, unhex, vectors } from "../scan/testing/vectors";
import type { KioskItem } from "../schemas/wire";
import { kioskState, lockOf, readMode, shiftAt, writeMode } from "./kiosk";

const item: KioskItem = {
  type: "KioskItem",
  version: 1,
  place: 3_000_000_001,
  body: 292010,
  certificate: unhex(vectors.kiosk_code.certificate),
  ended: false,
};
const NOW = vectors.kiosk_code.step * 30_000;
const EXPIRES = (vectors.credential.claims.expires as number) * 1000;
const KEY = publicKey("kiosk");
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

const at = (ms: number, skew: number | null = null, items = [item], key = KEY) =>
  kioskState(items, item.place, key, ms, skew);

describe("kioskState", () => {
  it("shows the step of this moment", () => {
    expect(at(NOW)).toMatchObject({ kind: "showing", step: NOW / 30_000, endsMs: null });
    expect(at(NOW + 29_999)).toMatchObject({ step: NOW / 30_000 });
    expect(at(NOW + 30_000)).toMatchObject({ step: NOW / 30_000 + 1 });
  });

  it("puts a clock right by what the last sync found, and says so if it was much", () => {
    const skew = 3 * 60 * MINUTE;
    const right = { kind: "showing", step: NOW / 30_000, nowMs: NOW, skewMs: skew };
    expect(at(NOW - skew, skew)).toMatchObject(right);
    expect(at(NOW - 2 * MINUTE, 2 * MINUTE)).toMatchObject({ nowMs: NOW, skewMs: null });
    expect(at(NOW + 2 * MINUTE + 1, -2 * MINUTE - 1)).toMatchObject({ nowMs: NOW });
    expect(at(NOW + 2 * MINUTE + 1, -2 * MINUTE - 1)).not.toMatchObject({ skewMs: null });
  });

  it("tells staff a week before it ends, and then shows nothing", () => {
    expect(at(EXPIRES - 7 * DAY)).toMatchObject({ kind: "showing", endsMs: null });
    expect(at(EXPIRES - 7 * DAY + 1)).toMatchObject({ kind: "showing", endsMs: EXPIRES });
    expect(at(EXPIRES - 1).kind).toBe("showing");
    expect(at(EXPIRES).kind).toBe("expired");
    expect(at(NOW, EXPIRES - NOW).kind).toBe("expired");
  });

  it.each([
    ["it was ended", [{ ...item, ended: true }], KEY],
    ["it is another place's", [{ ...item, place: 1 }], KEY],
    ["there is none", [], KEY],
    ["the device goes on under another key", [item], publicKey("holder")],
    ["the bytes are none", [{ ...item, certificate: new Uint8Array(112) }], KEY],
  ])("is no screen where %s", (_, items, key) => {
    expect(at(NOW, null, items, key)).toEqual({ kind: "ended" });
  });
});

describe("the way out", () => {
  it("opens to the number that was chosen, at this place", async () => {
    const mode = readMode(await writeMode(7, "0420"));
    expect(mode.place).toBe(7);
    expect(await lockOf(7, "0420")).toBe(mode.lock);
    expect(await lockOf(7, "0421")).not.toBe(mode.lock);
    expect(await lockOf(8, "0420")).not.toBe(mode.lock);
  });
});

it("moves a little every minute and comes back", () => {
  const places = Array.from({ length: 8 }, (_, minute) => shiftAt(NOW + minute * MINUTE));
  expect(new Set(places.map(({ x, y }) => `${x}/${y}`)).size).toBe(8);
  expect(shiftAt(NOW)).toEqual(shiftAt(NOW + 8 * MINUTE));
  expect(shiftAt(NOW)).toEqual(shiftAt(NOW + MINUTE - 1));
  for (const { x, y } of places) expect(Math.max(Math.abs(x), Math.abs(y))).toBeLessThan(13);
});
