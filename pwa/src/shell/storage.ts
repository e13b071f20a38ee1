import { signal } from "@preact/signals";

/** Why this browser's database could not be opened, or null. */
export const storageFault = signal<unknown>(null);
