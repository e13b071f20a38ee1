/** Another root key takes the place of the one that came with the enrolment. */

import type { Bytes } from "../card/bytes";
import { frontOf, present, Store } from "./store";
import type { ReplicaName } from "./types";

/**
 * Keeps it with the device; an open replica names it from its next sync on. Rejects with
 * StorageRefused. It is one transaction on one record, so it need not wait for a sync under way.
 */
export async function pinRoot(name: ReplicaName, rootKey: Bytes): Promise<void> {
  const store = new Store(name);
  try {
    await store.write(async (tx) => {
      const meta = tx.objectStore("meta");
      const { device } = present(frontOf(await meta.getAll()));
      await meta.put({ ...device, rootKey });
    });
  } finally {
    await store.close();
  }
}
