/** Sending applications without being asked: at the start, after each sync, when the network is
 * back or the app is looked at again. */

import { effect } from "@preact/signals";
import { currentReplica } from "../replica";
import { offline } from "../shell/online";
import { toast } from "../ui/toast";
import { t } from "../ui/words/benefits";
import { sendOutbox } from "./outbox";

let watching = false;

/** A second time changes nothing. */
export function watchOutbox(): void {
  if (watching) return;
  watching = true;
  effect(() => {
    void currentReplica.value?.lastSync.value; // again when this changes
    if (!offline.value) void sendQuietly();
  });
}

/** What does not go now goes later, and the page tells. */
async function sendQuietly(): Promise<void> {
  try {
    if ((await sendOutbox()) > 0) toast(t("apply.sent"));
  } catch {
    // No storage.
  }
}
