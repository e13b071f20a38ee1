/**
 * The replica on disk. Every write is one transaction: an entry is there with its number and its
 * head or not at all, a reply is applied whole or not at all, also when two tabs write at once or
 * the phone dies in between.
 *
 * WebCrypto cannot be waited for inside a transaction, so what hashes is computed before it, and
 * the transaction first checks that nothing moved; if it did, all is computed again.
 */

import type { IDBPTransaction, StoreNames } from "idb";
import { type Bytes, equal, hex } from "../card/bytes";
import { type Entry, type Fact, MAX_ENTRY_BYTES, type Ruling } from "../schemas/wire";
import { tick } from "./clock";
import { Malformed } from "./codec";
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
  refusal,
} from "./database";
import type { DeviceKey } from "./device";
import { InvalidEntry, StorageRefused } from "./errors";
import { chain, decodeEntry, EMPTY_HEAD, encodeEntry } from "./log";
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

export type Meta = Layout["meta"]["value"];
export type Writing = IDBPTransaction<Layout, StoreNames<Layout>[], "readwrite">;
const EVERYTHING: StoreNames<Layout>[] = ["meta", "log", "facts", "rulings", "items", "keys"];
export const NO_BYTES: Bytes = new Uint8Array(0);

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
    await this.write(async (tx) => {
      await putAll(tx, records);
    });
  }

  /** The first screen's data in one small read; null in a database that no replica began in. */
  front(): Promise<Front | null> {
    return this.run(async (db) => frontOf(await db.getAll("meta")));
  }

  rest(): Promise<Rest> {
    return this.run(async (db) => {
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
   * Adds to the own log, in one transaction with what `beside` writes. Rejects with InvalidEntry or
   * StorageRefused; then nothing is stored.
   */
  async append(
    written: NewEntry,
    wallMs: () => number,
    beside?: (tx: Writing) => Promise<unknown>,
  ): Promise<{ entry: Entry; log: LogRecord }> {
    for (;;) {
      const before = await this.run(
        async (db) => present(await db.get("meta", "log")) as LogRecord,
      );
      const stamp = tick(before, wallMs());
      const entry = { ...written, ...stamp } as Entry;
      const bytes = encoded(entry);
      const row = { entry: bytes, head: await chain(before.head, [bytes]) };
      const log = { ...before, ...stamp, last: before.last + 1, head: row.head };
      if (await this.#extend(before, log, row, beside)) return { entry, log };
    }
  }

  /** The private half of a key that was made for a one-day card. Rejects with StorageRefused. */
  cardKey(body: number, publicKey: string): Promise<CryptoKey> {
    return this.run(async (db) => present(await db.get("keys", [body, publicKey])));
  }

  /** Reads everything that stands anew: this app knows kinds of items that it once passed over. */
  async readAgain(): Promise<void> {
    await this.write(async (tx) => {
      const feed = (await tx.objectStore("meta").get("feed")) as FeedRecord;
      await tx.objectStore("meta").put({ ...feed, cursor: NO_BYTES, passedOver: 0 });
    });
  }

  /** Writes a row after `before` unless the log moved on meanwhile. */
  #extend(
    before: LogRecord,
    log: LogRecord,
    row: LogRow,
    beside?: (tx: Writing) => Promise<unknown>,
  ): Promise<boolean> {
    return this.write(async (tx) => {
      if (!sameLog(await tx.objectStore("meta").get("log"), before)) return false;
      await tx.objectStore("log").add(row, log.last);
      await putAll(tx, [log]);
      await beside?.(tx);
      return true;
    });
  }

  /** One transaction, on disk when this resolves: all of `work`, or nothing if it throws. */
  write<T>(work: (tx: Writing) => Promise<T>): Promise<T> {
    return this.run(async (db) => {
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
  async run<T>(work: (db: Database) => Promise<T>): Promise<T> {
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

export async function putAll(tx: Writing, records: readonly Meta[]): Promise<void> {
  for (const record of records) await tx.objectStore("meta").put(record);
}

function abort(tx: Writing): void {
  try {
    tx.abort();
  } catch {
    // It had ended by itself.
  }
}

/** The own entry as a fact: what staff record of a card is another person's, all else is mine. */
export function ownFact(device: Bytes, seq: number, entry: Entry): Fact {
  return { device, seq, body: 0, member: 0, mine: !("issuer" in entry), entry };
}

export function frontOf(records: readonly Meta[]): Front | null {
  const found = Object.fromEntries(records.map((record) => [record.key, record]));
  return "device" in found ? (found as unknown as Front) : null;
}

export function present<T>(value: T | null | undefined): T {
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

export function readable(bytes: Uint8Array): Entry | null {
  try {
    return decodeEntry(bytes);
  } catch {
    return null;
  }
}

/** Whether an append may go on from what it read. */
export function sameLog(now: Meta | undefined, before: LogRecord): boolean {
  return (
    now?.key === "log" &&
    equal(now.device, before.device) &&
    now.last === before.last &&
    now.ms === before.ms &&
    now.counter === before.counter &&
    now.stored === before.stored
  );
}

export function newer(a: KeptItem, b: KeptItem): KeptItem {
  return b.version > a.version ? b : a;
}

export function itemKey(item: KeptItem): (string | number)[] {
  switch (item.type) {
    case "PlaceItem":
    case "FacilityItem":
    case "KioskItem":
      return [item.type, item.place];
    case "ProjectItem":
    case "ActivityItem":
      return [item.type, item.project];
    case "ApplicationItem":
    case "AttendeeItem":
      return [item.type, item.application];
    case "CardItem":
    case "RosterItem":
      return [item.type, item.body, item.card];
    case "TrustItem":
    case "PersonItem":
      return [item.type];
    case "PolicyItem":
      return [item.type, item.body, item.from_day];
    case "ProgrammeItem":
      return [item.type, item.programme];
    case "DecisionItem":
      return [item.type, item.decision];
    case "NoticeItem":
      return [item.type, item.notice];
    case "BenefitItem":
      return [item.type, item.benefit];
    case "SubsidyItem":
      return [item.type, item.application];
    case "DisasterItem":
      return [item.type, item.disaster];
    case "EvacueeItem":
      return [item.type, item.disaster, item.member];
    case "ConfirmationItem":
      return [item.type, hex(item.device), item.seq];
    case "ScannerItem":
      return [item.type, item.partner];
    default:
      return [item.type, item.body];
  }
}
