/**
 * Applications that wait on the phone for a network, with their photographs: a database of its own,
 * because what is personal must go when its owner signs out. Each is sent under its own `ref`, so
 * that one which was sent and not answered is stored once.
 */

import { type ReadonlySignal, signal } from "@preact/signals";
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { ApiProblem, api, ask, NoAnswer, problemOf } from "../api";
import { currentReplica, type ReplicaName } from "../replica";
import { refusal } from "../replica/database";
import { listReplicas } from "../replica/registry";
import type { Apply, OwnApplication } from "../schemas/benefits";
import type { ProblemCode } from "../schemas/wire";

export interface Waiting {
  readonly ref: string;
  readonly owner: ReplicaName;
  readonly benefit: number;
  readonly body: number;
  readonly apply: Apply;
  readonly pictures: readonly Blob[];
  readonly at: number;
  /** Why the server will not have it, in the words it gave; "" while it may still go. */
  readonly failure: string;
}

interface Layout extends DBSchema {
  waiting: { key: string; value: Waiting };
}

/** What another attempt may get over. */
const PASSING: readonly ProblemCode[] = [
  "not-signed-in",
  "too-many-requests",
  "unavailable",
  "internal",
];

const all = signal<readonly Waiting[]>([]);

/** Those of the current replica, the newest first; none before `loadOutbox`. */
export const outbox: ReadonlySignal<readonly Waiting[]> = all;

/** Rejects with StorageRefused. */
export async function loadOutbox(): Promise<void> {
  const known = await listReplicas();
  const found = await withOutbox(async (db) => {
    for (const one of await db.getAll("waiting")) {
      // Who signed out leaves nothing here.
      if (!known.some((name) => isSame(name, one.owner))) await db.delete("waiting", one.ref);
    }
    return db.getAll("waiting");
  });
  const name = currentReplica.value?.name;
  all.value = found.filter((one) => name && isSame(name, one.owner)).sort((a, b) => b.at - a.at);
}

/** Keeps an application until it is sent. Rejects with StorageRefused. */
export async function keepApplication(one: Waiting): Promise<void> {
  await withOutbox((db) => db.put("waiting", one));
  await loadOutbox();
}

export async function discard(ref: string): Promise<void> {
  await withOutbox((db) => db.delete("waiting", ref));
  await loadOutbox();
}

let sending: Promise<number> | null = null;

/** Sends what waits; gives how many are there now. Never rejects for want of a network. */
export function sendOutbox(): Promise<number> {
  sending ??= sendAll().finally(() => {
    sending = null;
  });
  return sending;
}

async function sendAll(): Promise<number> {
  await loadOutbox();
  let sent = 0;
  for (const one of [...all.value].reverse()) {
    if (one.failure) continue;
    try {
      await send(one);
      await discard(one.ref);
      sent += 1;
    } catch (error) {
      if (error instanceof NoAnswer) break;
      if (!(error instanceof ApiProblem)) throw error;
      if (PASSING.includes(error.code)) break;
      await keepApplication({ ...one, failure: error.message });
    }
  }
  if (sent > 0) await currentReplica.value?.sync();
  return sent;
}

async function send({ benefit, apply, pictures }: Waiting): Promise<void> {
  const path = `/api/benefits/${benefit}/applications`;
  const { id, arrived } = await api<OwnApplication>("POST", path, apply);
  for (const [at, picture] of pictures.entries()) {
    if (arrived.includes(at + 1)) continue;
    const answer = await ask(`/api/subsidies/${id}/receipts/${at + 1}`, {
      method: "PUT",
      headers: {
        Accept: "application/json",
        "Accept-Language": document.documentElement.lang,
        "Content-Type": "image/jpeg",
        "X-Furusato": "1",
      },
      body: picture,
      credentials: "same-origin",
    });
    if (!answer.ok) throw (await problemOf(answer)) ?? new NoAnswer("not-ours");
  }
}

function isSame(a: ReplicaName, b: ReplicaName): boolean {
  return a.instance === b.instance && a.account === b.account;
}

async function withOutbox<T>(work: (db: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
  try {
    const db = await openDB<Layout>("furusato-applications", 1, {
      upgrade(fresh) {
        fresh.createObjectStore("waiting", { keyPath: "ref" });
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
