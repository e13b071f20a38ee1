/** The IndexedDB database of one replica: its stores, and how older ones are brought up to date. */

import {
  type DBSchema,
  type IDBPDatabase,
  type IDBPTransaction,
  openDB,
  type StoreNames,
} from "idb";
import type { Bytes } from "../card/bytes";
import type {
  ActivityItem,
  ApplicationItem,
  AttendeeItem,
  BenefitItem,
  BodyItem,
  CardItem,
  CardPolicyItem,
  ConfirmationItem,
  ConsentItem,
  DecisionItem,
  DisasterItem,
  EvacueeItem,
  FacilityItem,
  Fact,
  KioskItem,
  NoticeItem,
  PersonItem,
  PlaceItem,
  PolicyItem,
  ProgrammeItem,
  ProjectItem,
  RegistrationItem,
  RosterItem,
  Ruling,
  ScannerItem,
  StaffItem,
  StandingItem,
  StatusDeltaItem,
  StatusItem,
  SubsidyItem,
  TrustItem,
} from "../schemas/wire";
import type { DeviceKey } from "./device";
import { StorageRefused } from "./errors";
import type { ReplicaName } from "./types";

/** Feed items that are kept as they came. Facts and rulings have stores of their own. */
export type KeptItem =
  | BodyItem
  | PlaceItem
  | ProjectItem
  | RegistrationItem
  | CardItem
  | RosterItem
  | TrustItem
  | StatusItem
  | StatusDeltaItem
  | StaffItem
  | FacilityItem
  | KioskItem
  | CardPolicyItem
  | PolicyItem
  | StandingItem
  | DecisionItem
  | PersonItem
  | NoticeItem
  | ConfirmationItem
  | ProgrammeItem
  | ActivityItem
  | ApplicationItem
  | AttendeeItem
  | ScannerItem
  | BenefitItem
  | SubsidyItem
  | ConsentItem
  | DisasterItem
  | EvacueeItem;

export interface DeviceRecord extends DeviceKey {
  readonly key: "device";
  readonly account: string;
  readonly rootKey: Bytes;
  /** How the holder's list of devices names it. */
  readonly label: string;
}

/** Where the own log stands. `head` is that after entry `last`. */
export interface LogRecord {
  readonly key: "log";
  readonly device: Bytes;
  readonly last: number;
  readonly head: Bytes;
  /** The server has everything up to this number. */
  readonly stored: number;
  /** The hybrid logical clock. */
  readonly ms: number;
  readonly counter: number;
}

/** Where reading stands. */
export interface FeedRecord {
  readonly key: "feed";
  readonly cursor: Bytes;
  readonly challenge: Bytes;
  /** When the last reply was applied, by this phone's clock. */
  readonly at: number | null;
  /** The server's clock less this phone's. */
  readonly skew: number | null;
  /** How many kinds of items this app knew when it passed one over; 0 if it never did. */
  readonly passedOver: number;
  /** History from before this was left out and can be asked for; none is there if it is absent. */
  readonly older?: number;
}

/** A copy of what the first screen needs, so that a card is one small read away. */
export interface FrontRecord {
  readonly key: "front";
  /** All but one-day cards; and of those what may be shown, from midnight to midnight of its day. */
  readonly cards: readonly CardItem[];
  readonly registrations: readonly RegistrationItem[];
  readonly bodies: readonly BodyItem[];
  /** Bodies at whose places this person scans, or at projects of whose partners. */
  readonly staff: readonly (StaffItem | ScannerItem)[];
}

export interface LogRow {
  readonly entry: Bytes;
  readonly head: Bytes;
}

/** Of which body's cards, and the compressed public half in hexadecimal. */
export type CardKeyName = [body: number, publicKey: string];

export type RefKey = [device: string, seq: number];

export interface Layout extends DBSchema {
  meta: { key: string; value: DeviceRecord | LogRecord | FeedRecord | FrontRecord };
  /** The own log by number: acknowledged entries stay, a server put back to a backup asks again. */
  log: { key: number; value: LogRow };
  /** What was told of other devices. */
  facts: { key: RefKey; value: Fact };
  rulings: { key: RefKey; value: Ruling };
  /** By kind, then by what it is about. */
  items: { key: (string | number)[]; value: KeptItem };
  /** Private keys for one-day cards, not extractable, each until its card is long over. */
  keys: { key: CardKeyName; value: CryptoKey };
}

export type Database = IDBPDatabase<Layout>;
type Upgrade = IDBPTransaction<Layout, StoreNames<Layout>[], "versionchange">;

/** What is done to come from version n to n + 1; never changed once released, only added to. */
export const MIGRATIONS: readonly ((db: Database, tx: Upgrade) => void | Promise<void>)[] = [
  (db) => {
    db.createObjectStore("meta", { keyPath: "key" });
    db.createObjectStore("log");
    db.createObjectStore("facts");
    db.createObjectStore("rulings");
    db.createObjectStore("items");
  },
  (db) => {
    db.createObjectStore("keys");
  },
];

export function databaseName({ instance, account }: ReplicaName): string {
  return `furusato/${instance}/${account}`;
}

/**
 * Opens the database, bringing it up to date first; what it holds is kept. `lost` is called when
 * the connection ends: `gone` because another tab removes the database, `newer` because one
 * upgrades it, null when the browser closed it and it may be opened again.
 */
export async function openDatabase(
  name: string,
  lost: (why: "gone" | "newer" | null) => void,
  migrations = MIGRATIONS,
): Promise<Database> {
  try {
    return await openDB<Layout>(name, migrations.length, {
      async upgrade(db, from, _to, tx) {
        for (const migrate of migrations.slice(from)) await migrate(db, tx);
      },
      blocking(_from, to, event) {
        (event.target as IDBDatabase).close();
        lost(to === null ? "gone" : "newer");
      },
      terminated: () => lost(null),
    });
  } catch (error) {
    throw refusal(error);
  }
}

/** Turns a failure of IndexedDB into what the screen can tell; others pass through. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof StorageRefused) return error;
  switch (error.name) {
    case "QuotaExceededError":
      return new StorageRefused("quota", error);
    case "VersionError":
      return new StorageRefused("newer", error);
    case "AbortError":
    case "DataError":
    case "InvalidStateError":
    case "NotAllowedError":
    case "NotFoundError":
    case "SecurityError":
    case "UnknownError":
      return new StorageRefused("blocked", error);
    default:
      return error;
  }
}
