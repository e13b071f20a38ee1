import { signal } from "@preact/signals";

/** A new version of the app waits to be let in. */
export const updateReady = signal(false);
