/**
 * The replica on disk. Every write is one transaction: an entry is there with its number and its
 * head or not at all, a reply is applied whole or not at all, also when two tabs write at once or
 * the phone dies in between.
 *
 * WebCrypto cannot be waited for inside a transaction, so what hashes is computed before it, and
 * the transaction first checks that nothing moved; if it did, all is computed again.
 */

import type { IDBPTransaction, StoreNames } from "idb";
import { type Bytes, equal } from "../card/bytes";
import {
  type BodyItem,
  type CardItem,
  type Entry,
  type EntryRef,
  type Fact,
  type FeedItem,
  feedItemTypes,
  MAX_ENTRY_BYTES,
  type RegistrationItem,
  type Ruling,
  type StaffItem,
  type SyncReply,
} from "../schemas/wire";
import { receive, type Stamp, tick } from "./clock";
import { Malformed, readItem } from "./codec";
import {
  type Database,
  type DeviceRecord,
  databaseName,
  type FeedRecord,
  type FrontRecord,
  type KeptItem,
  type Layout,
  type LogRecord,
  type LogRow,
  type MIGRATIONS,
  openDatabase,
  type RefKey,
  refusal,
} from "./database";
import type { DeviceKey } from "./device";
import { InvalidEntry, StorageRefused } from "./errors";
import { chain, decodeEntry, EMPTY_HEAD, encodeEntry } from "./log";
import { following, joinFact, joinRuling, refKey } from "./merge";
import type { NewEntry, ReplicaName } from "./types";

/** A key that the server has taken in. */
export interface Enrolled {
  readonly key: DeviceKey;
  readonly challenge: Bytes;
  readonly rootKey: Bytes;
}

/** What the first screen needs. */
export interface Front {
  readonly device: DeviceRecord;
  readonly log: LogRecord;
  readonly feed: FeedRecord;
  readonly front: FrontRecord;
}

/** Everything else. `own` holds the entries 1 to `log.last`, null for one that cannot be read. */
export interface Rest {
  readonly own: readonly (Entry | null)[];
  readonly facts: readonly Fact[];
  readonly rulings: readonly Ruling[];
  readonly items: readonly KeptItem[];
}

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
export interface Applied extends Front {
  readonly received: number;
  readonly restored: boolean;
  readonly moved: boolean;
}

type Meta = Layout["meta"]["value"];
type Writing = IDBPTransaction<Layout, StoreNames<Layout>[], "readwrite">;
const EVERYTHING: StoreNames<Layout>[] = ["meta", "log", "facts", "rulings", "items"];
/** The kinds of which `FrontRecord` holds a copy. */
const FRONT_KINDS: ReadonlySet<string> = new Set([
  "CardItem",
  "RegistrationItem",
  "BodyItem",
  "StaffItem",
]);
const NO_BYTES: Bytes = new Uint8Array(0);

export class Store {
  #db: Promise<Database> | null = null;
  #ended: "gone" | "newer" | null = null;
  readonly #name: string;

  /** `ended` is called when another tab removed or upgraded the database: this one must not go on. */
  constructor(
    readonly name: ReplicaName,
    private readonly ended: (why: "gone" | "newer") => void = () => {},
    private readonly migrations?: typeof MIGRATIONS,
  ) {
    this.#name = databaseName(name);
  }

