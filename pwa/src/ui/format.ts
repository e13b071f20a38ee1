/**
 * Dates in the language of the screen. Days and times are those of Asia/Tokyo.
 *
 * Written by hand: making the three `Intl.DateTimeFormat`s of the card takes a slow phone longer
 * than opening its database. `format.test.ts` compares with them.
 */

import { language } from "./words";

const OFFSET_MS = 9 * 3_600_000;
const DAY_MS = 86_400_000;
/** British usage, as Intl has it: Sept. */
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec".split(" ");
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const YOBI = "日月火水木金土";

interface Parts {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  readonly date: number;
  readonly weekday: number;
}

/** Of a date that stands in UTC's place. */
function parts(ms: number): Parts {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth(),
    date: date.getUTCDate(),
    weekday: date.getUTCDay(),
  };
}

function japanese(): boolean {
  return language.value === "ja";
}

/** 2026年11月23日 / 23 Nov 2026. */
export function longDate(ms: number): string {
  const { year, month, date } = parts(ms + OFFSET_MS);
  return japanese() ? `${year}年${month + 1}月${date}日` : `${date} ${MONTHS[month]} ${year}`;
}

/** 11月23日(月) / Mon 23 Nov, of a day counted from 1970-01-01. */
export function dayName(day: number): string {
  const { month, date, weekday } = parts(day * DAY_MS);
  return japanese()
    ? `${month + 1}月${date}日(${YOBI[weekday]})`
    : `${WEEKDAYS[weekday]} ${date} ${MONTHS[month]}`;
}

/** 11月 / Nov, of a day. */
export function monthName(day: number): string {
  const { month } = parts(day * DAY_MS);
  return japanese() ? `${month + 1}月` : (MONTHS[month] ?? "");
}

/** 14:05. */
export function timeOfDay(ms: number): string {
  return new Date(ms + OFFSET_MS).toISOString().slice(11, 16);
}

/** 11月23日 14:05 / 23 Nov, 14:05. */
export function dateAndTime(ms: number): string {
  const { month, date } = parts(ms + OFFSET_MS);
  const time = timeOfDay(ms);
  return japanese() ? `${month + 1}月${date}日 ${time}` : `${date} ${MONTHS[month]}, ${time}`;
}

/** The name in the language of the screen, where the thing has an English one. */
export function named(thing: { name: string; english: string }): string {
  return language.value === "en" && thing.english ? thing.english : thing.name;
}
