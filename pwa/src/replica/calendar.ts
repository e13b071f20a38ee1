/** Calendar days in Asia/Tokyo, which has had no other offset than +9 hours since 1951 (R11). */

const OFFSET_MS = 9 * 3_600_000;
const DAY_MS = 86_400_000;
const ISO = /^\d{4}-\d{2}-\d{2}$/;

/** The Asia/Tokyo day of an instant, both counted from 1970-01-01. */
export function dayOf(ms: number): number {
  return Math.floor((ms + OFFSET_MS) / DAY_MS);
}

/** The instant, in milliseconds UTC, at which a day begins in Asia/Tokyo. */
export function startOf(day: number): number {
  return day * DAY_MS - OFFSET_MS;
}

/** Reads `YYYY-MM-DD`. Throws RangeError. */
export function parseDay(text: string): number {
  const day = ISO.test(text) ? Date.parse(text) / DAY_MS : Number.NaN;
  if (Number.isNaN(day) || formatDay(day) !== text) throw new RangeError(`no day: ${text}`);
  return day;
}

/** Writes `YYYY-MM-DD`. */
export function formatDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}