  async close(): Promise<void> {
    this.#ended = "gone";
    (await this.#db?.catch(() => null))?.close();
    this.#db = null;
  }

  /** Begins an empty replica. */
  async begin({ key, challenge, rootKey }: Enrolled, label: string): Promise<void> {
    const { account } = this.name;
    const records: Meta[] = [
      { key: "device", ...key, account, rootKey, label },
      { key: "log", device: key.id, last: 0, head: EMPTY_HEAD, stored: 0, ms: 0, counter: 0 },
      { key: "feed", cursor: NO_BYTES, challenge, at: null, skew: null, passedOver: 0 },
      { key: "front", cards: [], registrations: [], bodies: [], staff: [] },
    ];
    await this.#write(async (tx) => {
      await putAll(tx, records);
    });
  }

  /** The first screen's data in one small read; null in a database that no replica began in. */
  front(): Promise<Front | null> {
    return this.#do(async (db) => frontOf(await db.getAll("meta")));
  }

  rest(): Promise<Rest> {
    return this.#do(async (db) => {
      const tx = db.transaction(EVERYTHING);
      const [rows, facts, rulings, items] = await Promise.all([
        tx.objectStore("log").getAll(),
        tx.objectStore("facts").getAll(),
        tx.objectStore("rulings").getAll(),
        tx.objectStore("items").getAll(),
        tx.done,
      ]);
      return { own: rows.map(({ entry }) => readable(entry)), facts, rulings, items };
    });
  }

  /**
   * Adds to the own log. Rejects with InvalidEntry or StorageRefused; then nothing is stored.
   */
  async append(written: NewEntry, wallMs: () => number): Promise<{ entry: Entry; log: LogRecord }> {
    for (;;) {
      const before = await this.#do(
        async (db) => present(await db.get("meta", "log")) as LogRecord,
      );
      const stamp = tick(before, wallMs());
      const entry = { ...written, ...stamp } as Entry;
      const bytes = encoded(entry);
      const row = { entry: bytes, head: await chain(before.head, [bytes]) };
      const log = { ...before, ...stamp, last: before.last + 1, head: row.head };
      if (await this.#extend(before, log, row)) return { entry, log };
    }
  }

  /** What to send next: at most so many entries, and at most so many bytes of them. */
  outgoing(maxEntries: number, maxBytes: number): Promise<Outgoing> {
    return this.#do(async (db) => {
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
  apply(
    asked: Outgoing,
    reply: SyncReply,
    wallMs: number,
    { carried = false, recalled = 0, last = asked.first - 1 + asked.entries.length } = {},
  ): Promise<Applied | null> {
    const items = reply.items.map((raw) => readItem(raw) as FeedItem | null);
    return this.#write(async (tx) => {
      const meta = tx.objectStore("meta");
      const { device, log, feed, front } = present(frontOf(await meta.getAll()));
      if (!equal(log.device, asked.device.id) || !equal(feed.cursor, asked.cursor)) return null;
      const facts = items.filter((item) => item?.type === "FactItem");
      const rulings = items.filter((item) => item?.type === "RulingItem");
      const others = items.filter(
        (item) => item !== null && item.type !== "FactItem" && item.type !== "RulingItem",
      );
      await putJoined(tx.objectStore("facts"), facts.map(factOf), refKeyOf, joinFact);
      const ruled = rulings.map(({ ruling }) => ruling);
      await putJoined(tx.objectStore("rulings"), ruled, refKeyOf, joinRuling);
      const kept = await putJoined(tx.objectStore("items"), others, itemKey, newer);
      for (const item of kept) {
        if (item.type === "StaffItem" && item.ended) await forgetStaffData(tx, item.body);
      }
      const frontChanged = kept.some((item) => FRONT_KINDS.has(item.type));
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
        front: frontChanged ? await readFront(tx.objectStore("items")) : front,
      };
      await putAll(tx, [next.log, next.feed, next.front]);
      return {
        ...next,
        received: items.length,
        restored: reply.stored > log.last,
        moved: stored > log.stored || !equal(reply.cursor, asked.cursor),
      };
    });
  }

  /** The server's challenge of the moment, from a refusal. */
  async renewChallenge(asked: Outgoing, challenge: Bytes): Promise<void> {
    await this.#updateMeta(asked, ({ feed }) => ({ ...feed, challenge }));
  }

  /** The server has less of this log than it once acknowledged: send again from there. */
  async rewind(asked: Outgoing, stored: number): Promise<void> {
    await this.#updateMeta(asked, ({ log }) => ({ ...log, stored: Math.min(stored, log.last) }));
  }

  /** Reads everything that stands anew: this app knows kinds of items that it once passed over. */
  async readAgain(): Promise<void> {
    await this.#write(async (tx) => {
      const feed = (await tx.objectStore("meta").get("feed")) as FeedRecord;
      await tx.objectStore("meta").put({ ...feed, cursor: NO_BYTES, passedOver: 0 });
    });
  }

  /**
   * Goes on as a new device: the entries after number `from` are appended under its key in their
   * order, with the stamps they have; what they say of each other follows them. What stands before
   * stays as facts of the old device, and its cards go with its key.
   */
  async replaceDevice(
    { key, challenge, rootKey }: Enrolled,
    from: "stored" | number,
  ): Promise<void> {
    for (;;) {
      const { front, rows } = await this.#do(async (db) => {
        const tx = db.transaction(["meta", "log"]);
        const before = present(frontOf(await tx.objectStore("meta").getAll()));
        return { front: before, rows: await tx.objectStore("log").getAll() };
      });
      const kept = from === "stored" ? front.log.stored : from;
      const moved = await carriedOver(rows.slice(kept), kept, front.log.device, key.id);
      const log: LogRecord = {
        ...front.log,
        device: key.id,
        last: moved.length,
        head: moved.at(-1)?.head ?? EMPTY_HEAD,
        stored: 0,
      };
      const done = await this.#write(async (tx) => {
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

  /** Writes a row after `before` unless the log moved on meanwhile. */
  #extend(before: LogRecord, log: LogRecord, row: LogRow): Promise<boolean> {
    return this.#write(async (tx) => {
      if (!sameLog(await tx.objectStore("meta").get("log"), before)) return false;
      await tx.objectStore("log").add(row, log.last);
      await putAll(tx, [log]);
      return true;
    });
  }

  /** Changes one record of the device that asked; nothing if it is another by now. */
  #updateMeta(asked: Outgoing, change: (front: Front) => Meta): Promise<void> {
    return this.#write(async (tx) => {
      const meta = tx.objectStore("meta");
      const front = present(frontOf(await meta.getAll()));
      if (equal(front.log.device, asked.device.id)) await meta.put(change(front));
    });
  }

  /** One transaction, on disk when this resolves: all of `work`, or nothing if it throws. */
  #write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.#do(async (db) => {
      const tx = db.transaction(EVERYTHING, "readwrite", { durability: "strict" });
      const done = tx.done;
      try {
        const result = await work(tx);
        await done;
        return result;
      } catch (error) {
        done.catch(() => {});
        if (!tx.error) abort(tx);
        throw tx.error ?? error;
      }
    });
  }

  /** Runs on an open connection, once more on a new one if the browser had closed the old. */
  async #do<T>(work: (db: Database) => Promise<T>): Promise<T> {
    try {
      try {
        return await work(await this.#open());
      } catch (error) {
        if (!(error instanceof Error) || error.name !== "InvalidStateError") throw error;
        this.#db = null;
        return await work(await this.#open());
      }
    } catch (error) {
      throw refusal(error);
    }
  }

  #open(): Promise<Database> {
    if (this.#ended) return Promise.reject(new StorageRefused(this.#ended));
    this.#db ??= openDatabase(
      this.#name,
      (why) => {
        this.#db = null;
        if (!why) return;
        this.#ended = why;
        this.ended(why);
      },
      this.migrations,
    ).catch((error: unknown) => {
      this.#db = null;
      throw error;
    });
    return this.#db;
  }
}

