/** The replica on disk: whole transactions, two tabs, migrations, refusals. */

import "fake-indexeddb/auto";
import { decode } from "@msgpack/msgpack";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { type FeedItem, type SyncReply, Tier } from "../schemas/wire";
import { databaseName, type KeptItem, MIGRATIONS, openDatabase } from "./database";
import { StorageRefused } from "./errors";
import { chain, decodeEntry, EMPTY_HEAD } from "./log";
import { messageCodec } from "./message-codec";
import { Store } from "./store";
import { apply, nextRequest, replaceDevice } from "./sync-store";
import { FakeServer } from "./testing/server";
import type { NewEntry } from "./types";

const NAME = { instance: "village", account: "hana" };
const NOW = 1_800_000_000_000;
const stay: NewEntry = {
  type: "Stay",
  place: 1,
  day: 20_833,
  source: 3,
  code: new Uint8Array(8),
  project: 0,
};
const now = () => NOW;

beforeEach(() => {
  globalThis.indexedDB = new IDBFactory();
});

async function begun(): Promise<Store> {
  const store = new Store(NAME);
  await store.begin(await new FakeServer().enrol(), "phone");
  return store;
}

function reply(items: (FeedItem | unknown)[], change: Partial<SyncReply> = {}): SyncReply {
  return {
    stored: 0,
    items: items.map((item) => (Array.isArray(item) ? item : asArray(item as FeedItem))),
    cursor: Uint8Array.of(1),
    more: false,
    server_ms: NOW + 5,
    challenge: new Uint8Array(8).fill(9),
    older: 0,
    ...change,
  };
}

/** As the reply's decoder gives them. */
function asArray(item: FeedItem): unknown[] {
  return decode(messageCodec.pack(item.type, item)) as unknown[];
}

const registration: FeedItem = {
  type: "RegistrationItem",
  version: 2,
  body: 294021,
  member: 12,
  tier: Tier.BASIC,
  since: 20_800,
  long_stay: false,
  linked: false,
  ended: false,
};
const card: FeedItem = {
  type: "CardItem",
  version: 1,
  body: 294021,
  card: 5,
  not_before: 1,
  expires: 2_000_000_000,
  credential: Uint8Array.of(1, 2),
  state: 1,
};

describe("appending", () => {
  test("numbers, stamps and chains", async () => {
    const store = await begun();
    const first = await store.append(stay, now);
    const second = await store.append(stay, now);
    expect([first.log.last, second.log.last]).toEqual([1, 2]);
    expect([second.entry.ms, second.entry.counter]).toEqual([NOW, 1]);
    const { entries, first: number, head, unsent } = await nextRequest(store, 10, 10_000);
    expect([number, entries.length, unsent]).toEqual([1, 2, 2]);
    expect(head).toEqual(await chain(EMPTY_HEAD, entries));
    expect(entries.map(decodeEntry)).toEqual([first.entry, second.entry]);
  });

  test("two tabs at once lose nothing and give no number twice", async () => {
    const one = await begun();
    const other = new Store(NAME);
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 2 ? one : other).append(stay, now)),
    );
    const { entries, head, unsent } = await nextRequest(one, 100, 100_000);
    expect(unsent).toBe(20);
    expect(head).toEqual(await chain(EMPTY_HEAD, entries));
    const stamps = entries.map(decodeEntry).map(({ ms, counter }) => [ms, counter]);
    expect(stamps).toEqual(Array.from({ length: 20 }, (_, counter) => [NOW, counter]));
  });

  test("beside a reply takes nothing back of what it acknowledged", async () => {
    const store = await begun();
    const other = new Store(NAME);
    await store.append(stay, now);
    const asked = await nextRequest(store, 10, 1000);
    await other.front();
    await Promise.all([
      other.append(stay, now),
      apply(store, asked, reply([], { stored: 1 }), NOW),
      other.append(stay, now),
      store.append(stay, now),
    ]);
    expect((await store.front())?.log).toMatchObject({ last: 4, stored: 1 });
  });

  test("an entry out of bounds is refused, and nothing of it stays", async () => {
    const store = await begun();
    await expect(store.append({ ...stay, code: new Uint8Array(73) }, now)).rejects.toThrow("code");
    const about = { device: new Uint8Array(12), seq: 1 };
    await expect(store.append({ type: "Note", about, text: "" }, now)).rejects.toThrow("text");
    expect(await store.append(stay, now)).toMatchObject({ log: { last: 1 } });
  });

  test("a note of the greatest length fits into an entry", async () => {
    const store = await begun();
    const about = { device: new Uint8Array(12), seq: 1 };
    await store.append({ type: "Note", about, text: "🌸".repeat(1000) }, now);
  });

  test("a full disk is told as such, and leaves no half entry", async () => {
    const store = await begun();
    await store.append(stay, now);
    const put = vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });
    await expect(store.append(stay, now)).rejects.toMatchObject({ reason: "quota" });
    put.mockRestore();
    expect((await store.rest()).own).toHaveLength(1);
    expect((await store.append(stay, now)).log.last).toBe(2);
    expect((await store.rest()).own).toHaveLength(2);
  });
});

