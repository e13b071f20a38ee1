import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { currentReplica } from "../replica";

const connected = signal(navigator.onLine);

addEventListener("online", () => {
  connected.value = true;
});
addEventListener("offline", () => {
  connected.value = false;
});

/** The browser says so, or the last sync reached nobody. */
export const offline: ReadonlySignal<boolean> = computed(
  () => !connected.value || currentReplica.value?.syncState.value === "offline",
);
