/** Delivering without being asked: at the start, after each own sync, when the network is back or
 * the app is looked at again. */

import { effect } from "@preact/signals";
import { currentReplica } from "../replica";
import { offline } from "../shell/online";
import { toast } from "../ui/toast";
import { t } from "../ui/words/courier";
import { deliver, waiting } from "./deliver";
import { loadShelf } from "./shelf";

export function watchErrands(): void {
  effect(() => {
    void currentReplica.value?.lastSync.value; // again when this changes
    if (!offline.value) void deliverWaiting();
  });
  // Who has no account here never syncs.
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && !offline.value) void deliverWaiting();
  });
}

/** Quietly: what does not go through now goes later, and the courier's page tells. */
export async function deliverWaiting(): Promise<void> {
  try {
    await loadShelf();
    if (waiting().length === 0) return;
    const answered = await deliver();
    if (answered > 0) toast(t("carry.deliveredToast", { n: answered }));
  } catch {
    // No network, a busy server, no storage.
  }
}
