/** The root key changes: whose word a phone takes for it, and when the old one ends. */

import "fake-indexeddb/auto";
import { IDBFactory } from "fake-indexeddb";
import { beforeEach, expect, test, vi } from "vitest";
import { type Bytes, utf8 } from "../card/bytes";
import { protectedHeader, sign1, toBeSigned } from "../card/cose";
import type { Replica } from "../replica";
import { toBase64url } from "../replica/base64url";
import { makeKey, sign } from "../replica/device";
import { Store } from "../replica/store";
import { FakeServer } from "../replica/testing/server";
import { trustOf } from "./root";
import { parseSign1 } from "./signed";
import { publicKey, unhex, vectors } from "./testing/vectors";
import { keyId } from "./trust";

const shell = vi.hoisted(() => ({
  instance: { value: null as { id: string; root_key: string } | null },
  askInstance: vi.fn(),
  offline: { value: false },
}));
vi.mock("../shell/instance", () => shell);
vi.mock("../shell/online", () => shell);

const NAME = { instance: "village", account: "hana" };
const oldRoot = publicKey("root");
const underOld = unhex(vectors.trust_list.signed);
const next = await makeKey();
/** As the server names it: compressed. */
const newRoot = compressed(next.publicKey);
const underNew = await signed(underOld);

/** The same list under the next root. */
async function signed(list: Bytes): Promise<Bytes> {
  const { payload } = parseSign1(list);
  const header = protectedHeader(await keyId(newRoot));
  const tbs = toBeSigned(header, payload, utf8("furusato-trust-v1"));
  return sign1(header, payload, await sign(next, tbs));
}

function compressed(key: Bytes): Bytes {
  if (key.length === 33) return key;
  return Uint8Array.of(2 | ((key[64] ?? 0) & 1), ...key.subarray(1, 33));
}

function phone(list: Bytes | null, rootKey = oldRoot): Replica {
  return { name: NAME, rootKey, trust: { value: list && { signed: list } } } as unknown as Replica;
}

function told(root: Bytes, id = NAME.instance): void {
  shell.instance.value = { id, root_key: toBase64url(root) };
}

async function pinned(): Promise<Bytes | undefined> {
  const store = new Store(NAME);
  const front = await store.front();
  await store.close();
  return front?.device.rootKey;
}

beforeEach(async () => {
  globalThis.indexedDB = new IDBFactory();
  const store = new Store(NAME);
  await store.begin({ ...(await new FakeServer().enrol()), rootKey: oldRoot }, "phone");
  await store.close();
  shell.instance.value = null;
  shell.offline.value = false;
  shell.askInstance.mockReset().mockRejectedValue(new Error("no answer"));
});

test("no list came yet", async () => {
  expect(await trustOf(phone(null))).toBeNull();
  expect(shell.askInstance).not.toHaveBeenCalled();
});

test("the root of the enrolment counts, whatever is announced", async () => {
  expect((await trustOf(phone(underOld)))?.keys.size).toBe(3);
  told(newRoot);
  expect((await trustOf(phone(underOld)))?.keys.size).toBe(3);
  expect(await pinned()).toEqual(oldRoot);
  expect(shell.askInstance).not.toHaveBeenCalled();
});

test("a root that was announced is taken with the first list under it, without a network", async () => {
  told(newRoot);
  shell.offline.value = true;
  expect((await trustOf(phone(underNew)))?.keys.size).toBe(3);
  expect(await pinned()).toEqual(newRoot);
});

test("from then on nothing under the old root counts", async () => {
  told(newRoot);
  expect(await trustOf(phone(underOld, newRoot))).toBeNull();
});

test("a root that was changed at once is asked for", async () => {
  told(oldRoot);
  shell.askInstance.mockImplementation(async () => told(newRoot));
  expect((await trustOf(phone(underNew)))?.keys.size).toBe(3);
  expect(shell.askInstance).toHaveBeenCalledOnce();
  expect(await pinned()).toEqual(newRoot);
});

test("nothing is trusted while the new root cannot be asked for", async () => {
  told(oldRoot);
  expect(await trustOf(phone(underNew))).toBeNull();
  shell.offline.value = true;
  shell.askInstance.mockClear();
  expect(await trustOf(phone(underNew))).toBeNull();
  expect(shell.askInstance).not.toHaveBeenCalled();
  expect(await pinned()).toEqual(oldRoot);
});

test("another installation's root is nothing to this one", async () => {
  told(newRoot, "elsewhere");
  expect(await trustOf(phone(underNew))).toBeNull();
  expect(await pinned()).toEqual(oldRoot);
});

test("a phone that can store nothing goes by the new root all the same", async () => {
  told(newRoot);
  globalThis.indexedDB = new IDBFactory(); // no replica began in this one
  expect((await trustOf(phone(underNew)))?.keys.size).toBe(3);
});
