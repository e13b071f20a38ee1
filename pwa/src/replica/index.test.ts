/** The replicas of one browser: made, opened, changed, given up. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { hex } from "../card/bytes";
import { CardState, type DeviceEnrolled, type EnrolDevice } from "../schemas/wire";
import { fromBase64url, toBase64url } from "./base64url";
import type { LiveReplica } from "./replica";
import { FakeServer } from "./testing/server";
import type { NewEntry } from "./types";

const stay: NewEntry = {
  type: "Stay",
  place: 1,
  day: 20_833,
  source: 3,
  code: new Uint8Array(8),
  project: 0,
};

let server: FakeServer;
let replicas: typeof import("./index");
let persist: ReturnType<typeof vi.fn>;
let enrolments: EnrolDevice[];
let online: boolean;

/** A page opened anew: modules without memory, the database and localStorage as they were. */
async function pageLoad(): Promise<void> {
  await pageEnd();
  vi.resetModules();
  replicas = await import("./index");
}

/** What unloading a page does to the replica that is open on it. */
async function pageEnd(): Promise<void> {
  const open = replicas?.currentReplica.value as LiveReplica | null | undefined;
  await open?.close();
  await open?.sync();
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  server = new FakeServer();
  enrolments = [];
  online = true;
  persist = vi.fn(async () => true);
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
  vi.stubGlobal("window", Object.assign(new EventTarget(), { setTimeout, clearTimeout }));
  vi.stubGlobal(
    "document",
    Object.assign(new EventTarget(), {
      visibilityState: "hidden",
      documentElement: { lang: "ja" },
    }),
  );
  vi.stubGlobal("navigator", {
    get onLine() {
      return online;
    },
    storage: { persisted: async () => false, persist },
  });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    if (path === "/api/sync") return server.post(init.body as Uint8Array<ArrayBuffer>);
    const asked = JSON.parse(String(init.body)) as EnrolDevice;
    enrolments.push(asked);
    const { challenge } = await server.take(fromBase64url(asked.public_key));
    const reply: DeviceEnrolled = {
      device: "",
      challenge: toBase64url(challenge),
      root_key: toBase64url(new Uint8Array(33).fill(2)),
      server_ms: 0,
    };
    return new Response(JSON.stringify(reply), { headers: { "Content-Type": "application/json" } });
  });
  await pageLoad();
});

afterEach(async () => {
  await pageEnd();
  vi.unstubAllGlobals();
});

describe("a first visit", () => {
  test("has none", async () => {
    expect(await replicas.openReplica()).toBeNull();
    expect(await replicas.knownReplicas()).toEqual([]);
    expect(replicas.currentReplica.value).toBeNull();
  });

  test("enrols a key that cannot be taken out, syncs, and asks to be kept, once", async () => {
    const replica = await replicas.enrol("hana", "village", "スマホ");
    expect(replicas.currentReplica.value).toBe(replica);
    expect(enrolments).toMatchObject([{ label: "スマホ" }]);
    expect(replica.device.publicKey).toHaveLength(33);
    expect(replica.rootKey).toEqual(new Uint8Array(33).fill(2));
    expect(replica.lastSync.value).not.toBeNull();
    expect(persist).toHaveBeenCalledTimes(1);
  });

  test("a refused enrolment leaves nothing behind that would be opened", async () => {
    vi.stubGlobal("fetch", async () => new Response("<html>", { status: 502 }));
    await expect(replicas.enrol("hana", "village")).rejects.toMatchObject({ name: "NoAnswer" });
    await pageLoad();
    expect(await replicas.openReplica()).toBeNull();
  });

  test("an enrolment whose answer was lost goes on with the same key", async () => {
    const { fetch } = globalThis;
    vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
      await fetch(path, init);
      throw new TypeError("lost");
    });
    await expect(replicas.enrol("hana", "village")).rejects.toMatchObject({ reason: "offline" });
    vi.stubGlobal("fetch", fetch);
    await replicas.enrol("hana", "village");
    expect(new Set(enrolments.map(({ public_key }) => public_key)).size).toBe(1);
    expect(server.devices.size).toBe(1);
  });
});

