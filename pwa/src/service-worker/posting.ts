/** Sends what phones' logs hold unsent while no page of the app is seen: Background Sync. */

import { databaseName } from "../replica/database";
import { enrolNewKey } from "../replica/enrolment";
import { type Ending, exchange, Portion, post } from "../replica/exchange";
import { SYNC_LOCK, withLock } from "../replica/locks";
import { listReplicas } from "../replica/registry";
import { retriesItself } from "../replica/retry";
import { Store } from "../replica/store";
import type { ReplicaName } from "../replica/types";

/** Rejects if something is left that another attempt may send. */
export async function sendUnsent(): Promise<void> {
  const endings: Ending[] = [];
  for (const name of await listReplicas()) {
    const ending = await withLock(SYNC_LOCK, () => send(name));
    if (ending) endings.push(ending);
  }
  const left = endings.find(
    (ending) =>
      ending.kind === "offline" || (ending.kind === "problem" && retriesItself(ending.problem)),
  );
  if (left) throw new Error(`unsent: ${left.kind}`);
}

/** Null if there was nothing to send. */
async function send(name: ReplicaName): Promise<Ending | null> {
  const store = new Store(name);
  try {
    const front = await store.front();
    if (!front || front.log.last === front.log.stored) return null;
    return await exchange(
      {
        store,
        now: Date.now,
        post,
        enrol: () => enrolNewKey(front.device.account, front.device.label),
        applied: () => {},
        replaced: () => Promise.resolve(),
        progress: () => {},
        recall: false,
      },
      new Portion(),
    );
  } finally {
    await store.close();
    const pages = new BroadcastChannel(databaseName(name));
    pages.postMessage("changed"); // one that is open and unseen
    pages.close();
  }
}
