/** How old what this phone knows is, and whether that is old enough to say so. */

export type Age = "fresh" | "aging" | "old" | "missing";

const HOUR_MS = 3_600_000;
/** A day: lists are renewed at every sync, so a phone that was prepared this morning is fresh. */
export const AGING_MS = 24 * HOUR_MS;
/** A week: the limit of list age at which a verdict warns. */
export const OLD_MS = 7 * 24 * HOUR_MS;

/** `ms` is when the server said it, null for never. A clock that runs behind makes nothing old. */
export function ageOf(ms: number | null, nowMs: number): Age {
  if (ms === null) return "missing";
  const age = nowMs - ms;
  if (age > OLD_MS) return "old";
  return age > AGING_MS ? "aging" : "fresh";
}
