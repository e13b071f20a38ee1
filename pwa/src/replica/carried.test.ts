/** A sync that another phone carries: the bytes out, the reply back, late and in any order. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, describe, expect, test } from "vitest";
import type { Bytes } from "../card/bytes";
import type { Problem } from "../schemas/wire";
import { type Outgoing, outgoing, takeRefusal, takeReply } from "./carried";
import { Malformed } from "./codec";
import { LiveReplica } from "./replica";
import { Store } from "./store";
import { replaceDevice } from "./sync-store";
import { FakeServer } from "./testing/server";
import { type TestWorld, testWorld } from "./testing/world";
import type { NewEntry } from "./types";

const NAME = { instance: "village", account: "hana" };
const ROOM = { requests: 8, bytes: 384 * 1024, replyKb: 64 };
const stay: NewEntry = {
  type: "Stay",
  place: 1,
  day: 20_833,
  source: 3,
  code: new Uint8Array(8),
  project: 0,
};

let server: FakeServer;
let world: TestWorld;
let store: Store;

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer();
  world = testWorld(server);
  store = new Store(NAME);
  await store.begin(await server.enrol(), "スマホ");
});

async function append(count: number): Promise<void> {
  for (let at = 0; at < count; at++) await store.append(stay, () => server.now);
}

/** The phone's own sync. */
async function sync(): Promise<void> {
  const front = await store.front();
  if (!front) throw new Error("no replica");
  const replica = new LiveReplica(store, front, world);
  await replica.loaded;
  expect(await replica.sync()).toMatchObject({ kind: "done" });
}

/** What the courier does: each request in its order, the last reply back. */
async function carry(parcel: Outgoing): Promise<Bytes> {
  server.now += 1000;
  let reply: Response | null = null;
  for (const request of parcel.requests) {
    reply = await server.post(request);
    expect(reply.status).toBe(200);
  }
  return new Uint8Array((await reply?.arrayBuffer()) ?? new ArrayBuffer());
}

async function unsent(): Promise<number> {
  const log = (await store.front())?.log;
  return log ? log.last - log.stored : -1;
}

function serverLog(): number {
  return Math.max(...[...server.devices.values()].map(({ entries }) => entries.length));
}

describe("what is handed over", () => {
  test("is what a sync would post, and its reply is taken as a sync's", async () => {
    await append(3);
    const parcel = await outgoing(NAME, ROOM);
    expect(parcel).toMatchObject({ first: 1, last: 3, left: 0 });
    expect(parcel.requests).toHaveLength(1);
    const before = (await store.front())?.feed;
    const taken = await takeReply(NAME, parcel, await carry(parcel), 0);
    expect(taken).toEqual({ outcome: "taken", serverMs: server.now });
    expect(await unsent()).toBe(0);
    // When this phone itself last synced, and its clock against the server's, are as they were.
    expect((await store.front())?.feed).toMatchObject({ at: before?.at, skew: before?.skew });
    await append(1);
    await sync();
    expect(server.requests.map(({ answer }) => answer)).toEqual(["200", "200"]);
    expect(serverLog()).toBe(4);
  });

  test("is cut where a request is full, and goes whole", async () => {
    await append(2_100);
    const parcel = await outgoing(NAME, ROOM);
    expect(parcel.requests).toHaveLength(3);
    expect((await takeReply(NAME, parcel, await carry(parcel), 0)).outcome).toBe("taken");
    expect(await unsent()).toBe(0);
    expect(serverLog()).toBe(2_100);
  });

  test("is no more than there is room for; the rest is told and follows", async () => {
    await append(1_200);
    const parcel = await outgoing(NAME, { ...ROOM, requests: 1 });
    expect(parcel).toMatchObject({ first: 1, last: 1_000, left: 200 });
    await takeReply(NAME, parcel, await carry(parcel), 0);
    expect(await unsent()).toBe(200);
    const small = await outgoing(NAME, { ...ROOM, bytes: 1 });
    expect(small).toMatchObject({ first: 1_001, last: 1_001, left: 199 });
  });

  test("without anything unsent asks only what is new", async () => {
    const parcel = await outgoing(NAME, ROOM);
    expect(parcel).toMatchObject({ first: 1, last: 0, left: 0 });
    expect((await takeReply(NAME, parcel, await carry(parcel), 0)).outcome).toBe("taken");
  });
});

