/** The world of a replica in a real browser. */

import { enrolNewKey } from "./enrolment";
import type { World } from "./replica";
import { SYNC_TAG } from "./schedule";

const IDLE_MS = 300;

/** Background Sync is not in TypeScript's library: not every browser has it. */
interface SyncRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

export function browser(): World {
  return {
    window: globalThis.window,
    document: globalThis.document,
    serviceWorker: navigator.serviceWorker,
    setTimeout: (work, ms) => window.setTimeout(work, ms),
    clearTimeout: (timer) => window.clearTimeout(timer),
    now: Date.now,
    steady: () => performance.now(),
    random: Math.random,
    post: async (body) => (await import("./exchange")).post(body),
    enrol: enrolNewKey,
    online: () => navigator.onLine,
    idle: () =>
      new Promise((resolve) => {
        if ("requestIdleCallback" in window) {
          requestIdleCallback(() => resolve(), { timeout: IDLE_MS });
        } else setTimeout(resolve, IDLE_MS);
      }),
    channel: (name) => ("BroadcastChannel" in globalThis ? new BroadcastChannel(name) : null),
    wakeLater: () => {
      navigator.serviceWorker?.ready
        .then((registration) => (registration as SyncRegistration).sync?.register(SYNC_TAG))
        .catch(() => {}); // refused or absent: the app syncs when it is opened
    },
  };
}

/** Asks once that the browser keep our data when it clears space; it decides without a dialog, or
 * with one (Firefox), so this belongs after a tap of the holder. */
export async function keepStorage(): Promise<void> {
  try {
    if (!(await navigator.storage?.persisted?.())) await navigator.storage?.persist?.();
  } catch {
    // Not granted is not fatal: what is unsent is sent as soon as it can be.
  }
}
