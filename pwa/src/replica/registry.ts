/** Which replicas this browser holds. A database of its own, since not every browser lists them. */

import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from "idb";
import { databaseName, refusal } from "./database";
import type { ReplicaName } from "./types";

/** A replica that this browser holds. */
export interface KnownReplica extends ReplicaName {
  /** When it was last opened, ms. */
  readonly used: number;
}

interface Layout extends DBSchema {
  replicas: { key: [instance: string, account: string]; value: KnownReplica };
}

/** The last used first. Rejects with StorageRefused. */
export function listReplicas(): Promise<KnownReplica[]> {
  return withRegistry(async (db) => (await db.getAll("replicas")).sort((a, b) => b.used - a.used));
}

export function noteReplica({ instance, account }: ReplicaName, used: number): Promise<void> {
  return withRegistry(async (db) => {
    await db.put("replicas", { instance, account, used });
  });
}

/** Deletes a replica's database, key and all; other tabs are told to let go of it. */
export function removeReplica(name: ReplicaName): Promise<void> {
  return withRegistry(async (db) => {
    await deleteDB(databaseName(name));
    await db.delete("replicas", [name.instance, name.account]);
  });
}

async function withRegistry<T>(work: (db: IDBPDatabase<Layout>) => Promise<T>): Promise<T> {
  try {
    const db = await openDB<Layout>("furusato", 1, {
      upgrade(fresh) {
        fresh.createObjectStore("replicas", { keyPath: ["instance", "account"] });
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
