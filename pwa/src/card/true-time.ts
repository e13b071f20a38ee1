/**
 * The time that a card is shown at, also on a phone whose clock is off. Pure.
 *
 * A sync measures the skew. It holds for as long as nobody sets the clock, and who has read the
 * warning soon does: then a corrected code would be as wrong as one was before. The page's other
 * clock, which nobody can set, tells: as long as both went on alike since the measurement, the
 * clock was not set. That clock ends with the page and on some systems stands still while the phone
 * sleeps, so after a restart or a sleep nothing is corrected until the next sync. That errs to the
 * side on which the holder can help: setting the clock always does.
 */

import type { ClockReading } from "../replica";

/** How far two clocks may have come apart that were both left alone. */
const ALIKE_MS = 5_000;
/** A reply may have been so long on its way (`TIMEOUT_MS` of api.ts): less than that is no skew. */
const NOTABLE_MS = 30_000;

/**
 * Milliseconds since 1970. `wallMs` and `steadyMs` are the phone's clock and the page's
 * (`performance.now()`) at this moment, `measured` the same at the last sync of this page.
 */
export function trueTime(wallMs: number, steadyMs: number, measured: ClockReading | null): number {
  if (!measured || Math.abs(measured.skew) < NOTABLE_MS) return wallMs;
  const apart = wallMs - measured.wall - (steadyMs - measured.steady);
  return Math.abs(apart) <= ALIKE_MS ? wallMs + measured.skew : wallMs;
}
