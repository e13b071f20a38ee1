/**
 * The replicas in this browser: opening, making, choosing and giving up.
 *
 * `openReplica` opens the current one at the start of the app; `enrol` makes one after sign-in.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { CardState, feedItemTypes } from "../schemas/wire";
import { browser, keepStorage } from "./browser";
import { enrolNewKey } from "./enrolment";
import { StorageRefused, UnsentEntries } from "./errors";
import { LOG_LOCK, withLock } from "./locks";
import type { KnownReplica } from "./registry";
import { LiveReplica } from "./replica";
import { Store } from "./store";
import type { Replica, ReplicaName } from "./types";

export { InvalidEntry, StorageRefused, UnsentEntries } from "./errors";
export { refKey } from "./merge";
export type { KnownReplica } from "./registry";
export type * from "./types";
export { rosterKey } from "./views";

const current = signal<LiveReplica | null>(null);

/** Which replica there is besides the one last used: the first screen does without. */
const registry = () => import("./registry");

/** The open replica, null before `openReplica` resolves and when there is none. */
export const currentReplica: ReadonlySignal<Replica | null> = current;

/** Where the name of the current replica is kept: nothing else is in localStorage. */
const CURRENT = "furusato.current";

/** All replicas of this browser, the last used first. Rejects with `StorageRefused`. */
export async function knownReplicas(): Promise<KnownReplica[]> {
  return (await registry()).listReplicas();
}

/**
 * Opens the replica used last and makes it the current one; null if this browser has none.
 * Rejects with `StorageRefused`.
 */
export async function openReplica(): Promise<Replica | null> {
  const name = readCurrent();
  const replica = name && (await open(name));
  if (replica) return replica;
  for (const other of await knownReplicas()) {
    const opened = await open(other);
    if (opened) return opened;
  }
  return null;
}

/**
 * Makes sure that this browser is a device of the account that is signed in: makes a key and
 * enrols it, or opens the replica that is there (and gives it a fresh key where the server does
 * not take the old one, or an office took its cards back; what was unsent is kept). It becomes the
 * current one.
 * Rejects with `ApiProblem`, `NoAnswer` (both of `api.ts`) or `StorageRefused`.
 */
export async function enrol(account: string, instance: string, label = ""): Promise<Replica> {
  const name = { instance, account };
  const known = await open(name);
  if (known) {
    const outcome = await known.sync();
    const revoked = outcome.kind === "problem" && outcome.problem.kind === "revoked";
    // A key whose card an office took back is given no other: it may be in a finder's hands.
    const stopped = known.cards.value.some(({ state }) => state === CardState.REVOKED);
    if (revoked || stopped) await known.renew();
    return known;
  }
  const store = new Store(name);
  try {
    await store.front(); // blocked storage shows before the server hears of a key
    await store.begin(await enrolNewKey(account, label), label);
  } finally {
    await store.close();
  }
  await (await registry()).noteReplica(name, Date.now());
  await keepStorage();
  const replica = await open(name);
  if (!replica) throw new StorageRefused("blocked");
  await replica.sync();
  return replica;
}

/** Opens another known replica and makes it the current one. Rejects with `StorageRefused`. */
export async function switchTo(name: ReplicaName): Promise<Replica> {
  const replica = await open(name);
  if (!replica) throw new StorageRefused("gone");
  return replica;
}

/**
 * Removes a replica and its key from this browser, as signing out does. Rejects with
 * `UnsentEntries` while entries are unsent, unless `force` says that the person knows it.
 */
export function forgetReplica(name: ReplicaName, { force = false } = {}): Promise<void> {
  return withLock(LOG_LOCK, async () => {
    const store = new Store(name);
    try {
      const front = await store.front();
      const unsent = front ? front.log.last - front.log.stored : 0;
      if (unsent > 0 && !force) throw new UnsentEntries(unsent);
    } finally {
      await store.close();
    }
    const isCurrent = current.value !== null && same(current.value.name, name);
    if (isCurrent) await leave();
    if (isCurrent || same(readCurrent(), name)) writeCurrent(null);
    await (await registry()).removeReplica(name);
  });
}

/** Undefined if there is no such replica, or it was begun and never finished. */
async function open(name: ReplicaName): Promise<LiveReplica | undefined> {
  if (current.value && same(current.value.name, name)) return current.value;
  const store = new Store(name, () => {
    // Signed out in another tab, or a newer version of the app is there: go on without.
    if (current.value && same(current.value.name, name)) void leave();
  });
  let front = await store.front();
  if (front && front.feed.passedOver > 0 && front.feed.passedOver < feedItemTypes.length) {
    await store.readAgain();
    front = await store.front();
  }
  if (!front) {
    await store.close();
    return undefined;
  }
  await leave();
  const replica = new LiveReplica(store, front, browser());
  current.value = replica;
  if (!same(readCurrent(), name)) writeCurrent(name);
  void replica
    .start()
    .then(registry)
    .then(({ noteReplica }) => noteReplica(name, Date.now()))
    .catch(() => {}); // only the order of the list suffers
  return replica;
}

async function leave(): Promise<void> {
  const before = current.value;
  current.value = null;
  await before?.close();
}

function same(a: ReplicaName | null, b: ReplicaName | null): boolean {
  return a !== null && a.instance === b?.instance && a.account === b.account;
}

function readCurrent(): ReplicaName | null {
  try {
    const text = localStorage.getItem(CURRENT);
    const name = text ? (JSON.parse(text) as Partial<ReplicaName> | null) : null;
    if (typeof name?.instance !== "string" || typeof name.account !== "string") return null;
    return { instance: name.instance, account: name.account };
  } catch {
    return null; // blocked, or not ours: the list of replicas tells
  }
}

function writeCurrent(name: ReplicaName | null): void {
  try {
    if (!name) localStorage.removeItem(CURRENT);
    else {
      const { instance, account } = name;
      localStorage.setItem(CURRENT, JSON.stringify({ instance, account }));
    }
  } catch {
    // Blocked: the one used last opens next time.
  }
}
