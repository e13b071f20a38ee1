/**
 * R17. Age by the law on its reckoning (年齢計算ニ関する法律): a year is full at the end of the day
 * before the birthday, so who was born on 29 February is a year older on 1 March of a common year.
 */

import { monthsAfter, monthsBefore } from "./months";

const FULL_AGE = 18;

/** The first day on which somebody is 18. */
export function ofAgeFrom(birthDay: number): number {
  return agedFrom(birthDay, FULL_AGE);
}

/** The first day on which somebody is so many years old. */
export function agedFrom(birthDay: number, years: number): number {
  const day = monthsAfter(birthDay, 12 * years);
  // Shortened to the end of February, if going back does not lead to the birthday.
  return monthsBefore(day, 12 * years) === birthDay ? day : day + 1;
}

export function isMinor(birthDay: number, day: number): boolean {
  return day < ofAgeFrom(birthDay);
}
