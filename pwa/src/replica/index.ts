/**
 * The replicas in this browser: opening, making, choosing and giving up.
 *
 * `openReplica` opens the current one at the start of the app; `enrol` makes one after sign-in.
 */

import type { ReadonlySignal } from "@preact/signals";
import { signal } from "@preact/signals";
import type { Replica, ReplicaName } from "./types";

export { InvalidEntry, StorageRefused, UnsentEntries } from "./errors";
export type * from "./types";

/** A replica that this browser holds. */
export interface KnownReplica extends ReplicaName {
  /** When it was last used, ms. */
  readonly used: number;
}

const current = signal<Replica | null>(null);

/** The open replica, null before `openReplica` resolves and when there is none. */
export const currentReplica: ReadonlySignal<Replica | null> = current;

/** All replicas of this browser, the last used first. */
export async function knownReplicas(): Promise<KnownReplica[]> {
  throw new Error("being written");
}

/**
 * Opens the replica used last and makes it the current one; null if this browser has none.
 * Rejects with `StorageRefused`.
 */
export async function openReplica(): Promise<Replica | null> {
  throw new Error("being written");
}

/**
 * Makes sure that this browser is a device of the account that is signed in: makes a key and
 * enrols it, or opens the replica that is there (and gives it a fresh key where the server does
 * not take the old one; what was unsent is kept). It becomes the current one.
 * Rejects with `ApiProblem`, `NoAnswer` (both of `api.ts`) or `StorageRefused`.
 */
export async function enrol(account: string, instance: string, label = ""): Promise<Replica> {
  throw new Error(`being written ${account}${instance}${label}`);
}

/** Opens another known replica and makes it the current one. Rejects with `StorageRefused`. */
export async function switchTo(name: ReplicaName): Promise<Replica> {
  throw new Error(`being written ${name.account}`);
}

/**
 * Removes a replica and its key from this browser, as signing out does. Rejects with
 * `UnsentEntries` while entries are unsent, unless `force` says that the person knows it.
 */
export async function forgetReplica(name: ReplicaName, { force = false } = {}): Promise<void> {
  throw new Error(`being written ${name.account} ${force}`);
}
