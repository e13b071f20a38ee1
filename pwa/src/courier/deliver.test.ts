/** What a phone carries: kept, delivered, told apart, never doubled. */

import "fake-indexeddb/auto";
import { decode, encode } from "@msgpack/msgpack";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ApiProblem, NoAnswer } from "../api";
import type { Bytes } from "../card/bytes";
import { COURIER_MEDIA_TYPE, CourierStatus, MAX_PARCEL_BYTES } from "../schemas/courier";
import { deliver, waiting } from "./deliver";
import {
  carried,
  forgetCarried,
  handed,
  loadShelf,
  MAX_CARRIED,
  noteHanded,
  putBack,
  ShelfFull,
  takeOn,
} from "./shelf";

let deliveries: Uint8Array[][];
let answer: (parcels: Uint8Array[]) => Response;

function outcomes(statuses: readonly CourierStatus[]): Response {
  const rows = statuses.map((status) => [
    status,
    status === CourierStatus.ANSWERED ? new Uint8Array(512) : new Uint8Array(),
  ]);
  return new Response(encode(rows), { headers: { "Content-Type": COURIER_MEDIA_TYPE } });
}

function parcel(size = 512): Bytes {
  return new Uint8Array(size).fill(7);
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  deliveries = [];
  answer = (parcels) => outcomes(parcels.map(() => CourierStatus.ANSWERED));
  vi.stubGlobal("document", { documentElement: { lang: "ja" } });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    expect([path, init.credentials]).toEqual(["/api/courier", "omit"]);
    const parcels = decode(init.body as Uint8Array) as Uint8Array[];
    deliveries.push(parcels);
    return answer(parcels);
  });
  await loadShelf();
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test("what was taken is delivered, and its answer kept", async () => {
  expect(await takeOn("a", parcel())).toBe(true);
  expect(await takeOn("a", parcel())).toBe(false);
  expect(await deliver()).toBe(1);
  expect(deliveries).toHaveLength(1);
  expect(carried.value).toMatchObject([{ id: "a", status: CourierStatus.ANSWERED }]);
  expect(carried.value?.[0]?.answer).toHaveLength(512);
  expect(await deliver()).toBe(0);
  expect(deliveries).toHaveLength(1);
});

test("each is told its own, and what is for later waits", async () => {
  for (const id of ["a", "b", "c"]) await takeOn(id, parcel());
  answer = () => outcomes([CourierStatus.ANSWERED, CourierStatus.LATER, CourierStatus.KEY_GONE]);
  expect(await deliver()).toBe(1);
  expect(waiting()).toHaveLength(1);
  answer = () => outcomes([CourierStatus.ANSWERED]);
  expect(await deliver()).toBe(1);
  expect(waiting()).toEqual([]);
  expect(deliveries.map((load) => load.length)).toEqual([3, 1]);
});

test("no delivery is larger than the server takes", async () => {
  for (let at = 0; at < 20; at++) await takeOn(`small${at}`, parcel());
  for (let at = 0; at < 3; at++) await takeOn(`large${at}`, parcel(MAX_PARCEL_BYTES));
  await deliver();
  expect(deliveries.map((load) => load.length)).toEqual([16, 5, 1, 1]);
  for (const load of deliveries) expect(encode(load).length).toBeLessThanOrEqual(1_048_576);
});

test.each([
  ["no network", () => Promise.reject(new TypeError("no")), NoAnswer],
  ["a sign-in page", () => new Response("<html>"), NoAnswer],
  ["another number of outcomes", () => outcomes([]), NoAnswer],
  ["an outcome of another kind", () => outcomes([99 as CourierStatus]), NoAnswer],
  [
    "too many requests",
    () =>
      new Response(JSON.stringify({ code: "too-many-requests", title: "", status: 429 }), {
        status: 429,
        headers: { "Content-Type": "application/problem+json" },
      }),
    ApiProblem,
  ],
])("after %s it goes on waiting", async (_name, give, error) => {
  await takeOn("a", parcel());
  answer = give as () => Response;
  await expect(deliver()).rejects.toBeInstanceOf(error);
  expect(waiting()).toHaveLength(1);
});

test("a shelf that is full says so, at the edge", async () => {
  for (let at = 0; at < MAX_CARRIED; at++) await takeOn(`${at}`, parcel());
  await expect(takeOn("one more", parcel())).rejects.toBeInstanceOf(ShelfFull);
  expect(await takeOn("0", parcel())).toBe(false);
  const [newest] = carried.value ?? [];
  await forgetCarried(newest?.id ?? "");
  expect(await takeOn("one more", parcel())).toBe(true);
});

test("what was removed can be put back", async () => {
  await takeOn("a", parcel());
  const [one] = carried.value ?? [];
  await forgetCarried("a");
  expect(carried.value).toEqual([]);
  if (one) await putBack(one);
  expect(carried.value).toEqual([one]);
});

test("who signed out leaves nothing of what was handed over", async () => {
  const bytes = new Uint8Array();
  await noteHanded({
    id: "a",
    owner: { instance: "village", account: "hana" },
    handed: { device: bytes, cursor: bytes, challenge: bytes, first: 1, last: 1 },
    way: "file",
    bytes,
    keys: null,
    at: Date.now(),
    outcome: null,
    serverMs: 0,
  });
  expect(handed.value).toEqual([]);
});
