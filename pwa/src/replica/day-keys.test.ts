/** Keys for one-day cards: made before a sync sends, told in the log, held until their cards are over. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { equal, hex } from "../card/bytes";
import { verifies } from "../scan/p256";
import {
  type CardItem,
  type CardKeys,
  CardState,
  type FeedItem,
  MAX_CARD_KEYS,
  Tier,
} from "../schemas/wire";
import { dayOf } from "./calendar";
import { outgoing } from "./carried";
import { makeDayKeys } from "./day-keys";
import { decodeEntry } from "./log";
import { LiveReplica } from "./replica";
import { Store } from "./store";
import { replaceDevice } from "./sync-store";
import { dayCard } from "./testing/day-card";
import { FakeServer } from "./testing/server";
import { type TestWorld, testWorld } from "./testing/world";

const NAME = { instance: "village", account: "hana" };
const TOWN = 294021;
const DAY_MS = 86_400_000;
const registration: FeedItem = {
  type: "RegistrationItem",
  version: 1,
  body: TOWN,
  member: 12,
  tier: Tier.BASIC,
  since: 20_800,
  long_stay: false,
  linked: false,
  ended: false,
};
const daily = (version: number, on = true): FeedItem => ({
  type: "CardPolicyItem",
  version,
  body: TOWN,
  daily: on,
});

let server: FakeServer;
let world: TestWorld;
let store: Store;
let replica: LiveReplica;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer();
  world = testWorld(server);
  store = new Store(NAME);
  await store.begin(await server.enrol(), "phone");
  const front = await store.front();
  if (!front) throw new Error("no replica");
  replica = new LiveReplica(store, front, world);
  await replica.loaded;
});

const today = () => dayOf(server.now);
const held = () => store.run((db) => db.getAllKeys("keys"));
const now = () => world.at;

/** The entries that tell keys, as the server has them. */
function told(): CardKeys[] {
  const log = server.devices.get(hex(replica.device.id))?.entries ?? [];
  return log.map(decodeEntry).filter((entry) => entry.type === "CardKeys");
}

/** The server's part: cards for the keys of an entry, a day each from the one that is given. */
function give(keys: readonly Uint8Array[], first = today(), change: Partial<CardItem> = {}): void {
  keys.forEach((key, at) => {
    server.feed.push(dayCard(TOWN, 100 + first - today() + at, first + at, key, change));
  });
}

async function withStrip(): Promise<CardKeys> {
  server.feed.push(registration, daily(1));
  await replica.sync();
  const [entry] = told();
  if (!entry) throw new Error("no keys were told");
  give(entry.keys);
  await replica.sync();
  return entry;
}

describe("a sync that tells of one-day cards", () => {
  test("goes another round with the keys, which the phone holds", async () => {
    server.feed.push(registration, daily(1));
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 1 });
    expect(told().map(({ body, keys }) => [body, keys.length])).toEqual([[TOWN, MAX_CARD_KEYS]]);
    expect(await held()).toEqual(
      told()[0]
        ?.keys.map((key) => [TOWN, hex(key)])
        .sort((a, b) => (`${a}` < `${b}` ? -1 : 1)),
    );
    expect(replica.unsent.value).toBe(0);

    // Nobody answers with cards: the keys wait, and no more are made.
    await replica.sync();
    expect(told()).toHaveLength(1);
    // What follows in the log, and in the history, stands where it belongs.
    await replica.append({ type: "AddInterest", interest: "雪かき" });
    expect(replica.memberViews.value.interests).toEqual(["雪かき"]);
    expect(replica.unsent.value).toBe(1);
  });

  test.each([
    ["the body gives none", [registration, daily(1, false)]],
    ["it gives them no more", [registration, daily(1), daily(2, false)]],
    ["the registration has ended", [{ ...registration, ended: true } as FeedItem, daily(1)]],
    ["there is no registration", [daily(1)]],
    ["nothing was said", [registration]],
  ])("makes no keys where %s", async (_, items) => {
    server.feed.push(...items);
    await replica.sync();
    expect([told(), await held()]).toEqual([[], []]);
  });

  test("leaves a card for today on the first screen, signed for by its own key", async () => {
    const { keys } = await withStrip();
    const shown = replica.cards.value.filter(
      ({ not_before }) => dayOf(not_before * 1000) === today(),
    );
    expect(shown.map(({ card }) => card)).toEqual([100]);
    expect(replica.cards.value).toHaveLength(28);
    const message = Uint8Array.of(1, 2, 3);
    const signature = await replica.signAs(TOWN, keys[0] as Uint8Array<ArrayBuffer>, message);
    expect(await verifies(keys[0] as Uint8Array, signature, message)).toBe(true);
    const own = await replica.signAs(TOWN, replica.device.publicKey, message);
    expect(await verifies(replica.device.publicKey, own, message)).toBe(true);
    await expect(replica.signAs(TOWN, new Uint8Array(33), message)).rejects.toThrow();
    const kept = await store.run((db) => db.getAll("keys"));
    expect(kept.some(({ extractable }) => extractable)).toBe(false);
  });

  test("a body that gives them no more leaves the ordinary card", async () => {
    await withStrip();
    server.feed.push(daily(2, false));
    await replica.sync();
    expect(replica.cards.value).toEqual([]); // this one has no other
    server.feed.push(daily(3));
    await replica.sync();
    expect(replica.cards.value).toHaveLength(28);
  });

  test("makes keys again when a week has gone by, and lets go of what is over", async () => {
    const { keys } = await withStrip();
    server.now += 8 * DAY_MS;
    world.at = server.now;
    await replica.sync();
    expect(told().map((entry) => entry.keys.length)).toEqual([28, 8]);
    // Cards of the first six days are over for two days, with the six hours that they hold longer.
    const left = await held();
    expect(left).toHaveLength(28 - 6 + 8);
    expect(left.some(([, key]) => key === hex(keys[5] as Uint8Array))).toBe(false);
    expect(left.some(([, key]) => key === hex(keys[6] as Uint8Array))).toBe(true);
    const items = await store.run((db) => db.getAll("items"));
    expect(items.filter(({ type }) => type === "CardItem")).toHaveLength(22);
    expect(replica.cards.value).toHaveLength(22);
  });

  test("goes by the server's day where the phone's clock is wrong", async () => {
    world.at = server.now - 400 * DAY_MS;
    await withStrip();
    await replica.sync();
    expect([replica.cards.value.length, told().length]).toEqual([28, 1]);
    // Set wrong another way: no card goes, and keys are made once more, until the next sync tells.
    world.at = server.now + 400 * DAY_MS;
    for (let at = 0; at < 3; at++) await replica.sync();
    expect([replica.cards.value.length, told().length]).toEqual([28, 2]);
  });

  test("sends what else there is when no key can be made", async () => {
    await replica.sync();
    server.feed.push(registration, daily(1));
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = vi.spyOn(crypto.subtle, "generateKey").mockRejectedValue(new Error("no"));
    await replica.append({ type: "AddInterest", interest: "雪かき" });
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 1 });
    expect(complaint).toHaveBeenCalled();
    failing.mockRestore();
    await replica.sync();
    expect(told()).toHaveLength(1);
  });
});

