import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { parseDay, startOf } from "../replica/calendar";
import { dateAndTime, dayName, longDate, monthName, named, timeOfDay } from "./format";
import { setLanguage } from "./words";

beforeAll(() => {
  vi.stubGlobal("document", { documentElement: { lang: "ja" } });
});
afterEach(() => setLanguage("ja"));

const LOCALES = { ja: "ja-JP", en: "en-GB" } as const;
/** New year, leap day, each month, and both sides of midnight in Tokyo. */
const MOMENTS = [
  ...Array.from({ length: 12 }, (_, month) => Date.UTC(2026, month, 1 + 2 * month, 3, 7)),
  Date.UTC(2027, 11, 31, 14, 59),
  Date.UTC(2027, 11, 31, 15, 0),
  Date.UTC(2028, 1, 28, 15, 0),
];

describe.each(["ja", "en"] as const)("in %s", (lang) => {
  const intl = (ms: number, options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(LOCALES[lang], { timeZone: "Asia/Tokyo", ...options }).format(ms);

  it.each(MOMENTS)("%d reads as Intl writes it", async (ms) => {
    await setLanguage(lang);
    const time = { hour: "2-digit", minute: "2-digit" } as const;
    expect(longDate(ms)).toBe(intl(ms, { year: "numeric", month: "short", day: "numeric" }));
    expect(timeOfDay(ms)).toBe(intl(ms, time));
    expect(dateAndTime(ms)).toBe(intl(ms, { month: "short", day: "numeric", ...time }));
    const day = Math.floor((ms + 9 * 3_600_000) / 86_400_000);
    const named = intl(startOf(day), { month: "short", day: "numeric", weekday: "short" });
    expect(dayName(day)).toBe(named.replace(/^(\w{3}), /, "$1 "));
    expect(monthName(day)).toBe(intl(startOf(day), { month: "short" }));
  });
});

it("counts days in Tokyo", () => {
  expect(dayName(parseDay("2026-11-23"))).toBe("11月23日(月)");
});

it("takes the English name where there is one", async () => {
  await setLanguage("en");
  expect(named({ name: "村の湯", english: "Village Bath" })).toBe("Village Bath");
  expect(named({ name: "村の湯", english: "" })).toBe("村の湯");
});