describe("a later visit", () => {
  test("opens the one used last, offline, with what is unsent", async () => {
    const before = await replicas.enrol("hana", "village");
    online = false;
    await before.append(stay);
    await pageLoad();
    const replica = await replicas.openReplica();
    expect(replica?.name).toEqual({ instance: "village", account: "hana" });
    expect(replica?.unsent.value).toBe(1);
    expect(replica?.device.id).toEqual(before.device.id);
  });

  test("opens another one if the browser has lost the one used last", async () => {
    await replicas.enrol("hana", "village");
    localStorage.setItem("furusato.current", '{"instance":"village","account":"gone"}');
    await pageLoad();
    expect((await replicas.openReplica())?.name.account).toBe("hana");
    localStorage.setItem("furusato.current", "{nonsense");
    await pageLoad();
    expect((await replicas.openReplica())?.name.account).toBe("hana");
  });

  test("signing in again takes no second device", async () => {
    const replica = await replicas.enrol("hana", "village");
    expect(await replicas.enrol("hana", "village")).toBe(replica);
    expect(server.devices.size).toBe(1);
  });

  test("signing in after this device was revoked gives it a fresh key", async () => {
    const replica = await replicas.enrol("hana", "village");
    for (const known of server.devices.values()) known.revoked = true;
    await replica.append(stay);
    await replica.sync();
    expect(replica.syncProblem.value?.kind).toBe("revoked");
    expect(await replicas.enrol("hana", "village")).toBe(replica);
    expect([server.devices.size, replica.unsent.value]).toEqual([2, 0]);
    expect(replica.syncProblem.value).toBeNull();
  });

  test("signing in after an office took the cards back gives it a fresh key", async () => {
    const replica = await replicas.enrol("hana", "village");
    server.feed.push({
      type: "CardItem",
      version: 2,
      body: 294021,
      card: 5,
      not_before: 1,
      expires: 2_000_000_000,
      credential: new Uint8Array(3),
      state: CardState.REVOKED,
    });
    await replica.append(stay);
    const before = hex(replica.device.id);
    expect(await replicas.enrol("hana", "village")).toBe(replica);
    expect(hex(replica.device.id)).not.toBe(before);
    expect([server.devices.size, replica.unsent.value]).toEqual([2, 0]);
  });
});

describe("two people on one browser", () => {
  test("each has a replica of their own; one is current", async () => {
    await replicas.enrol("hana", "village");
    const taro = await replicas.enrol("taro", "village");
    await taro.append(stay);
    const hana = await replicas.switchTo({ instance: "village", account: "hana" });
    expect(replicas.currentReplica.value).toBe(hana);
    await hana.loaded;
    expect(hana.facts.value).toEqual([]);
    expect((await replicas.knownReplicas()).map(({ account }) => account).sort()).toEqual([
      "hana",
      "taro",
    ]);
    await expect(taro.append(stay)).rejects.toMatchObject({ reason: "gone" });
    await expect(
      replicas.switchTo({ instance: "village", account: "nobody" }),
    ).rejects.toMatchObject({ reason: "gone" });
  });
});

describe("signing out", () => {
  const name = { instance: "village", account: "hana" };

  test("is refused while entries are unsent, and then nothing is lost", async () => {
    const replica = await replicas.enrol("hana", "village");
    online = false;
    await replica.append(stay);
    await expect(replicas.forgetReplica(name)).rejects.toMatchObject({
      name: "UnsentEntries",
      count: 1,
    });
    expect(replicas.currentReplica.value).toBe(replica);
    online = true;
    await replica.sync();
    await replicas.forgetReplica(name);
    expect(replicas.currentReplica.value).toBeNull();
    expect(await replicas.knownReplicas()).toEqual([]);
    await pageLoad();
    expect(await replicas.openReplica()).toBeNull();
  });

  test("can be forced by someone who knows what goes", async () => {
    const replica = await replicas.enrol("hana", "village");
    online = false;
    await replica.append(stay);
    await replicas.forgetReplica(name, { force: true });
    expect(await replicas.knownReplicas()).toEqual([]);
    expect((await indexedDB.databases()).map(({ name: database }) => database)).toEqual([
      "furusato",
    ]);
  });
});
