/** Calendar months, as `sync/calendar.py` counts them; apart from the first load's `calendar.ts`. */

const DAY_MS = 86_400_000;

/** The same date so many calendar months ago, or the last of that month if it has no such. */
export function monthsBefore(day: number, months: number): number {
  return shifted(day, -months);
}

/** The same date so many calendar months on, or the last of that month if it has no such. */
export function monthsAfter(day: number, months: number): number {
  return shifted(day, months);
}

/** The last day on which something of `day` lies within the so many months up to it. */
export function countsUntil(day: number, months: number): number {
  let last = monthsAfter(day, months);
  // The end of a longer month, as of 29 February: what is cut off must not be lost.
  while (monthsBefore(last + 1, months) < day) last += 1;
  while (monthsBefore(last, months) >= day) last -= 1;
  return last;
}

function shifted(day: number, months: number): number {
  const date = new Date(day * DAY_MS);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth() + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(date.getUTCDate(), last)) / DAY_MS;
}
