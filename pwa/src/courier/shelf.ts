/**
 * What this browser carries for others, and what it has handed over itself: a database of its own,
 * because a courier needs no account. Parcels stay until they are delivered, also over a restart.
 */

import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Bytes } from "../card/bytes";
import type { ReplicaName } from "../replica";
import type { HandedOver, Outcome } from "../replica/carried";
import { refusal } from "../replica/database";
import { listReplicas } from "../replica/registry";
import type { CourierStatus } from "../schemas/courier";

/** Codes are shown one by one, so what they carry is kept short, both ways. */
export type Way = "codes" | "file";

/** A parcel of somebody else's. */
export interface Carried {
  /** The parcel's id, hexadecimal. */
  readonly id: string;
  readonly bytes: Bytes;
  readonly takenAt: number;
  /** When the server answered for it, null while it waits. */
  readonly doneAt: number | null;
  readonly status: CourierStatus | null;
  /** Sealed for its sender; null if there is none. */
  readonly answer: Bytes | null;
  readonly givenBackAt: number | null;
}

/** A parcel of a person's own who uses this browser. */
export interface Handed {
  readonly id: string;
  readonly owner: ReplicaName;
  readonly handed: HandedOver;
  readonly way: Way;
  /** Shown again as it is while nothing has changed. */
  readonly bytes: Bytes;
  /** Opens the answer; null once that is no longer needed. */
  readonly keys: CryptoKeyPair | null;
  readonly at: number;
  readonly outcome: Outcome | null;
  /** The server's time of the reply that was taken; 0 for none. */
  readonly serverMs: number;
}

interface Layout extends DBSchema {
  carried: { key: string; value: Carried };
  handed: { key: string; value: Handed };
}

export const MAX_CARRIED = 30;
export const MAX_CARRIED_BYTES = 8 * 1024 * 1024;
/** What is done with is forgotten after this. */
const KEPT_MS = 60 * 86_400_000;

/** More than a phone carries: what is there must be delivered first. */
export class ShelfFull extends Error {}

const carriedNow = signal<readonly Carried[] | null>(null);
const handedNow = signal<readonly Handed[]>([]);

/** The newest first; null before `loadShelf`. */
export const carried: ReadonlySignal<readonly Carried[] | null> = carriedNow;
export const handed: ReadonlySignal<readonly Handed[]> = handedNow;

/** Reads both lists, also what another tab changed. Rejects with StorageRefused. */
export async function loadShelf(): Promise<void> {
  const oldest = Date.now() - KEPT_MS;
  const known = await listReplicas();
  const [all, own] = await withShelf(async (db) => {
    const found = await db.getAll("carried");
    for (const one of found) {
      if (one.doneAt !== null && one.doneAt < oldest) await db.delete("carried", one.id);
    }
    for (const one of await db.getAll("handed")) {
      // Who signed out leaves nothing here, nor the key of an answer that cannot be used any more.
      const gone = !known.some((name) => isSame(name, one.owner));
      if (gone || one.at < oldest) await db.delete("handed", one.id);
    }
    return Promise.all([db.getAll("carried"), db.getAll("handed")]);
  });
  batch(() => {
    carriedNow.value = all.sort((a, b) => b.takenAt - a.takenAt);
    handedNow.value = own.sort((a, b) => b.at - a.at);
  });
}

export function isSame(a: ReplicaName, b: ReplicaName): boolean {
  return a.instance === b.instance && a.account === b.account;
}

/** Adds a parcel; false if it is here already. Rejects with ShelfFull or StorageRefused. */
export async function takeOn(id: string, bytes: Bytes): Promise<boolean> {
  const isNew = await withShelf(async (db) => {
    const tx = db.transaction("carried", "readwrite", { durability: "strict" });
    const all = await tx.store.getAll();
    const known = all.some((one) => one.id === id);
    const size = all.reduce((sum, one) => sum + one.bytes.length, bytes.length);
    const full = !known && (all.length >= MAX_CARRIED || size > MAX_CARRIED_BYTES);
    if (!known && !full) {
      await tx.store.put({
        id,
        bytes,
        takenAt: Date.now(),
        doneAt: null,
        status: null,
        answer: null,
        givenBackAt: null,
      });
    }
    await tx.done;
    if (full) throw new ShelfFull();
    return !known;
  });
  await loadShelf();
  return isNew;
}

/** Changes a parcel that is carried, unless it is gone. */
export async function noteCarried(id: string, change: Partial<Carried>): Promise<void> {
  await withShelf(async (db) => {
    const tx = db.transaction("carried", "readwrite", { durability: "strict" });
    const known = await tx.store.get(id);
    if (known) await tx.store.put({ ...known, ...change });
    await tx.done;
  });
  await loadShelf();
}

export async function forgetCarried(id: string): Promise<void> {
  await withShelf((db) => db.delete("carried", id));
  await loadShelf();
}

/** Puts back what was just forgotten. */
export async function putBack(parcel: Carried): Promise<void> {
  await withShelf((db) => db.put("carried", parcel));
  await loadShelf();
}

export async function noteHanded(parcel: Handed): Promise<void> {
  await withShelf((db) => db.put("handed", parcel));
  await loadShelf();
}

async function withShelf<T>(work: (db: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
  try {
    const db = await openDB<Layout>("furusato-courier", 1, {
      upgrade(fresh) {
        fresh.createObjectStore("carried", { keyPath: "id" });
        fresh.createObjectStore("handed", { keyPath: "id" });
      },
    });
    try {
      return await work(db);
    } finally {
      db.close();
    }
  } catch (error) {
    throw refusal(error);
  }
}