describe("on disk", () => {
  const logged = async () => (await store.front())?.log.last;

  test("keys and what tells them are there together, or not at all", async () => {
    server.feed.push(registration, daily(1));
    let puts = 0;
    const real = IDBObjectStore.prototype.put;
    const failing = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...how: unknown[]
    ) {
      if (this.name === "keys" && ++puts === 20)
        throw new DOMException("full", "QuotaExceededError");
      return Reflect.apply(real, this, how) as IDBRequest<IDBValidKey>;
    } as never);
    const complaint = vi.spyOn(console, "error").mockImplementation(() => {});
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 0 });
    expect(complaint).toHaveBeenCalled();
    expect([await held(), await logged()]).toEqual([[], 0]);
    failing.mockRestore();
    await replica.sync();
    expect([(await held()).length, await logged()]).toEqual([28, 1]);
  });

  test("two tabs at once tell no key that is not held, and no more than fit", async () => {
    server.feed.push(registration);
    await replica.sync();
    server.feed.push(daily(1, true));
    const second = new Store(NAME);
    const failing = vi.spyOn(crypto.subtle, "generateKey").mockRejectedValueOnce(new Error("no"));
    vi.spyOn(console, "error").mockImplementation(() => {});
    await replica.sync(); // told of it, and not able to make keys this time
    failing.mockRestore();
    await Promise.all([makeDayKeys(store, now), makeDayKeys(second, now)]);
    const rows = await store.run((db) => db.getAll("log"));
    const entries = rows.map(({ entry }) => decodeEntry(entry) as CardKeys);
    const keys = entries.flatMap((entry) => entry.keys.map(hex));
    expect(new Set(keys)).toEqual(new Set((await held()).map(([, key]) => key)));
    expect(keys.length).toBeLessThanOrEqual(2 * MAX_CARD_KEYS);
  });

  test("under another device key only those go along that are still to be told", async () => {
    await withStrip();
    server.now += 8 * DAY_MS;
    world.at = server.now;
    await makeDayKeys(store, now);
    const { key, challenge, rootKey } = await server.enrol();
    await replaceDevice(store, { key, challenge, rootKey }, "stored");
    const rows = await store.run((db) => db.getAll("log"));
    const [entry] = rows.map((row) => decodeEntry(row.entry) as CardKeys);
    expect(rows).toHaveLength(1);
    expect(entry?.keys).toHaveLength(8);
    expect(new Set(await held())).toEqual(new Set(entry?.keys.map((one) => [TOWN, hex(one)])));
    expect((await store.front())?.front.cards).toEqual([]);
  });

  test("a server that lost the log is told those keys again that are held", async () => {
    const { keys } = await withStrip();
    await store.run((db) => db.delete("keys", [TOWN, hex(keys[0] as Uint8Array)]));
    server.devices.clear();
    server.feed.splice(2); // its cards are gone, too
    const before = replica.device.id;
    await replica.sync();
    expect(equal(before, replica.device.id)).toBe(false);
    expect(told().map((entry) => entry.keys)).toEqual([keys.slice(1)]);
    expect(await held()).toHaveLength(27);
  });

  test("a device that was revoked shows none", async () => {
    await withStrip();
    const known = server.devices.get(hex(replica.device.id));
    if (known) known.revoked = true;
    await replica.sync();
    expect(replica.cards.value).toEqual([]);
    const items = await store.run((db) => db.getAll("items"));
    const states = items.flatMap((item) => (item.type === "CardItem" ? [item.state] : []));
    expect(new Set(states)).toEqual(new Set([CardState.REVOKED]));
  });

  test("a courier carries the keys, too", async () => {
    server.feed.push(registration, daily(1));
    const failing = vi.spyOn(crypto.subtle, "generateKey").mockRejectedValueOnce(new Error("no"));
    vi.spyOn(console, "error").mockImplementation(() => {});
    await replica.sync();
    failing.mockRestore();
    vi.spyOn(Date, "now").mockReturnValue(server.now);
    const parcel = await outgoing(NAME, { requests: 8, bytes: 384 * 1024, replyKb: 64 });
    expect([parcel.first, parcel.last]).toEqual([1, 1]);
    for (const request of parcel.requests) expect((await server.post(request)).status).toBe(200);
    expect(told().map((entry) => entry.keys.length)).toEqual([28]);
  });
});
