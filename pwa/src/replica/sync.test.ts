/** A whole replica against the server's side of the protocol, over a network that fails. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { NoAnswer } from "../api";
import { hex } from "../card/bytes";
import { CardState, type CheckIn, type FeedItem, MAX_REQUEST_BYTES, Tier } from "../schemas/wire";
import { decodeEntry } from "./log";
import { LiveReplica } from "./replica";
import { Store } from "./store";
import { nextRequest } from "./sync-store";
import { FakeServer, refusal } from "./testing/server";
import { type TestWorld, testWorld } from "./testing/world";
import type { NewEntry } from "./types";

const NAME = { instance: "village", account: "hana" };
const TOWN = 294021;
const BATH = 1;
const DAY = 20_833; // of the world's clock, in Japan
const stay: NewEntry = {
  type: "Stay",
  place: BATH,
  day: DAY,
  source: 3,
  code: new Uint8Array(8),
  project: 0,
};
const place: FeedItem = {
  type: "PlaceItem",
  version: 1,
  place: BATH,
  body: TOWN,
  name: "湯",
  english: "Bath",
  kind: "bath",
  closed: false,
  keeps_proofs: false,
};
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
const card: FeedItem = {
  type: "CardItem",
  version: 1,
  body: TOWN,
  card: 5,
  not_before: 1,
  expires: 2_000_000_000,
  credential: new Uint8Array(3),
  state: CardState.ACTIVE,
};
const checkIn: CheckIn = {
  type: "CheckIn",
  ms: 1_800_000_000_000,
  counter: 0,
  place: BATH,
  issuer: TOWN,
  card: 5,
  drift: 0,
  project: 0,
  proof: new Uint8Array(),
};
const told: FeedItem = {
  type: "FactItem",
  version: 1,
  device: new Uint8Array(12).fill(7),
  seq: 1,
  body: TOWN,
  member: 0,
  entry: checkIn,
};

let server: FakeServer;
let world: TestWorld;
let replica: LiveReplica;

async function open(): Promise<LiveReplica> {
  const store = new Store(NAME);
  const front = await store.front();
  if (!front) throw new Error("no replica");
  return new LiveReplica(store, front, world);
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer();
  world = testWorld(server);
  const store = new Store(NAME);
  await store.begin(await server.enrol(), "phone");
  await store.close();
  replica = await open();
  await replica.loaded;
});

/** The log of the replica's device as the server has it. */
function atServer(): Uint8Array[] {
  return server.devices.get(hex(replica.device.id))?.entries ?? [];
}

describe("a day in the village", () => {
  test("records offline, is one request when the network is back, then agrees", async () => {
    server.feed.push(registration, card, place);
    await replica.sync();
    world.isOnline = false;
    const ref = await replica.append(stay);
    await replica.append({ type: "Note", about: { device: told.device, seq: 1 }, text: "雪かき" });
    expect(await replica.sync()).toEqual({ kind: "offline" });
    expect([replica.unsent.value, replica.syncState.value]).toEqual([2, "offline"]);
    expect(replica.isSent(ref)).toBe(false);
    expect(world.woken).toBeGreaterThan(0);
    expect(replica.memberViews.value.stay_days).toEqual([{ body: TOWN, day: DAY }]);

    server.feed.push(told);
    server.requests.length = 0;
    world.isOnline = true;
    expect(await replica.sync()).toEqual({ kind: "done", sent: 2, received: 1 });
    expect(server.requests).toHaveLength(1);
    expect([replica.unsent.value, replica.syncState.value]).toEqual([0, "idle"]);
    expect(replica.isSent(ref)).toBe(true);
    expect(replica.lastSync.value).toBe(world.at);
    const { journal, stay_days } = replica.memberViews.value;
    expect(stay_days).toEqual([{ body: TOWN, day: DAY }]);
    expect(journal.map(({ source }) => source).sort()).toEqual([1, 3]);
    expect(journal.find(({ source }) => source === 1)?.notes).toMatchObject([{ text: "雪かき" }]);

    const before = replica.memberViews.value;
    await replica.sync();
    await replica.sync();
    expect(replica.memberViews.value).toEqual(before);
    expect(atServer()).toHaveLength(2);
  });

  test("opens again with all of it, the card from the first small read", async () => {
    server.feed.push(registration, card, place, told);
    await replica.append(stay);
    await replica.sync();
    const before = replica.memberViews.value;
    await replica.close();
    replica = await open();
    expect(replica.cards.value).toEqual([card]);
    expect(replica.isLoaded.value).toBe(false);
    await replica.loaded;
    expect(replica.memberViews.value).toEqual(before);
    expect((await replica.device.sign(new Uint8Array(3))).length).toBe(64);
  });

  test("the staff's phone counts its own check-in and a member's stay as one person", async () => {
    const roster: FeedItem = {
      type: "RosterItem",
      version: 1,
      body: TOWN,
      card: 5,
      member: 12,
      tier: Tier.BASIC,
      name: "花子",
      state: CardState.ACTIVE,
    };
    const staff: FeedItem = { type: "StaffItem", version: 1, body: TOWN, ended: false };
    server.feed.push(staff, place, roster, {
      ...told,
      member: 12,
      entry: { ...checkIn, ...stay } as never,
    });
    await replica.sync();
    const { ms: _ms, counter: _counter, ...draft } = checkIn;
    await replica.append(draft);
    expect(replica.staffBodies.value).toEqual([TOWN]);
    expect(replica.attendance(BATH, DAY)).toMatchObject([
      { member: 12, card: 0, records: 2, source: 1 },
    ]);
    expect(replica.memberViews.value.journal).toEqual([]);
  });

  test("500 records and a long feed take a request each thousand, not one each", async () => {
    for (let at = 0; at < 500; at++) await replica.append(stay);
    for (let at = 2; at < 250; at++) server.feed.push({ ...place, place: at });
    expect(await replica.sync()).toEqual({ kind: "done", sent: 500, received: 248 });
    expect(server.requests.map(({ request }) => request.entries.length)).toEqual([500, 0, 0]);
    expect(replica.places.value.size).toBe(248);
  });
});

