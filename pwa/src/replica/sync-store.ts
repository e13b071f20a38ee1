/** What a sync reads and writes of the replica on disk: needed after the first screen. */

import { type Bytes, equal, hex } from "../card/bytes";
import {
  type BodyItem,
  type CardItem,
  type CardPolicyItem,
  CardState,
  type Entry,
  type EntryRef,
  type Fact,
  type FeedItem,
  feedItemTypes,
  type RegistrationItem,
  type Ruling,
  type ScannerItem,
  type StaffItem,
  type SyncReply,
} from "../schemas/wire";
import { receive, type Stamp } from "./clock";
import type { DeviceRecord, FrontRecord, KeptItem, LogRecord, LogRow, RefKey } from "./database";
import { holderOf, over, toShow } from "./day-cards";
import { chain, EMPTY_HEAD, encodeEntry } from "./log";
import { following, joinFact, joinRuling, refKey } from "./merge";
import { readItem } from "./message-codec";
import {
  type Enrolled,
  type Front,
  frontOf,
  itemKey,
  type Meta,
  NO_BYTES,
  newer,
  ownFact,
  present,
  putAll,
  readable,
  type Store,
  sameLog,
  type Writing,
} from "./store";

/** What the next request carries. `head` is that after its last entry. */
export interface Outgoing {
  readonly device: DeviceRecord;
  readonly first: number;
  readonly entries: readonly Bytes[];
  readonly head: Bytes;
  readonly cursor: Bytes;
  readonly challenge: Bytes;
  readonly unsent: number;
  /** From before what history can be asked for, 0 for none. */
  readonly older: number;
}

/** What a reply changed. `restored`: the server has more of this log than this phone wrote. */
export interface Applied extends Front, Changes {
  readonly received: number;
  readonly restored: boolean;
  readonly moved: boolean;
}

/** What is new or newer in memory, too. `forgot`: some of it is gone from the disk. */
export interface Changes {
  readonly facts: readonly Fact[];
  readonly rulings: readonly Ruling[];
  readonly items: readonly KeptItem[];
  readonly forgot: boolean;
}

/** The kinds of which `FrontRecord` holds a copy. */
const FRONT_KINDS: ReadonlySet<string> = new Set([
  "CardItem",
  "RegistrationItem",
  "BodyItem",
  "StaffItem",
  "ScannerItem",
  "CardPolicyItem",
]);

/** What to send next: at most so many entries, and at most so many bytes of them. */
export function nextRequest(store: Store, maxEntries: number, maxBytes: number): Promise<Outgoing> {
  return store.run(async (db) => {
    const tx = db.transaction(["meta", "log"]);
    const { device, log, feed } = present(frontOf(await tx.objectStore("meta").getAll()));
    const rows = tx.objectStore("log");
    const ahead = await rows.getAll(IDBKeyRange.lowerBound(log.stored, true), maxEntries);
    let size = 0;
    const fitting = ahead.filter(({ entry }, at) => {
      size += entry.length + 3; // MessagePack's own header of a binary
      return at === 0 || size <= maxBytes;
    });
    const newest = fitting.at(-1) ?? (log.stored ? await rows.get(log.stored) : undefined);
    await tx.done;
    return {
      device,
      first: log.stored + 1,
      entries: fitting.map(({ entry }) => entry),
      head: newest?.head ?? EMPTY_HEAD,
      cursor: feed.cursor,
      challenge: feed.challenge,
      unsent: log.last - log.stored,
      older: feed.older ?? 0,
    };
  });
}

/**
 * Applies a reply to `asked` in one transaction: items, cursor, challenge and what is stored.
 * Null, and nothing applied, if the replica moved on since: another tab was faster.
 * One that was `carried` here says nothing of when we last synced, nor of our clock. `recalled`
 * is from before what history was asked for, 0 for none. `last` is the last entry that was sent:
 * what was written since may stand under another entry's number, where a phone was put back.
 */
