/**
 * The join of two replicas: union of facts, newest ruling; the registers and sets on them.
 *
 * Every function here is commutative, associative and idempotent in what it joins.
 */

import {
  type Entry,
  type EntryRef,
  type Fact,
  type ProfileField,
  type Ruling,
  RulingKind,
} from "../schemas/wire";
import { encodeEntry } from "./log";

/** By `refKey`. */
export type Rulings = ReadonlyMap<string, Ruling>;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** An entry's identity as a key. Takes whatever has a device and a number: an entry's reference, a
 * fact, a ruling, an item of the journal. */
export function refKey(ref: EntryRef): string {
  let key = "";
  for (const byte of ref.device) key += HEX[byte];
  return `${key}.${ref.seq}`;
}

/**
 * One fact out of two tellings of it, each of which may know more of whom it concerns.
 *
 * Two entries under one number are a fork, which a server never tells; the larger bytes stand, so
 * that replicas agree even then.
 */
export function joinFact(a: Fact, b: Fact): Fact {
  return {
    device: a.device,
    seq: a.seq,
    body: Math.max(a.body, b.body),
    member: Math.max(a.member, b.member),
    mine: a.mine || b.mine,
    entry: compareBytes(encodeEntry(a.entry), encodeEntry(b.entry)) >= 0 ? a.entry : b.entry,
  };
}

/** The newer ruling; between two of one version the larger, so that the order does not tell. */
export function joinRuling(a: Ruling, b: Ruling): Ruling {
  const difference =
    a.version - b.version || a.kind - b.kind || a.reason - b.reason || a.day - b.day;
  return difference >= 0 ? a : b;
}

export function joinFacts(...replicas: Iterable<Fact>[]): Map<string, Fact> {
  return join(replicas, joinFact);
}

export function joinRulings(...replicas: Iterable<Ruling>[]): Map<string, Ruling> {
  return join(replicas, joinRuling);
}

function join<T extends EntryRef>(replicas: Iterable<T>[], one: (a: T, b: T) => T): Map<string, T> {
  const joined = new Map<string, T>();
  for (const replica of replicas) {
    for (const item of replica) {
      const key = refKey(item);
      const known = joined.get(key);
      joined.set(key, known ? one(known, item) : item);
    }
  }
  return joined;
}

/** Whether an entry was not rejected; one that nobody ruled on stands. */
export function stands(ref: EntryRef, rulings: Rulings): boolean {
  return rulings.get(refKey(ref))?.kind !== RulingKind.REJECTED;
}

/** Total order of facts: hybrid logical clock, then device, then number. */
export function stampOrder(a: Fact, b: Fact): number {
  return (
    a.entry.ms - b.entry.ms ||
    a.entry.counter - b.entry.counter ||
    compareBytes(a.device, b.device) ||
    a.seq - b.seq
  );
}

/** The last-writer-wins register `field`, empty if nobody wrote it. */
export function lastWrite(facts: Iterable<Fact>, field: ProfileField): string {
  let newest: Fact | undefined;
  let value = "";
  for (const fact of facts) {
    if (fact.entry.type !== "SetField" || fact.entry.field !== field) continue;
    if (newest && stampOrder(fact, newest) <= 0) continue;
    newest = fact;
    value = fact.entry.value;
  }
  return value;
}

/** Interests: every add that no remove had observed; an add wins over a remove beside it. */
export function observedRemoveSet(facts: Iterable<Fact>): Set<string> {
  const adds = new Map<string, string>();
  const removed = new Set<string>();
  for (const fact of facts) {
    if (fact.entry.type === "AddInterest") adds.set(refKey(fact), fact.entry.interest);
    else if (fact.entry.type === "RemoveInterest") {
      for (const ref of fact.entry.observed) removed.add(refKey(ref));
    }
  }
  return new Set([...adds].filter(([key]) => !removed.has(key)).map(([, interest]) => interest));
}

/** As Python orders `bytes`. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const shared = Math.min(a.length, b.length);
  for (let at = 0; at < shared; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0);
    if (difference) return difference;
  }
  return a.length - b.length;
}

/** The entry with the entries that it speaks of called by other names. */
export function following(entry: Entry, follow: (ref: EntryRef) => EntryRef): Entry {
  if ("about" in entry) return { ...entry, about: follow(entry.about) };
  if ("observed" in entry) return { ...entry, observed: entry.observed.map(follow) };
  return entry;
}
