/** Which installation this is. Kept, so that the sample village says so without a network too. */

import { effect, type ReadonlySignal, signal } from "@preact/signals";
import { api } from "../api";
import type { Instance } from "../schemas/wire";
import { keep, kept } from "../ui/kept";
import { offline } from "./online";

const known = signal<Instance | null>(read());

/** As of the last answer; null until one came. */
export const instance: ReadonlySignal<Instance | null> = known;

/** Asks now. Rejects as `api` does. */
export async function askInstance(signal?: AbortSignal): Promise<Instance> {
  const answer = await api<Instance>("GET", "/api/instance", undefined, signal);
  known.value = answer;
  keep("instance", JSON.stringify(answer));
  return answer;
}

/** Asks at the start, and whenever the network comes back. */
export function watchInstance(): void {
  effect(() => {
    if (!offline.value) askInstance().catch(() => {}); // the pages that need it say so themselves
  });
}

function read(): Instance | null {
  try {
    const stored = JSON.parse(kept("instance") ?? "null") as Instance | null;
    return typeof stored?.id === "string" ? stored : null;
  } catch {
    return null;
  }
}