export function apply(
  store: Store,
  asked: Outgoing,
  reply: SyncReply,
  wallMs: number,
  { carried = false, recalled = 0, last = asked.first - 1 + asked.entries.length } = {},
): Promise<Applied | null> {
  const items = reply.items.map((raw) => readItem(raw) as FeedItem | null);
  return store.write(async (tx) => {
    const meta = tx.objectStore("meta");
    const { device, log, feed, front } = present(frontOf(await meta.getAll()));
    if (!equal(log.device, asked.device.id) || !equal(feed.cursor, asked.cursor)) return null;
    const facts = items.filter((item) => item?.type === "FactItem");
    const rulings = items.filter((item) => item?.type === "RulingItem");
    const others = items.filter(
      (item) => item !== null && item.type !== "FactItem" && item.type !== "RulingItem",
    );
    const told = rulings.map(({ ruling }) => ruling);
    const changes = {
      facts: await putJoined(tx.objectStore("facts"), facts.map(factOf), refKeyOf, joinFact),
      rulings: await putJoined(tx.objectStore("rulings"), told, refKeyOf, joinRuling),
      items: await putJoined(tx.objectStore("items"), others, itemKey, newer),
    };
    const ended = changes.items.filter((item) => item.type === "StaffItem" && item.ended);
    for (const { body } of ended as StaffItem[]) await forgetStaffData(tx, body);
    const forgot = !reply.more && (await forgetDays(tx, reply.server_ms / 1000));
    const frontChanged = forgot || changes.items.some((item) => FRONT_KINDS.has(item.type));
    const stamp = facts.reduce<Stamp>((last, { entry }) => receive(last, entry, wallMs), log);
    const stored = Math.min(reply.stored, Math.max(last, log.stored), log.last);
    const next: Front = {
      device,
      log: { ...log, stored, ms: stamp.ms, counter: stamp.counter },
      feed: {
        key: "feed",
        cursor: new Uint8Array(reply.cursor),
        challenge: new Uint8Array(reply.challenge),
        at: carried ? feed.at : wallMs,
        skew: carried ? feed.skew : reply.server_ms - wallMs,
        passedOver: items.includes(null) ? feedItemTypes.length : feed.passedOver,
        // History comes last: what is cut before it says nothing about it.
        older: recalled && !reply.more ? reply.older : reply.older || (feed.older ?? 0),
      },
      front: frontChanged ? await readFront(tx) : front,
    };
    await putAll(tx, [next.log, next.feed, next.front]);
    return {
      ...next,
      ...changes,
      forgot: ended.length > 0,
      received: items.length,
      restored: reply.stored > log.last,
      moved: stored > log.stored || !equal(reply.cursor, asked.cursor),
    };
  });
}

/** The server's challenge of the moment, from a refusal. */
export async function renewChallenge(
  store: Store,
  asked: Outgoing,
  challenge: Bytes,
): Promise<void> {
  await updateMeta(store, asked, ({ feed }) => ({ ...feed, challenge }));
}

/** The server has less of this log than it once acknowledged: send again from there. */
export async function rewind(store: Store, asked: Outgoing, stored: number): Promise<void> {
  await updateMeta(store, asked, ({ log }) => ({ ...log, stored: Math.min(stored, log.last) }));
}

/**
 * Goes on as a new device: the entries after number `from` are appended under its key in their
 * order, with the stamps they have; what they say of each other follows them. What stands before
 * stays as facts of the old device; its cards, and its being a place's screen, go with its key, and
 * so do the keys for one-day cards that those entries do not tell.
 */
