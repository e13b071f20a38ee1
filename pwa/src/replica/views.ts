/** Views: what a member and a place's staff see, computed alike on the phone and on the server. */

import {
  type AttendanceRow,
  BY_HAND,
  type CheckIn,
  type Fact,
  type JournalItem,
  type MemberViews,
  NO_STEP,
  type NoteView,
  ProfileField,
  RulingKind,
  RulingReason,
  Source,
  type Stay,
  type StayDay,
} from "../schemas/wire";
import { countedDay, oneOfEach } from "./acts";
import {
  compareBytes,
  lastWrite,
  observedRemoveSet,
  type Rulings,
  refKey,
  stampOrder,
  stands,
} from "./merge";

/** The default of R26: weaker evidence waits for staff and counts nothing yet. */
export const WEAKEST_ACCEPTED: Source = Source.PRINTED_CODE;

/** A member of a body by the card that was scanned. */
export function rosterKey(issuer: number, card: number): string {
  return `${issuer}.${card}`;
}

/**
 * A member's own history (R10, R11, R25).
 *
 * `facts` may hold others' too: only those that are `mine` enter. `places` maps a place to its
 * body, `designated` names the projects that count as activities (R20). An activity counts once
 * per body and day (R10), a stay day once per body and day (R11).
 */
export function memberViews(
  facts: Iterable<Fact>,
  told: Rulings,
  places: ReadonlyMap<number, number>,
  designated: ReadonlySet<number>,
  weakest: Source = WEAKEST_ACCEPTED,
): MemberViews {
  const mine = [...facts].filter((fact) => fact.mine);
  const { facts: own, rulings } = oneOfEach(mine, told);
  const standing = own.filter((fact) => stands(fact, rulings)).sort(stampOrder);
  const voids = voidReasons(standing);
  const notes = notesOf(standing, voids);
  const journal: JournalItem[] = [];
  for (const fact of own) {
    const entry = evidenceOf(fact);
    if (entry) journal.push(journalItem(fact, entry, rulings, places, voids, notes));
  }
  journal.sort(newestFirst);
  const counting = journal.filter((item) => counts(item, weakest));
  return {
    journal,
    stay_days: distinctDays(counting),
    activity_days: distinctDays(counting.filter((item) => designated.has(item.project))),
    name: lastWrite(standing, ProfileField.NAME),
    language: lastWrite(standing, ProfileField.LANGUAGE),
    interests: [...observedRemoveSet(standing)].sort(byCodePoint),
  };
}

/**
 * Who was at a place on a day: a row a member, whatever number of records and devices.
 *
 * `roster` maps `rosterKey(issuer, card)` to a member's number; a card that it lacks is a row of
 * its own. Rows are in the order of the first record.
 */
export function attendance(
  facts: Iterable<Fact>,
  told: Rulings,
  roster: ReadonlyMap<string, number>,
  place: number,
  day: number,
): AttendanceRow[] {
  const about = [...facts].filter(
    (fact) => fact.entry.type === "Void" || evidenceOf(fact)?.place === place,
  );
  const { facts: acts, rulings } = oneOfEach(about, told);
  const concerned = acts.filter((fact) => stands(fact, rulings)).sort(stampOrder);
  const voids = voidReasons(concerned);
  const rows = new Map<string, AttendanceRow>();
  for (const fact of concerned) {
    const entry = evidenceOf(fact);
    if (!entry || voids.has(refKey(fact))) continue;
    if (countedDay(entry, rulings.get(refKey(fact))) !== day) continue;
    const { member, card } = attendee(fact, entry, roster);
    const key = `${member}.${card}`;
    const known = rows.get(key);
    const source = sourceOf(entry);
    if (known) {
      known.records += 1;
      if (source < known.source) known.source = source;
    } else rows.set(key, { member, card, first_ms: entry.ms, records: 1, source });
  }
  return [...rows.values()];
}