describe("what a sync costs", () => {
  /** Counts the records that are read from now on. */
  function reads(): () => number {
    let count = 0;
    for (const name of ["get", "getAll"] as const) {
      const real = IDBObjectStore.prototype[name];
      vi.spyOn(IDBObjectStore.prototype, name).mockImplementation(function (
        this: IDBObjectStore,
        ...how: unknown[]
      ) {
        const request = Reflect.apply(real, this, how) as IDBRequest<unknown>;
        request.addEventListener("success", () => {
          count += Array.isArray(request.result) ? request.result.length : 1;
        });
        return request;
      } as never);
    }
    return () => count;
  }

  /** Records that are read when five are sent and five are told, after so many of either. */
  async function costAfter(before: number, first: number): Promise<number> {
    server.itemsAReply = 1000;
    const tell = (from: number, count: number) => {
      for (let at = 0; at < count; at++) server.feed.push({ ...told, seq: from + at } as FeedItem);
    };
    for (let at = 0; at < before; at++) await replica.append(stay);
    tell(first, before);
    await replica.sync();
    for (let at = 0; at < 5; at++) await replica.append(stay);
    tell(first + before, 5);
    const count = reads();
    expect(await replica.sync()).toEqual({ kind: "done", sent: 5, received: 5 });
    vi.restoreAllMocks();
    return count();
  }

  test("is the same after ten records and after a thousand", async () => {
    const few = await costAfter(10, 1);
    expect(few).toBeGreaterThan(10);
    expect(await costAfter(1000, 100)).toBe(few);
    expect(replica.facts.value).toHaveLength(2 * (10 + 5 + 1000 + 5));
  });
});