export async function replaceDevice(
  store: Store,
  { key, challenge, rootKey }: Enrolled,
  from: "stored" | number,
): Promise<void> {
  for (;;) {
    const { front, rows, held } = await store.run(async (db) => {
      const tx = db.transaction(["meta", "log", "keys"]);
      const before = present(frontOf(await tx.objectStore("meta").getAll()));
      const cardKeys = await tx.objectStore("keys").getAllKeys();
      return { front: before, rows: await tx.objectStore("log").getAll(), held: cardKeys };
    });
    const kept = from === "stored" ? front.log.stored : from;
    const names = new Set(held.map(([, publicKey]) => publicKey));
    const moved = await carriedOver(rows.slice(kept), kept, front.log.device, key.id, names);
    const told = new Set(moved.flatMap(({ entry }) => keysIn(readable(entry))));
    const log: LogRecord = {
      ...front.log,
      device: key.id,
      last: moved.length,
      head: moved.at(-1)?.head ?? EMPTY_HEAD,
      stored: 0,
    };
    const done = await store.write(async (tx) => {
      const meta = tx.objectStore("meta");
      if (!sameLog(await meta.get("log"), front.log)) return false;
      await tx.objectStore("log").clear();
      for (const [at, row] of moved.entries()) await tx.objectStore("log").put(row, at + 1);
      for (const [at, { entry: bytes }] of rows.slice(0, kept).entries()) {
        const entry = readable(bytes);
        if (!entry) continue;
        const fact = ownFact(front.log.device, at + 1, entry);
        await putJoined(tx.objectStore("facts"), [fact], refKeyOf, joinFact);
      }
      await tx.objectStore("items").delete(kindRange("CardItem"));
      await tx.objectStore("items").delete(kindRange("KioskItem"));
      for (const name of held) if (!told.has(name[1])) await tx.objectStore("keys").delete(name);
      const records: Meta[] = [
        { ...front.device, ...key, rootKey },
        log,
        { ...front.feed, cursor: NO_BYTES, challenge },
        { ...front.front, cards: [] },
      ];
      await putAll(tx, records);
      return true;
    });
    if (done) return;
  }
}

/**
 * The server closed this device's log. The cards went with it, and no reply will tell: who has the
 * phone in their hand is told by the card itself, with and without a network.
 */
export function stopCards(store: Store, asked: Outgoing): Promise<void> {
  return store.write(async (tx) => {
    const { device } = present(frontOf(await tx.objectStore("meta").getAll()));
    if (!equal(device.id, asked.device.id)) return;
    const items = tx.objectStore("items");
    for (const card of (await items.getAll(kindRange("CardItem"))) as CardItem[]) {
      if (card.state === CardState.ACTIVE)
        await items.put({ ...card, state: CardState.REVOKED }, itemKey(card));
    }
    await putAll(tx, [await readFront(tx)]);
  });
}

/** Changes one record of the device that asked; nothing if it is another by now. */
function updateMeta(store: Store, asked: Outgoing, change: (front: Front) => Meta): Promise<void> {
  return store.write(async (tx) => {
    const meta = tx.objectStore("meta");
    const front = present(frontOf(await meta.getAll()));
    if (equal(front.log.device, asked.device.id)) await meta.put(change(front));
  });
}

/** A told fact: one that names no member belongs to the reader's own history. */
function factOf(item: FeedItem & { type: "FactItem" }): Fact {
  const { device, seq, body, member, entry } = item;
  return { device, seq, body, member, mine: member === 0, entry };
}

/** Rows of the old log after number `kept`, as rows 1… of the new device's. */
async function carriedOver(
  rows: readonly LogRow[],
  kept: number,
  from: Bytes,
  to: Bytes,
  held: ReadonlySet<string>,
): Promise<LogRow[]> {
  const follow = (ref: EntryRef): EntryRef =>
    equal(ref.device, from) && ref.seq > kept ? { device: to, seq: ref.seq - kept } : ref;
  const moved: LogRow[] = [];
  let head = EMPTY_HEAD;
  for (const row of rows) {
    const entry = readable(row.entry);
    const bytes = entry ? encodeEntry(withKeys(following(entry, follow), held)) : row.entry;
    head = await chain(head, [bytes]);
    moved.push({ entry: bytes, head });
  }
  return moved;
}

