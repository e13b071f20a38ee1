import { parseDay, startOf } from "../replica/calendar";
import { longDate } from "../ui/format";

/** 2026年11月23日 / 23 Nov 2026, of a day counted from 1970-01-01. */
export function fullDay(day: number): string {
  return longDate(startOf(day));
}

/** The same of YYYY-MM-DD. */
export function isoDay(text: string): string {
  return fullDay(parseDay(text));
}