describe("when the network fails", () => {
  test("a lost reply doubles nothing: the repeat is recognised", async () => {
    server.feed.push(place);
    await replica.append(stay);
    server.after = () => {
      throw new NoAnswer("offline");
    };
    expect(await replica.sync()).toEqual({ kind: "offline" });
    expect(replica.unsent.value).toBe(1);
    await replica.append(stay);
    expect(await replica.sync()).toEqual({ kind: "offline" });
    server.after = null;
    expect(await replica.sync()).toEqual({ kind: "done", sent: 2, received: 1 });
    expect(atServer()).toHaveLength(2);
    expect(server.requests.map(({ answer }) => answer)).not.toContain("fork");
  });

  test("history that is left out comes when it is asked for, the newest of it first", async () => {
    const old = (seq: number): FeedItem => ({ ...told, seq }) as FeedItem;
    server.leftOut = [[old(101)], [old(102), old(103)]];
    server.feed.push(registration);
    await replica.sync();
    expect(replica.hasOlder.value).toBe(true);
    const seqs = () => replica.facts.value.map(({ seq }) => seq).filter((seq) => seq > 100);
    expect(seqs()).toEqual([]);
    expect(await replica.recall()).toMatchObject({ kind: "done" });
    expect([seqs().sort(), replica.hasOlder.value]).toEqual([[102, 103], true]);
    await replica.sync();
    expect(replica.hasOlder.value).toBe(true);
    await replica.recall();
    expect([seqs().sort(), replica.hasOlder.value]).toEqual([[101, 102, 103], false]);
    await replica.recall();
    expect(server.requests.at(-1)?.request.older).toBe(0);
  });

  test("a lost reply to a request without entries is asked for again", async () => {
    server.feed.push(place);
    server.after = () => {
      throw new NoAnswer("offline");
    };
    await replica.sync();
    server.after = null;
    expect(await replica.sync()).toEqual({ kind: "done", sent: 0, received: 1 });
    // The repeat is told its challenge alone; the items come with the request after it.
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    [
      "a Wi-Fi's sign-in page",
      () => new Response("<html>", { headers: { "Content-Type": "text/html" } }),
      "captive-portal",
    ],
    [
      "a proxy whose server is down",
      () => new Response("<html>", { status: 502, headers: { "Content-Type": "text/html" } }),
      "server",
    ],
    ["a portal's own status", () => new Response("", { status: 511 }), "captive-portal"],
    ["too many requests", () => refusal(429, "too-many-requests", { retry_after: 60 }), "busy"],
    ["a fault of the server", () => refusal(500, "internal"), "server"],
    ["an app that is too old", () => refusal(426, "client-too-old"), "client-too-old"],
    ["a revoked device", () => refusal(403, "device-revoked"), "revoked"],
    ["a request called malformed", () => refusal(400, "malformed"), "refused"],
    [
      "a garbled reply",
      () =>
        new Response("\xff\xff", { headers: { "Content-Type": "application/vnd.furusato.sync" } }),
      "server",
    ],
    [
      "a reply cut short",
      () =>
        new Response(new Uint8Array([0x96, 1]), {
          headers: { "Content-Type": "application/vnd.furusato.sync" },
        }),
      "server",
    ],
  ])("%s is told as such and loses nothing", async (_, answer, kind) => {
    await replica.append(stay);
    server.before = answer;
    expect(await replica.sync()).toMatchObject({ kind: "problem", problem: { kind } });
    expect(replica.syncProblem.value?.kind).toBe(kind);
    expect([replica.syncState.value, replica.unsent.value]).toEqual(["problem", 1]);
    server.before = null;
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 1 });
    expect(replica.syncProblem.value).toBeNull();
  });

  test("a wait that the server asks for is kept", async () => {
    server.before = () => refusal(429, "too-many-requests", { retry_after: 600 });
    await replica.sync();
    expect(replica.syncProblem.value?.retryAt).toBeGreaterThanOrEqual(world.at + 600_000);
  });

  test("after a time-out less is sent at once", async () => {
    for (let at = 0; at < 120; at++) {
      await replica.append({
        type: "Note",
        about: { device: told.device, seq: 1 },
        text: "雪".repeat(1000),
      });
    }
    server.before = () => {
      throw new NoAnswer("timeout");
    };
    const tried: number[] = [];
    const { post } = world;
    Object.assign(world, {
      post: (body: Uint8Array<ArrayBuffer>) => {
        tried.push(body.length);
        return post(body);
      },
    });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "timeout" } });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "timeout" } });
    server.before = null;
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 120 });
    expect(tried[0]).toBeGreaterThan(MAX_REQUEST_BYTES / 2);
    expect(tried[0]).toBeLessThanOrEqual(MAX_REQUEST_BYTES);
    expect(tried[1]).toBeLessThanOrEqual(MAX_REQUEST_BYTES / 2);
  });

  test("an upload that something on the way finds too large is halved until it passes", async () => {
    for (let at = 0; at < 40; at++) {
      await replica.append({
        type: "Note",
        about: { device: told.device, seq: 1 },
        text: "雪".repeat(1000),
      });
    }
    server.before = (body) => (body.length > 40_000 ? refusal(413, "too-large") : undefined);
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 40 });
    expect(atServer()).toHaveLength(40);
  });
});