/** Keys that are gone are told no more: their cards could not be shown. */
function withKeys(entry: Entry, held: ReadonlySet<string>): Entry {
  if (entry.type !== "CardKeys") return entry;
  return { ...entry, keys: entry.keys.filter((key) => held.has(hex(key))) };
}

function keysIn(entry: Entry | null): string[] {
  return entry?.type === "CardKeys" ? entry.keys.map(hex) : [];
}

function refKeyOf(ref: EntryRef): RefKey {
  return [refKey(ref).slice(0, 24), ref.seq];
}

/**
 * Joins what was told with what is kept, and gives what that changed. All reads go out at once, and
 * all writes: a first sync brings thousands.
 */
async function putJoined<K, T>(
  store: { get(key: K): Promise<T | undefined>; put(value: T, key: K): Promise<unknown> },
  told: readonly T[],
  keyOf: (value: T) => K,
  join: (a: T, b: T) => T,
): Promise<T[]> {
  const keyed = told.map((value) => ({ key: keyOf(value), value }));
  const known = await Promise.all(keyed.map(({ key }) => store.get(key)));
  const joined = new Map<string, { key: K; value: T; before: T | undefined }>();
  for (const [at, { key, value }] of keyed.entries()) {
    const name = String(key);
    const held = joined.get(name) ?? { key, value: known[at], before: known[at] };
    joined.set(name, {
      key,
      value: held.value === undefined ? value : join(held.value, value),
      before: held.before,
    });
  }
  const changed = [...joined.values()].filter(({ value, before }) => value !== before);
  const writes: Promise<unknown>[] = [];
  for (const { key, value } of changed) {
    const write = store.put(value, key);
    write.catch(() => {}); // if a later one throws, the transaction is what fails
    writes.push(write);
  }
  await Promise.all(writes);
  return changed.map(({ value }) => value);
}

/** All items of a kind, or those of it that begin with a body: an array sorts after all numbers. */
export function kindRange(...start: (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound(start, [...start, []]);
}

async function readFront(tx: Writing): Promise<FrontRecord> {
  const items = tx.objectStore("items");
  const [all, registrations, bodies, staff, scanners, policies, held] = await Promise.all([
    items.getAll(kindRange("CardItem")) as Promise<CardItem[]>,
    items.getAll(kindRange("RegistrationItem")) as Promise<RegistrationItem[]>,
    items.getAll(kindRange("BodyItem")) as Promise<BodyItem[]>,
    items.getAll(kindRange("StaffItem")) as Promise<StaffItem[]>,
    items.getAll(kindRange("ScannerItem")) as Promise<ScannerItem[]>,
    items.getAll(kindRange("CardPolicyItem")) as Promise<CardPolicyItem[]>,
    tx.objectStore("keys").getAllKeys(),
  ]);
  return {
    key: "front",
    cards: toShow(all, policies, held),
    registrations,
    bodies,
    staff: [...staff, ...scanners],
  };
}

/** One-day cards that are long over go, with their keys. Whether there were any. `now` in seconds. */
async function forgetDays(tx: Writing, now: number): Promise<boolean> {
  const cards = (await tx.objectStore("items").getAll(kindRange("CardItem"))) as CardItem[];
  const past = over(cards, now);
  for (const card of past) {
    await tx.objectStore("items").delete(itemKey(card));
    await tx.objectStore("keys").delete([card.body, holderOf(card)]);
  }
  return past.length > 0;
}

/** Who works for a body no longer, no longer holds what its staff know (R04). */
async function forgetStaffData(tx: Writing, body: number): Promise<void> {
  await tx.objectStore("items").delete(kindRange("RosterItem", body));
  let cursor = await tx.objectStore("facts").openCursor();
  while (cursor) {
    if (cursor.value.body === body && !cursor.value.mine) await cursor.delete();
    cursor = await cursor.continue();
  }
}
