/** R05: which bodies the system costs nothing for a set period. What comes after is open. */

import { formatDay } from "../replica/calendar";

/** Reiwa 9, which ends on 31 March 2028. */
const FREE_THROUGH_YEAR = 2027;
const YEAR_BEGINS_IN_MONTH = 4;

/** The year in which the fiscal year of a day began. */
export function fiscalYear(day: number): number {
  const [year = 0, month = 0] = formatDay(day).split("-").map(Number);
  return year - (month < YEAR_BEGINS_IN_MONTH ? 1 : 0);
}

/** Whether a body that joined on a day did so in time. */
export function joinedFree(day: number): boolean {
  return fiscalYear(day) <= FREE_THROUGH_YEAR;
}
