/** A phone's disk: saved as a backup would, put back, wiped, and cut off in the middle of a write. */

import { databaseName, openDatabase } from "../../database";
import type { ReplicaName } from "../../types";

const STORES = ["meta", "log", "facts", "rulings", "items", "keys"] as const;
type StoreName = (typeof STORES)[number];

/** Everything that a database held between two transactions. */
export type Backup = ReadonlyMap<StoreName, readonly { key: IDBValidKey; value: unknown }[]>;

/** What fake-indexeddb keeps of an open database: not told by its types. */
interface Innards {
  readonly _databases: Map<string, { readonly transactions: OpenTransaction[] }>;
}
interface OpenTransaction {
  readonly _state: string;
  _abort(name: string): void;
}

export async function save(
  name: ReplicaName,
  stores: readonly StoreName[] = STORES,
): Promise<Backup> {
  const db = await openDatabase(databaseName(name), () => {});
  const tx = db.transaction([...stores]);
  const saved = new Map<StoreName, { key: IDBValidKey; value: unknown }[]>();
  for (const store of stores) {
    const [keys, values] = await Promise.all([
      tx.objectStore(store).getAllKeys(),
      tx.objectStore(store).getAll(),
    ]);
    saved.set(
      store,
      keys.map((key, at) => ({ key, value: values[at] })),
    );
  }
  await tx.done;
  db.close();
  return saved;
}

/** In place of whatever is there. */
export async function restore(name: ReplicaName, backup: Backup): Promise<void> {
  const db = await openDatabase(databaseName(name), () => {});
  const tx = db.transaction([...STORES], "readwrite");
  for (const store of STORES) {
    const into = tx.objectStore(store);
    void into.clear();
    for (const { key, value } of backup.get(store) ?? []) {
      if (into.keyPath === null) void into.put(value as never, key as never);
      else void into.put(value as never);
    }
  }
  await tx.done;
  db.close();
}

/** The power is gone: of what was being written nothing is left. */
export function cutOff(name: ReplicaName): void {
  const { _databases } = globalThis.indexedDB as unknown as Innards;
  for (const transaction of [...(_databases.get(databaseName(name))?.transactions ?? [])]) {
    if (transaction._state !== "finished") transaction._abort("AbortError");
  }
}