describe("an upload", () => {
  test("is cut by entries and by bytes, and goes on after what is stored", async () => {
    const store = await begun();
    for (let at = 0; at < 5; at++) await store.append(stay, now);
    const all = await nextRequest(store, 100, 100_000);
    const size = (all.entries[0]?.length ?? 0) + 3;
    expect((await nextRequest(store, 2, 100_000)).entries).toHaveLength(2);
    expect((await nextRequest(store, 100, 3 * size)).entries).toHaveLength(3);
    expect((await nextRequest(store, 100, 3 * size - 1)).entries).toHaveLength(2);
    expect((await nextRequest(store, 100, 1)).entries).toHaveLength(1);
    await apply(store, all, reply([], { stored: 3 }), NOW);
    const rest = await nextRequest(store, 100, 100_000);
    expect([rest.first, rest.entries.length, rest.unsent]).toEqual([4, 2, 2]);
    expect(rest.head).toEqual(all.head);
    await apply(store, rest, reply([], { stored: 5 }), NOW);
    expect(await nextRequest(store, 100, 100_000)).toMatchObject({
      first: 6,
      entries: [],
      unsent: 0,
    });
    expect((await nextRequest(store, 100, 100_000)).head).toEqual(all.head);
  });
});

describe("a reply", () => {
  test("is applied whole: items, cursor, challenge, what is stored", async () => {
    const store = await begun();
    await store.append(stay, now);
    const asked = await nextRequest(store, 10, 1000);
    const applied = await apply(store, asked, reply([registration, card], { stored: 1 }), NOW);
    expect(applied).toMatchObject({ received: 2, restored: false, moved: true });
    const front = await store.front();
    expect(front?.front.registrations).toEqual([registration]);
    expect(front?.front.cards).toEqual([card]);
    expect(front?.feed).toMatchObject({ at: NOW, skew: 5 });
    const next = await nextRequest(store, 10, 1000);
    expect(next.cursor).toEqual(Uint8Array.of(1));
    expect(next.challenge).toEqual(new Uint8Array(8).fill(9));
  });

  test("fails whole: a broken write leaves what was before", async () => {
    const store = await begun();
    const asked = await nextRequest(store, 10, 1000);
    const before = await store.front();
    let puts = 0;
    const real = IDBObjectStore.prototype.put;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      puts += 1;
      if (puts === 2) throw new DOMException("full", "QuotaExceededError");
      return real.apply(this, given);
    });
    await expect(apply(store, asked, reply([registration, card]), NOW)).rejects.toBeInstanceOf(
      StorageRefused,
    );
    vi.restoreAllMocks();
    expect(await store.front()).toEqual(before);
    expect((await store.rest()).items).toEqual([]);
  });

  test("an older item after a newer one changes nothing, nor does the same twice", async () => {
    const store = await begun();
    const older = { ...registration, version: 1, member: 99 };
    for (const item of [registration, registration, older]) {
      await apply(store, await nextRequest(store, 1, 1), reply([item]), NOW);
    }
    expect((await store.front())?.front.registrations).toEqual([registration]);
  });

  test("passes over a kind of item that it does not know, and reads it when it does", async () => {
    const store = await begun();
    const applied = await apply(
      store,
      await nextRequest(store, 1, 1),
      reply([[99, 1, "from the future"], registration, [6, 1]]),
      NOW,
    );
    expect(applied?.front.registrations).toEqual([registration]);
    expect(applied?.feed.passedOver).toBeGreaterThan(0);
    await store.readAgain();
    expect((await nextRequest(store, 1, 1)).cursor).toHaveLength(0);
  });

  test("to a request that another tab overtook is not applied", async () => {
    const store = await begun();
    const asked = await nextRequest(store, 1, 1);
    await apply(store, asked, reply([], { cursor: Uint8Array.of(7) }), NOW);
    expect(await apply(store, asked, reply([registration]), NOW)).toBeNull();
    expect((await nextRequest(store, 1, 1)).cursor).toEqual(Uint8Array.of(7));
  });

  test("moves the clock on, but not by a stamp from far ahead", async () => {
    const store = await begun();
    const told = (ms: number, seq: number): FeedItem => ({
      type: "FactItem",
      version: 1,
      device: new Uint8Array(12),
      seq,
      body: 0,
      member: 0,
      entry: { ...stay, ms, counter: 4 } as FeedItem & never,
    });
    const items = [told(NOW + 1000, 1), told(NOW + 10 * 365 * 86_400_000, 2)];
    await apply(store, await nextRequest(store, 1, 1), reply(items), NOW);
    const { entry } = await store.append(stay, now);
    expect([entry.ms, entry.counter]).toEqual([NOW + 1000, 5]);
  });

  test("that ends a staff role takes the roster and others' facts away (R04)", async () => {
    const store = await begun();
    const check = {
      type: "CheckIn",
      ms: 1,
      counter: 0,
      place: 1,
      issuer: 294021,
      card: 5,
    } as const;
    const fact = (body: number, member: number, seq: number): FeedItem => ({
      type: "FactItem",
      version: 1,
      device: new Uint8Array(12).fill(7),
      seq,
      body,
      member,
      entry: { ...check, drift: 0, project: 0, proof: new Uint8Array() },
    });
    const roster = (body: number, at: number): KeptItem => ({
      type: "RosterItem",
      version: 1,
      body,
      card: at,
      member: at,
      tier: Tier.BASIC,
      name: "花子",
      state: 1,
    });
    const items = [
      roster(294021, 1),
      roster(294021, 2),
      roster(290009, 1),
      fact(294021, 3, 1),
      fact(294021, 0, 2),
      fact(290009, 4, 3),
    ];
    await apply(store, await nextRequest(store, 1, 1), reply(items), NOW);
    const ended = { type: "StaffItem", version: 2, body: 294021, ended: true } as const;
    await apply(store, await nextRequest(store, 1, 1), reply([ended]), NOW);
    const rest = await store.rest();
    expect(rest.items.filter((item) => item.type === "RosterItem")).toEqual([roster(290009, 1)]);
    expect(rest.facts.map(({ seq }) => seq).sort()).toEqual([2, 3]);
  });
});