describe("what the server can say", () => {
  test("a stale challenge is signed anew, once", async () => {
    await replica.append(stay);
    const known = server.devices.get(hex(replica.device.id));
    if (known) known.challenge = known.previous = new Uint8Array(8).fill(1);
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 1 });
    expect(server.requests.map(({ answer }) => answer)).toEqual(["stale-challenge", "200"]);

    server.before = () => refusal(401, "stale-challenge", { challenge: "AAAAAAAAAAA" });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "refused" } });
  });

  test("a server put back to a backup gets again what it lost", async () => {
    for (let at = 0; at < 5; at++) await replica.append(stay);
    await replica.sync();
    server.devices.get(hex(replica.device.id))?.entries.splice(2);
    await replica.append(stay);
    expect(await replica.sync()).toMatchObject({ kind: "done" });
    expect(server.requests.map(({ answer }) => answer)).toContain("gap");
    expect([atServer().length, replica.unsent.value]).toEqual([6, 0]);
  });

  test("a gap that makes no sense is no endless loop", async () => {
    await replica.append(stay);
    server.before = () => refusal(409, "gap", { stored: 10 });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "refused" } });
  });

  test("replies that move nothing are no endless loop", async () => {
    const { post } = world;
    let last: ArrayBuffer | null = null;
    server.itemsAReply = 0;
    server.feed.push(place);
    Object.assign(world, {
      post: async (body: Uint8Array<ArrayBuffer>) => {
        const reply = await post(body);
        last = await reply.clone().arrayBuffer();
        return reply;
      },
    });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "server" } });
    expect(last).not.toBeNull();
    expect(server.requests.length).toBeLessThan(6);
  });

  test("a fork goes on as a new device, its unsent entries with it", async () => {
    const old = replica.device.id;
    await replica.append(stay);
    await replica.sync();
    // Another copy of this phone wrote number 2 first.
    const copy = server.devices.get(hex(old));
    copy?.entries.push(Uint8Array.from(copy.entries[0] ?? []));
    const ref = await replica.append({ ...stay, day: DAY - 1 });
    expect(await replica.sync()).toMatchObject({ kind: "done" });
    expect(server.requests.map(({ answer }) => answer)).toEqual(["200", "fork", "200"]);
    expect(hex(replica.device.id)).not.toBe(hex(old));
    expect(ref.device).toEqual(old);
    expect(atServer().map((bytes) => decodeEntry(bytes))).toMatchObject([{ day: DAY - 1 }]);
    expect(replica.unsent.value).toBe(0);
    expect(replica.facts.value).toHaveLength(2);
  });

  test("what went out after the backup was made is not written a second time", async () => {
    await replica.append(stay);
    const old = hex(replica.device.id);
    // The server has number 1 from this phone's life before the backup, and another number 2.
    const known = server.devices.get(old);
    const sent = (await nextRequest(new Store(NAME), 1, 1000)).entries[0] ?? new Uint8Array();
    known?.entries.push(sent, Uint8Array.from(sent));
    await replica.append({ ...stay, day: DAY - 1 });
    expect(await replica.sync()).toMatchObject({ kind: "done" });
    expect(hex(replica.device.id)).not.toBe(old);
    expect(atServer().map((bytes) => decodeEntry(bytes))).toMatchObject([{ day: DAY - 1 }]);
    expect(replica.memberViews.value.journal).toHaveLength(2);
  });

  test("what is written while a phone put back is answered is sent, not taken for stored", async () => {
    await replica.append(stay);
    await replica.sync();
    const known = server.devices.get(hex(replica.device.id));
    known?.entries.push(Uint8Array.from(known.entries[0] ?? [])); // from before it was put back
    let writing: Promise<unknown> = Promise.resolve();
    server.before = () => {
      server.before = null;
      writing = replica.append({ ...stay, day: DAY - 1 });
      return undefined;
    };
    const post = world.post;
    Object.assign(world, {
      post: async (body: Uint8Array<ArrayBuffer>) => {
        const reply = await post(body);
        await writing;
        return reply;
      },
    });
    await replica.sync();
    await replica.sync();
    expect(replica.unsent.value).toBe(0);
    expect(atServer().map((bytes) => decodeEntry(bytes))).toMatchObject([{ day: DAY - 1 }]);
  });

  test("a server that sees a fork in every log is not given key after key", async () => {
    await replica.append(stay);
    server.before = () => refusal(409, "fork", { stored: 0 });
    expect(await replica.sync()).toMatchObject({ problem: { kind: "refused" } });
    expect(server.devices.size).toBe(2);
    expect(replica.unsent.value).toBe(1);
  });

  test("a phone put back to a backup goes on as a new device", async () => {
    const known = server.devices.get(hex(replica.device.id));
    await replica.append(stay);
    await replica.sync();
    known?.entries.push(Uint8Array.from(known.entries[0] ?? []));
    expect(await replica.sync()).toMatchObject({ kind: "done" });
    expect(server.devices.size).toBe(2);
  });

  test("without a session it keeps the entries and asks for a sign-in, then goes on", async () => {
    await replica.append(stay);
    server.devices.clear();
    const { enrol } = world;
    const { ApiProblem } = await import("../api");
    Object.assign(world, {
      enrol: async () => {
        throw new ApiProblem({ type: "", title: "", status: 401, code: "not-signed-in" });
      },
    });
    expect(await replica.sync()).toMatchObject({
      problem: { kind: "needs-sign-in", retryAt: null },
    });
    expect(replica.unsent.value).toBe(1);
    Object.assign(world, { enrol });
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 1 });
    expect(atServer()).toHaveLength(1);
  });

  test("a server that knows nothing of the device gets its whole log", async () => {
    await replica.append(stay);
    await replica.sync();
    server.devices.clear();
    await replica.append(stay);
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 2 });
    expect(atServer()).toHaveLength(2);
  });

  test("a revoked device takes no new key by itself, only after its holder signed in", async () => {
    const known = server.devices.get(hex(replica.device.id));
    if (known) known.revoked = true;
    await replica.append(stay);
    expect(await replica.sync()).toMatchObject({ problem: { kind: "revoked", retryAt: null } });
    expect(server.devices.size).toBe(1);
    await replica.renew();
    expect([server.devices.size, replica.unsent.value]).toEqual([2, 0]);
    expect(atServer()).toHaveLength(1);
  });

  test("a revoked device shows its cards as stopped, after a restart without a network too", async () => {
    server.feed.push(card);
    await replica.sync();
    expect(replica.cards.value.map(({ state }) => state)).toEqual([CardState.ACTIVE]);
    const known = server.devices.get(hex(replica.device.id));
    if (known) known.revoked = true;
    await replica.sync();
    expect(replica.cards.value.map(({ state }) => state)).toEqual([CardState.REVOKED]);
    const front = await new Store(NAME).front();
    expect(front?.front.cards.map(({ state }) => state)).toEqual([CardState.REVOKED]);
    await replica.renew();
    expect(replica.cards.value.map(({ state }) => state)).toEqual([CardState.ACTIVE]);
  });

  test("both clocks are read at each sync of this page", async () => {
    expect(replica.clockReading.value).toBeNull();
    world.at -= 3_600_000;
    await replica.sync();
    const { at: wall } = world;
    expect(replica.clockReading.value).toEqual({ wall, steady: -3_600_000, skew: 3_600_000 });
  });
});

