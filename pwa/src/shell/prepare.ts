/**
 * What makes the app work without a network, loaded once the card is up. The service worker keeps
 * the shell; what that does not hold and a member will want in the valley, the reader of places'
 * codes with its decoder, is fetched in a quiet moment.
 */

import { effect } from "@preact/signals";
import { currentReplica } from "../replica";
import { keepOffline, registerServiceWorker } from "../service-worker/register";
import { language } from "../ui/words";
import { watchInstallOffer } from "./install";
import { offline } from "./online";

/** Fetches when there is a member to prepare for, again when the network is back. */
export function prepareForOffline(): void {
  watchInstallOffer();
  void registerServiceWorker();
  // What is carried for others goes on its way; if this does not load, it does at the next visit.
  import("../courier/errands").then(
    ({ watchErrands }) => watchErrands(),
    () => {},
  );
  let english = false;
  effect(() => {
    if (english || language.value === "ja" || offline.value) return;
    english = true;
    void keepOffline("english").then((kept) => {
      english = kept;
    });
  });
  let told = false;
  effect(() => {
    // Who was told something can read it in the valley.
    const any = currentReplica.value?.ofKind("NoticeItem").value.length;
    if (!any || told || offline.value) return;
    told = true;
    void keepOffline("notices").then((kept) => {
      told = kept;
    });
  });
  let kept = false;
  effect(() => {
    // Whose towns ask for help can read of it in the valley, too.
    const any = currentReplica.value?.ofKind("ActivityItem").value.length;
    if (!any || kept || offline.value) return;
    kept = true;
    void keepOffline("activities").then((done) => {
      kept = done;
    });
  });
  let offered = false;
  effect(() => {
    // What a town offers is shown to its desk, in the valley too.
    const any = currentReplica.value?.ofKind("BenefitItem").value.length;
    if (!any || offered || offline.value) return;
    offered = true;
    // What was applied for in the valley goes on its way.
    import("../benefits/errands").then(
      ({ watchOutbox }) => watchOutbox(),
      () => {},
    );
    void keepOffline("benefits").then((kept) => {
      offered = kept;
    });
  });
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