async function putAll(tx: Writing, records: readonly Meta[]): Promise<void> {
  for (const record of records) await tx.objectStore("meta").put(record);
}

function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It had ended by itself.
  }
}

/** The own entry as a fact: a check-in is always another person's history, all else is mine. */
export function ownFact(device: Bytes, seq: number, entry: Entry): Fact {
  return { device, seq, body: 0, member: 0, mine: entry.type !== "CheckIn", entry };
}

/** A told fact: one that names no member belongs to the reader's own history. */
function factOf(item: FeedItem & { type: "FactItem" }): Fact {
  const { device, seq, body, member, entry } = item;
  return { device, seq, body, member, mine: member === 0, entry };
}

function frontOf(records: readonly Meta[]): Front | null {
  const found = Object.fromEntries(records.map((record) => [record.key, record]));
  return "device" in found ? (found as unknown as Front) : null;
}

function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new StorageRefused("gone");
  return value;
}

function encoded(entry: Entry): Bytes {
  try {
    const bytes = encodeEntry(entry);
    if (bytes.length > MAX_ENTRY_BYTES) throw new InvalidEntry("entry");
    return bytes;
  } catch (error) {
    throw error instanceof Malformed ? new InvalidEntry(error.field, error) : error;
  }
}

function readable(bytes: Uint8Array): Entry | null {
  try {
    return decodeEntry(bytes);
  } catch {
    return null;
  }
}

/** Whether an append may go on from what it read. */
function sameLog(now: Meta | undefined, before: LogRecord): boolean {
  return (
    now?.key === "log" &&
    equal(now.device, before.device) &&
    now.last === before.last &&
    now.ms === before.ms &&
    now.counter === before.counter &&
    now.stored === before.stored
  );
}

/** Rows of the old log after number `kept`, as rows 1… of the new device's. */
async function carriedOver(
  rows: readonly LogRow[],
  kept: number,
  from: Bytes,
  to: Bytes,
): Promise<LogRow[]> {
  const follow = (ref: EntryRef): EntryRef =>
    equal(ref.device, from) && ref.seq > kept ? { device: to, seq: ref.seq - kept } : ref;
  const moved: LogRow[] = [];
  let head = EMPTY_HEAD;
  for (const row of rows) {
    const entry = readable(row.entry);
    const bytes = entry ? encodeEntry(following(entry, follow)) : row.entry;
    head = await chain(head, [bytes]);
    moved.push({ entry: bytes, head });
  }
  return moved;
}

function refKeyOf(ref: EntryRef): RefKey {
  return [refKey(ref).slice(0, 24), ref.seq];
}

function newer(a: KeptItem, b: KeptItem): KeptItem {
  return b.version > a.version ? b : a;
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

function itemKey(item: KeptItem): (string | number)[] {
  switch (item.type) {
    case "PlaceItem":
      return [item.type, item.place];
    case "ProjectItem":
      return [item.type, item.project];
    case "CardItem":
    case "RosterItem":
      return [item.type, item.body, item.card];
    case "TrustItem":
      return [item.type];
    default:
      return [item.type, item.body];
  }
}

/** All items of a kind, or those of it that begin with a body: an array sorts after all numbers. */
function kindRange(...start: (string | number)[]): IDBKeyRange {
  return IDBKeyRange.bound(start, [...start, []]);
}

async function readFront(items: {
  getAll(range: IDBKeyRange): Promise<KeptItem[]>;
}): Promise<FrontRecord> {
  const [cards, registrations, bodies, staff] = await Promise.all([
    items.getAll(kindRange("CardItem")) as Promise<CardItem[]>,
    items.getAll(kindRange("RegistrationItem")) as Promise<RegistrationItem[]>,
    items.getAll(kindRange("BodyItem")) as Promise<BodyItem[]>,
    items.getAll(kindRange("StaffItem")) as Promise<StaffItem[]>,
  ]);
  return { key: "front", cards, registrations, bodies, staff };
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