describe("when it syncs by itself", () => {
  test("at the start, soon after an append, and when the network comes back", async () => {
    await replica.start();
    expect(world.fire()).toBe(0);
    await landed();
    expect(server.requests).toHaveLength(1);
    await replica.append(stay);
    await replica.append(stay);
    expect(world.fire()).toBeLessThanOrEqual(1000);
    await landed();
    expect(server.requests).toHaveLength(2);
    expect(replica.unsent.value).toBe(0);

    server.before = () => {
      throw new NoAnswer("offline");
    };
    await replica.append(stay);
    world.fire();
    await landed();
    const waits: number[] = [];
    for (let at = 0; at < 5; at++) {
      waits.push(world.fire());
      await landed();
    }
    expect(waits).toEqual([...waits].sort((a, b) => a - b));
    expect(waits[4]).toBeGreaterThan(waits[0] ?? 0);
    server.before = null;
    world.window.dispatchEvent(new Event("online"));
    expect(world.fire()).toBe(0);
    await landed();
    expect(replica.unsent.value).toBe(0);
  });

  test("not while somebody has to act first, except when they do", async () => {
    await replica.start();
    world.fire();
    await landed();
    server.before = () => refusal(426, "client-too-old");
    await replica.append(stay);
    world.fire();
    await landed();
    expect(world.timers.size).toBe(0);
    world.window.dispatchEvent(new Event("online"));
    await replica.append(stay);
    expect(world.timers.size).toBe(0);
    server.before = null;
    expect(await replica.sync()).toMatchObject({ kind: "done", sent: 2 });
  });

  test("one flight at a time: calls while one is under way join it", async () => {
    await replica.append(stay);
    const [one, other] = await Promise.all([replica.sync(), replica.sync()]);
    expect(one).toBe(other);
    expect(server.requests).toHaveLength(1);
  });

  test("nothing once it is closed", async () => {
    await replica.start();
    await replica.close();
    expect(world.timers.size).toBe(0);
    await expect(replica.append(stay)).rejects.toMatchObject({ reason: "gone" });
  });
});

/** Until the sync under way has ended and the next timer is set. */
async function landed(): Promise<void> {
  await replica.sync();
  await Promise.resolve();
}
