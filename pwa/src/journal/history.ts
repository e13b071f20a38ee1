/** What the journal's pages show, from the views. Pure. */

import { type JournalItem, RulingKind, type StayDay } from "../schemas/wire";
import type { Word } from "../standing/of-replica";

export type ItemState = "voided" | "rejected" | "checking" | "waiting" | "recorded";

/** What became of an entry, the gravest first. `sent`: the server has it. */
export function itemState(item: JournalItem, sent: boolean, word: Word): ItemState {
  if (item.voided) return "voided";
  if (!sent) return "waiting";
  if (item.ruling === RulingKind.REJECTED || word === "declined") return "rejected";
  if (item.ruling === RulingKind.FLAGGED || word === "waits") return "checking";
  return "recorded";
}

export interface DayOfItems {
  readonly day: number;
  readonly items: readonly JournalItem[];
}

/** The journal by days; it comes newest first, and stays so. */
export function byDay(journal: readonly JournalItem[]): DayOfItems[] {
  const days: { day: number; items: JournalItem[] }[] = [];
  for (const item of journal) {
    const last = days.at(-1);
    if (last?.day === item.day) last.items.push(item);
    else days.push({ day: item.day, items: [item] });
  }
  return days;
}

export interface MonthCount {
  /** First day of the month, counted from 1970-01-01. */
  readonly first: number;
  readonly days: number;
}

/** Days of each of the twelve calendar months that end with today's, the oldest first. */
export function daysByMonth(days: readonly StayDay[], body: number, today: number): MonthCount[] {
  const date = new Date(today * 86_400_000);
  const months: { first: number; end: number; days: number }[] = [];
  for (let back = 11; back >= 0; back -= 1) {
    const month = date.getUTCMonth() - back;
    const first = Date.UTC(date.getUTCFullYear(), month, 1) / 86_400_000;
    const end = Date.UTC(date.getUTCFullYear(), month + 1, 1) / 86_400_000;
    months.push({ first, end, days: 0 });
  }
  for (const one of days) {
    if (one.body !== body || one.day > today) continue;
    const month = months.find(({ first, end }) => first <= one.day && one.day < end);
    if (month) month.days += 1;
  }
  return months.map(({ first, days: count }) => ({ first, days: count }));
}