describe("going on as a new device", () => {
  test("keeps the unsent entries with their stamps and what they say of each other", async () => {
    const store = await begun();
    const old = (await store.front())?.device.id ?? new Uint8Array();
    await store.append(stay, now);
    await apply(store, await nextRequest(store, 1, 1), reply([card], { stored: 1 }), NOW);
    const { entry: unsent } = await store.append(stay, now);
    await store.append({ type: "Note", about: { device: old, seq: 2 }, text: "mine" }, now);
    await store.append({ type: "Note", about: { device: old, seq: 1 }, text: "stored" }, now);
    const enrolled = await new FakeServer().enrol();
    await replaceDevice(store, enrolled, "stored");

    const next = await nextRequest(store, 10, 10_000);
    expect(next.device.id).toEqual(enrolled.key.id);
    expect([next.first, next.unsent, next.cursor.length]).toEqual([1, 3, 0]);
    expect(next.challenge).toEqual(enrolled.challenge);
    expect(next.head).toEqual(await chain(EMPTY_HEAD, next.entries));
    const [again, mine, stored] = next.entries.map(decodeEntry);
    expect(again).toEqual(unsent);
    expect(mine).toMatchObject({ about: { device: enrolled.key.id, seq: 1 }, text: "mine" });
    expect(stored).toMatchObject({ about: { device: old, seq: 1 }, text: "stored" });
    const rest = await store.rest();
    expect(rest.facts).toMatchObject([{ device: old, seq: 1, mine: true }]);
    expect(rest.items).toEqual([]);
    expect((await store.front())?.front.cards).toEqual([]);
  });

  test("sends everything again to a server that has nothing", async () => {
    const store = await begun();
    for (let at = 0; at < 3; at++) await store.append(stay, now);
    await apply(store, await nextRequest(store, 10, 1000), reply([], { stored: 3 }), NOW);
    await replaceDevice(store, await new FakeServer().enrol(), 0);
    expect(await nextRequest(store, 10, 1000)).toMatchObject({ first: 1, unsent: 3 });
    expect((await store.rest()).facts).toEqual([]);
  });
});

describe("the database", () => {
  test("an upgrade keeps what an older version of the app wrote", async () => {
    const store = await begun();
    await store.append(stay, now);
    await store.close();
    const seen: number[] = [];
    const migrations = [
      ...MIGRATIONS,
      async (_db: unknown, tx: Parameters<(typeof MIGRATIONS)[number]>[1]) => {
        seen.push(await tx.objectStore("log").count());
      },
    ];
    const newer = new Store(NAME, () => {}, migrations);
    expect((await newer.append(stay, now)).log.last).toBe(2);
    expect(seen).toEqual([1]);
    const key = (await newer.front())?.device.privateKey;
    expect(key?.extractable).toBe(false);
  });

  test("an older app refuses a newer database and leaves it alone", async () => {
    const newer = new Store(NAME, () => {}, [...MIGRATIONS, () => {}]);
    await newer.begin(await new FakeServer().enrol(), "");
    await newer.close();
    await expect(new Store(NAME).front()).rejects.toMatchObject({ reason: "newer" });
  });

  test("a tab lets go of it when another one upgrades it, and writes no more", async () => {
    const ended = vi.fn();
    const store = new Store(NAME, ended);
    await store.begin(await new FakeServer().enrol(), "");
    await openDatabase(databaseName(NAME), () => {}, [...MIGRATIONS, () => {}]);
    expect(ended).toHaveBeenCalledWith("newer");
    await expect(store.append(stay, now)).rejects.toMatchObject({ reason: "newer" });
  });

  test("storage that the browser blocks is told as such", async () => {
    vi.spyOn(indexedDB, "open").mockImplementation(() => {
      throw new DOMException("no", "SecurityError");
    });
    await expect(new Store(NAME).front()).rejects.toMatchObject({ reason: "blocked" });
  });
});
