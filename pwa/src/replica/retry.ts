/** When a failed sync is tried again by itself. */

import type { SyncProblemKind } from "./types";

const FIRST_MS = 2_000;
const LONGEST_MS = 15 * 60_000;

/** What only a person can put right. */
const FOR_SOMEBODY: ReadonlySet<SyncProblemKind> = new Set([
  "needs-sign-in",
  "revoked",
  "client-too-old",
]);

export function retriesItself(kind: SyncProblemKind): boolean {
  return !FOR_SOMEBODY.has(kind);
}

/**
 * Milliseconds until the next attempt after `failures` (at least one) in a row: exponential with
 * full jitter, so that the phones of a whole valley do not come back in step. Never sooner than the
 * server asked. `random` is in [0, 1).
 */
export function backOff(
  failures: number,
  random: number,
  retryAfterSeconds: number | null,
): number {
  const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
  return (retryAfterSeconds ?? 0) * 1000 + Math.round((0.5 + random / 2) * most);
}
