/**
 * When is a presentation that was seen before a copy? The rule, apart from any camera; the reasons
 * are in `schemas/credential.md` under "Copies".
 */

/** Seconds for which the camera may still be looking at the same phone. */
export const SAME_SIGHT_SECONDS = 60;

/** A valid presentation as it was first read here. `at` is in Unix seconds. */
export interface Sighting {
  readonly body: number;
  readonly index: number;
  /** Null for a printed card. */
  readonly step: number | null;
  readonly at: number;
}

export type Repeat = "first" | "same_sight" | "copied";

/** Judges a presentation by those accepted before it, oldest first. `shown.at` is now. */
export function repeat(seen: readonly Sighting[], shown: Sighting): Repeat {
  const same = (other: Sighting) =>
    other.body === shown.body && other.index === shown.index && other.step === shown.step;
  if (!seen.some(same)) return "first";
  const last = seen[seen.length - 1] as Sighting;
  const elapsed = shown.at - last.at;
  if (same(last) && elapsed >= 0 && elapsed <= SAME_SIGHT_SECONDS) return "same_sight";
  return shown.step === null ? "first" : "copied";
}
