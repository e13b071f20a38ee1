/**
 * One act under two keys: a phone put back from a backup, or a second one with its disk copied,
 * goes on under a fresh key with what it held unsent, and some of that may be stored under the old
 * one.
 */

import {
  type CheckIn,
  type EntryRef,
  type Fact,
  type Ruling,
  RulingKind,
  type Stay,
  type Use,
} from "../schemas/wire";
import { dayOf } from "./calendar";
import { encodeEntry } from "./log";
import { compareBytes, following, joinFact, joinRuling, type Rulings, refKey } from "./merge";

/** What an entry that is not the first of its act is called: as the first one. By `refKey`. */
type Names = ReadonlyMap<string, EntryRef>;
type Entry = Fact["entry"];

/** The day that counts: the ruling's where the clock was bounded, else the entry's own. */
export function countedDay(entry: CheckIn | Stay | Use, ruling: Ruling | undefined): number {
  if (ruling?.day) return ruling.day;
  return entry.type === "Stay" ? entry.day : dayOf(entry.ms);
}

/**
 * Facts and rulings with each act once, called by the first of its entries (device, number).
 *
 * Entries that are equal in all but their key are one act if they count on the same day; a note or
 * a void on any of them is about the act. It stands unless all of them were rejected. `facts` are
 * joined: of each name there is one.
 */
export function oneOfEach(
  facts: readonly Fact[],
  rulings: Rulings,
): { facts: readonly Fact[]; rulings: Rulings } {
  const alike = ofOneInstant(facts);
  let names = namesOf(alike, rulings, new Map());
  if (names.size === 0) return { facts, rulings };
  // Once more for notes that were repeated with what they are about.
  names = new Map([...names, ...namesOf(alike, rulings, names)]);
  const acts = new Map<string, Fact>();
  const words = new Map<string, Ruling>();
  for (const fact of facts) {
    const { device, seq } = names.get(refKey(fact)) ?? fact;
    const key = refKey({ device, seq });
    const told = { ...fact, device, seq, entry: renamed(fact.entry, names) };
    const known = acts.get(key);
    acts.set(key, known ? joinFact(known, told) : told);
    const word = rulings.get(refKey(fact));
    const strongest = known ? stronger(words.get(key), word) : word;
    if (strongest) words.set(key, strongest);
    else words.delete(key);
  }
  return { facts: [...acts.values()], rulings: words };
}

/** Those that share their stamp with another one: most facts are alone in theirs. */
function ofOneInstant(facts: readonly Fact[]): Fact[] {
  const stamps = new Map<string, number>();
  const stamp = ({ entry }: Fact) => `${entry.ms}.${entry.counter}`;
  for (const fact of facts) stamps.set(stamp(fact), (stamps.get(stamp(fact)) ?? 0) + 1);
  return facts.filter((fact) => stamps.get(stamp(fact)) !== 1);
}

function namesOf(facts: readonly Fact[], rulings: Rulings, names: Names): Map<string, EntryRef> {
  const acts = new Map<string, Fact[]>();
  for (const fact of facts) {
    const act = actOf(fact, rulings, names);
    if (act === null) continue;
    const others = acts.get(act);
    if (others) others.push(fact);
    else acts.set(act, [fact]);
  }
  const found = new Map<string, EntryRef>();
  for (const entries of acts.values()) {
    if (entries.length === 1) continue;
    const [first] = entries.sort((a, b) => compareBytes(a.device, b.device) || a.seq - b.seq);
    for (const fact of entries) if (first) found.set(refKey(fact), first);
  }
  return found;
}

/**
 * Equal for entries that are one act; null for what may be told twice without harm.
 *
 * Two members may read one printed code in the same millisecond: a stay is a person's.
 */
function actOf(fact: Fact, rulings: Rulings, names: Names): string | null {
  const { entry, mine, member } = fact;
  const content = () => encodeEntry(renamed(entry, names)).join();
  switch (entry.type) {
    case "CheckIn":
    case "Use":
      return `${countedDay(entry, rulings.get(refKey(fact)))} ${content()}`;
    case "Stay": {
      const day = countedDay(entry, rulings.get(refKey(fact)));
      return `${mine ? "mine" : member} ${day} ${content()}`;
    }
    case "AddInterest":
    case "Note":
      return mine ? content() : null;
    default:
      return null;
  }
}

function renamed(entry: Entry, names: Names): Entry {
  return following(entry, (ref) => {
    const first = names.get(refKey(ref));
    return first ? { device: first.device, seq: first.seq } : ref;
  });
}

/** A rejection gives way to no ruling at all, and that to one under which the entry stands. */
function stronger(a: Ruling | undefined, b: Ruling | undefined): Ruling | undefined {
  const difference = strength(a) - strength(b);
  if (difference) return difference > 0 ? a : b;
  return a && b && joinRuling(a, b);
}

function strength(word: Ruling | undefined): number {
  if (!word) return 1;
  return word.kind === RulingKind.REJECTED ? 0 : 2;
}
