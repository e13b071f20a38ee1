/** Dates and numbers in the language of the screen. Days and times are those of Asia/Tokyo. */

import { startOf } from "../replica/calendar";
import { language } from "./words";

const made = new Map<string, Intl.DateTimeFormat>();

function format(ms: number, options: Intl.DateTimeFormatOptions): string {
  const key = language.value + JSON.stringify(options);
  let formatter = made.get(key);
  if (!formatter) {
    const locale = language.value === "ja" ? "ja-JP" : "en-GB";
    formatter = new Intl.DateTimeFormat(locale, { timeZone: "Asia/Tokyo", ...options });
    made.set(key, formatter);
  }
  return formatter.format(ms);
}

/** 2026年11月23日 / 23 November 2026. */
export function longDate(ms: number): string {
  return format(ms, { year: "numeric", month: "long", day: "numeric" });
}

/** 11月23日(月) / Mon, 23 Nov, of a day counted from 1970-01-01. */
export function dayName(day: number): string {
  return format(startOf(day), { month: "short", day: "numeric", weekday: "short" });
}

/** 11月 / Nov, of a day. */
export function monthName(day: number): string {
  return format(startOf(day), { month: "short" });
}

/** 14:05. */
export function timeOfDay(ms: number): string {
  return format(ms, { hour: "2-digit", minute: "2-digit" });
}

/** 11月23日 14:05 / 23 Nov, 14:05. */
export function dateAndTime(ms: number): string {
  return format(ms, { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" });
}

/** The name in the language of the screen, where the thing has an English one. */
export function named(thing: { name: string; english: string }): string {
  return language.value === "en" && thing.english ? thing.english : thing.name;
}
