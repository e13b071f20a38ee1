/**
 * Fetches in a quiet moment what the shell does not hold and a member will want in the valley: the
 * reader of places' codes with its decoder. The service worker keeps it, and renews it with updates.
 */

import { effect } from "@preact/signals";
import { currentReplica } from "../replica";
import { keepOffline } from "../service-worker/register";
import { offline } from "./online";

/** Begins when there is a member to prepare for, again when the network is back. */
export function prepareForOffline(): void {
  let done = false;
  effect(() => {
    const member = currentReplica.value?.registrations.value.some((one) => !one.ended);
    if (done || !member || offline.value || !("serviceWorker" in navigator)) return;
    const idle = globalThis.requestIdleCallback ?? ((run: () => void) => setTimeout(run, 3000));
    idle(async () => {
      await navigator.serviceWorker.ready;
      done = await keepOffline("scan");
    });
  });
}