describe("answers that come late", () => {
  test("after an own sync are older, and change nothing", async () => {
    await append(2);
    const parcel = await outgoing(NAME, ROOM);
    const reply = await carry(parcel);
    server.now += 1000;
    world.at = server.now;
    await sync();
    const after = (await store.front())?.feed;
    expect((await takeReply(NAME, parcel, reply, 0)).outcome).toBe("older");
    expect((await store.front())?.feed).toEqual(after);
    await sync();
    expect(server.requests.map(({ answer }) => answer)).toEqual(["200", "200", "200"]);
  });

  test("of two couriers are taken in any order", async () => {
    await append(2);
    const first = await outgoing(NAME, ROOM);
    await append(3);
    const second = await outgoing(NAME, ROOM);
    const early = await carry(first);
    const late = await carry(second);
    const { outcome, serverMs } = await takeReply(NAME, second, late, 0);
    expect(outcome).toBe("taken");
    expect((await takeReply(NAME, first, early, serverMs)).outcome).toBe("older");
    expect(await unsent()).toBe(0);
    await append(1);
    await sync();
    expect(server.requests.map(({ answer }) => answer)).toEqual(["200", "200", "200"]);
    expect(serverLog()).toBe(6);
  });

  test("in the order in which they were made are both taken", async () => {
    server.feed.push([99], [99]);
    await append(1);
    const first = await outgoing(NAME, ROOM);
    await append(1);
    const second = await outgoing(NAME, ROOM);
    const early = await carry(first);
    const late = await carry(second);
    const { serverMs } = await takeReply(NAME, first, early, 0);
    expect(await unsent()).toBe(1);
    expect((await takeReply(NAME, second, late, serverMs)).outcome).toBe("taken");
    expect(await unsent()).toBe(0);
    await sync();
    expect(server.requests.map(({ answer }) => answer)).toEqual(["200", "200", "200"]);
  });

  test("to a key that was given up are older", async () => {
    await append(1);
    const parcel = await outgoing(NAME, ROOM);
    const reply = await carry(parcel);
    await replaceDevice(store, await server.enrol(), 0);
    expect((await takeReply(NAME, parcel, reply, 0)).outcome).toBe("older");
    expect(await unsent()).toBe(1);
  });

  test("that know more of the log than this phone ask for a sync", async () => {
    await append(1);
    const parcel = await outgoing(NAME, ROOM);
    const reply = await carry(parcel);
    globalThis.indexedDB = new IDBFactory();
    const { device, challenge } = parcel;
    store = new Store(NAME);
    const { key } = await server.enrol();
    await store.begin({ key: { ...key, id: device }, challenge, rootKey: new Uint8Array(33) }, "");
    expect((await takeReply(NAME, parcel, reply, 0)).outcome).toBe("elsewhere");
  });
});

describe("refusals", () => {
  const problem = (code: Problem["code"], more: Partial<Problem> = {}): Problem => ({
    type: `/problems/${code}`,
    title: "",
    status: 400,
    code,
    ...more,
  });

  test("a stale challenge is renewed: handed over again it goes through", async () => {
    await append(1);
    const parcel = await outgoing(NAME, ROOM);
    for (const known of server.devices.values()) {
      known.challenge = new Uint8Array(8).fill(1);
      known.previous = new Uint8Array(8).fill(2);
    }
    const refused = await server.post(parcel.requests[0] as Bytes);
    const document = (await refused.json()) as Problem;
    expect(await takeRefusal(NAME, parcel, document)).toBe("again");
    // Told twice, it is known already.
    expect(await takeRefusal(NAME, parcel, document)).toBe("older");
    const anew = await outgoing(NAME, ROOM);
    expect((await takeReply(NAME, anew, await carry(anew), 0)).outcome).toBe("taken");
    expect(await unsent()).toBe(0);
  });

  test("a gap goes back to what the server has", async () => {
    await append(2);
    await sync();
    await append(1);
    const parcel = await outgoing(NAME, ROOM);
    expect(await takeRefusal(NAME, parcel, problem("gap", { stored: 1 }))).toBe("again");
    expect(await outgoing(NAME, ROOM)).toMatchObject({ first: 2, last: 3 });
  });

  test("what only a sync can put right is left to it", async () => {
    await append(1);
    const parcel = await outgoing(NAME, ROOM);
    for (const code of ["fork", "unknown-device", "device-revoked", "client-too-old"] as const)
      expect(await takeRefusal(NAME, parcel, problem(code))).toBe("elsewhere");
    expect(await unsent()).toBe(1);
    await sync();
    expect(await takeRefusal(NAME, parcel, problem("fork"))).toBe("older");
  });

  test("a reply that is none is refused", async () => {
    const parcel = await outgoing(NAME, ROOM);
    await expect(takeReply(NAME, parcel, new Uint8Array([1]), 0)).rejects.toThrow(Malformed);
  });
});
