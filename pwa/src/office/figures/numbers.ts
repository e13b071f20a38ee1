import { parseDay } from "../../replica/calendar";
import { monthName } from "../../ui/format";
import { language } from "../../ui/words";

/** 12,345. */
export function count(n: number): string {
  return n.toLocaleString("en");
}

/** 12,345 on a tile: 12k, 1.2万. */
export function short(n: number): string {
  if (n < 10_000) return String(n);
  const [unit, word] = language.value === "ja" ? [10_000, "万"] : [1000, "k"];
  const part = n / (unit as number);
  return `${part < 10 ? part.toFixed(1) : Math.round(part)}${word}`;
}

/** 34%, of a whole that may be nothing. */
export function percent(part: number, whole: number): string {
  return whole ? `${Math.round((part / whole) * 100)}%` : "–";
}

/** 2026年11月 / Nov 2026, of YYYY-MM. */
export function monthAndYear(month: string): string {
  const name = monthName(parseDay(`${month}-01`));
  return language.value === "ja" ? `${month.slice(0, 4)}年${name}` : `${name} ${month.slice(0, 4)}`;
}

/** 11, of YYYY-MM. */
export function monthNumber(month: string): string {
  return String(Number(month.slice(5)));
}

/** The month before. */
export function monthBefore(month: string): string {
  const [year = 0, of = 0] = month.split("-").map(Number);
  return of > 1
    ? `${year}-${String(of - 1).padStart(2, "0")}`
    : `${String(year - 1).padStart(4, "0")}-12`;
}