/** The entries taken back, each with the reason of the earliest void (R27). */
export function voidReasons(inOrder: readonly Fact[]): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { entry } of inOrder) {
    if (entry.type !== "Void") continue;
    const key = refKey(entry.about);
    if (!reasons.has(key)) reasons.set(key, entry.reason);
  }
  return reasons;
}

function notesOf(
  inOrder: readonly Fact[],
  voids: ReadonlyMap<string, string>,
): Map<string, NoteView[]> {
  const notes = new Map<string, NoteView[]>();
  for (const fact of inOrder) {
    if (fact.entry.type !== "Note" || voids.has(refKey(fact))) continue;
    const note = { device: fact.device, seq: fact.seq, ms: fact.entry.ms, text: fact.entry.text };
    const key = refKey(fact.entry.about);
    const others = notes.get(key);
    if (others) others.push(note);
    else notes.set(key, [note]);
  }
  return notes;
}

function evidenceOf(fact: Fact): CheckIn | Stay | null {
  return fact.entry.type === "CheckIn" || fact.entry.type === "Stay" ? fact.entry : null;
}

function journalItem(
  fact: Fact,
  entry: CheckIn | Stay,
  rulings: Rulings,
  places: ReadonlyMap<number, number>,
  voids: ReadonlyMap<string, string>,
  notes: ReadonlyMap<string, NoteView[]>,
): JournalItem {
  const key = refKey(fact);
  const ruling = rulings.get(key);
  return {
    device: fact.device,
    seq: fact.seq,
    ms: entry.ms,
    counter: entry.counter,
    body: places.get(entry.place) ?? fact.body,
    place: entry.place,
    project: entry.project,
    day: countedDay(entry, ruling),
    source: sourceOf(entry),
    ruling: ruling?.kind ?? RulingKind.ACCEPTED,
    reason: ruling?.reason ?? RulingReason.NONE,
    voided: voids.has(key),
    void_reason: voids.get(key) ?? "",
    notes: notes.get(key) ?? [],
  };
}

function newestFirst(a: JournalItem, b: JournalItem): number {
  return (
    b.day - a.day ||
    b.ms - a.ms ||
    b.counter - a.counter ||
    compareBytes(b.device, a.device) ||
    b.seq - a.seq
  );
}

function counts(item: JournalItem, weakest: Source): boolean {
  return (
    !item.voided && item.ruling !== RulingKind.REJECTED && item.source <= weakest && item.body !== 0
  );
}

/** A set: two records of one day are one day. By body, then day. */
function distinctDays(items: readonly JournalItem[]): StayDay[] {
  const days = new Map(items.map(({ body, day }) => [`${body}.${day}`, { body, day }]));
  return [...days.values()].sort((a, b) => a.body - b.body || a.day - b.day);
}

function sourceOf(entry: CheckIn | Stay): Source {
  return entry.type === "CheckIn" ? scanSource(entry.drift) : entry.source;
}

/** How strong a check-in is, by what was read of the card (R26). */
function scanSource(drift: number): Source {
  if (drift === NO_STEP) return Source.PRINTED_CODE;
  return drift === BY_HAND ? Source.STAFF_ENTRY : Source.LIVE_CARD;
}

/** `card` is 0 unless nobody has told this replica whose card it is. */
function attendee(
  fact: Fact,
  entry: CheckIn | Stay,
  roster: ReadonlyMap<string, number>,
): { member: number; card: number } {
  if (fact.member || entry.type === "Stay") return { member: fact.member, card: 0 };
  const member = roster.get(rosterKey(entry.issuer, entry.card)) ?? 0;
  return { member, card: member ? 0 : entry.card };
}

/** As Python orders `str`: a character beyond U+FFFF comes after all others. */
function byCodePoint(a: string, b: string): number {
  return compareBytes(new TextEncoder().encode(a), new TextEncoder().encode(b));
}
