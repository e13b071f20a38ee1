/** What the rest of the app sees of a replica. Everything here is read with no network. */

import type { ReadonlySignal } from "@preact/signals";
import type { Bytes } from "../card/bytes";
import type {
  AttendanceRow,
  BodyItem,
  CardItem,
  Entry,
  EntryRef,
  FacilityItem,
  Fact,
  KioskItem,
  MemberViews,
  PlaceItem,
  ProjectItem,
  RegistrationItem,
  RosterItem,
  Ruling,
  StatusItem,
  TrustItem,
} from "../schemas/wire";
import type { KeptItem } from "./database";

/** Which person's replica of which installation: a browser may hold several, never mixed. */
export interface ReplicaName {
  readonly instance: string;
  readonly account: string;
}

/** An entry as the screens write it: the log adds the stamp. */
export type NewEntry = WithoutStamp<Entry>;
type WithoutStamp<T> = T extends unknown ? Omit<T, "ms" | "counter"> : never;

export interface Device {
  /** 12 bytes. */
  readonly id: Bytes;
  /** 33 bytes, compressed. */
  readonly publicKey: Bytes;
  /** ECDSA P-256 with SHA-256: 64 bytes, `r || s`. The caller puts a context string in front. */
  sign(message: Uint8Array): Promise<Bytes>;
}

export type SyncState = "idle" | "syncing" | "offline" | "problem";

/**
 * Why nothing goes through. `retryAt` (ms) says when it is tried again by itself, null if somebody
 * has to act first. In every case the unsent entries are kept.
 */
export interface SyncProblem {
  readonly kind: SyncProblemKind;
  readonly retryAt: number | null;
  /** The server's own words, in the language asked for, or "". */
  readonly detail: string;
}

export type SyncProblemKind =
  /** The server does not know this device any more, or its log was forked: sign in, then `enrol`. */
  | "needs-sign-in"
  /** This device was revoked: sign in, then `enrol`. */
  | "revoked"
  /** A newer version of the app is needed. */
  | "client-too-old"
  /** Something answered that is not the server: a Wi-Fi's own sign-in page. */
  | "captive-portal"
  | "timeout"
  /** Too many requests. */
  | "busy"
  /** The server has a fault. */
  | "server"
  /** The server calls our request faulty: a fault in the app, to be reported. */
  | "refused"
  /** The browser does not let us write: full, or blocked. */
  | "storage";

export type SyncOutcome =
  | { readonly kind: "done"; readonly sent: number; readonly received: number }
  | { readonly kind: "offline" }
  | { readonly kind: "problem"; readonly problem: SyncProblem };

/** How far the sync that runs now has come. */
export interface SyncProgress {
  readonly sent: number;
  readonly toSend: number;
  /** Feed items read; how many there will be is not known. */
  readonly received: number;
}

/**
 * The phone's copy. Signals of the first group are filled when `openReplica` resolves; those of
 * the second when `loaded` does (a moment later, so that a card is on the screen first).
 */
export interface Replica {
  readonly name: ReplicaName;
  /** The compressed key that signs the trust list. */
  readonly rootKey: Bytes;
  readonly device: Device;

  /** As `FrontRecord` holds them. */
  readonly cards: ReadonlySignal<readonly CardItem[]>;
  readonly registrations: ReadonlySignal<readonly RegistrationItem[]>;
  readonly bodies: ReadonlySignal<ReadonlyMap<number, BodyItem>>;
  /** Bodies for which this person may record check-ins, or for a partner of which. */
  readonly staffBodies: ReadonlySignal<readonly number[]>;

  /**
   * Signs with the key that a card of this phone names: its own, or one made for that card.
   * Rejects with StorageRefused where the phone has none of that name.
   */
  signAs(body: number, holder: Bytes, message: Bytes): Promise<Bytes>;

  readonly loaded: Promise<void>;
  readonly isLoaded: ReadonlySignal<boolean>;
  readonly places: ReadonlySignal<ReadonlyMap<number, PlaceItem>>;
  readonly projects: ReadonlySignal<ReadonlyMap<number, ProjectItem>>;
  /** How cards are judged at a place and what is paid there, by place; absent: the defaults. */
  readonly facilities: ReadonlySignal<ReadonlyMap<number, FacilityItem>>;
  /** By `rosterKey(issuer, card)`. */
  readonly roster: ReadonlySignal<ReadonlyMap<string, RosterItem>>;
  readonly trust: ReadonlySignal<TrustItem | null>;
  /** By body. */
  readonly statusLists: ReadonlySignal<ReadonlyMap<number, StatusItem>>;
  /** What the feed tells that has no signal of its own here; one more signal for each call. */
  ofKind<K extends KeptItem["type"]>(
    kind: K,
  ): ReadonlySignal<readonly (KeptItem & { readonly type: K })[]>;
  /** Places whose live code this device shows, or showed. */
  readonly kiosks: ReadonlySignal<readonly KioskItem[]>;
  readonly facts: ReadonlySignal<readonly Fact[]>;
  /** By `refKey(ref)`. */
  readonly rulings: ReadonlySignal<ReadonlyMap<string, Ruling>>;
  readonly memberViews: ReadonlySignal<MemberViews>;
  /** Reads signals: inside a component or `computed` it follows what changes. */
  attendance(place: number, day: number): readonly AttendanceRow[];

  /**
   * Stamps, numbers, chains and stores an entry in one transaction, then has it sent when it can
   * be. Rejects with `InvalidEntry` (a field out of bounds) or `StorageRefused`, and then nothing
   * is stored.
   */
  append(entry: NewEntry): Promise<EntryRef>;

  /** Sends and fetches now. Called while one runs, it joins that one. Never rejects. */
  sync(): Promise<SyncOutcome>;
  /** Older history is with the server alone: a new phone begins with the newest of it. */
  readonly hasOlder: ReadonlySignal<boolean>;
  /** Syncs, and fetches some of the history that is left out. Never rejects. */
  recall(): Promise<SyncOutcome>;
  /** Entries that the server has not acknowledged. */
  readonly unsent: ReadonlySignal<number>;
  /** Whether this entry is acknowledged: durably stored by the server. Others' always are. */
  isSent(ref: EntryRef): boolean;
  /** When the last sync went through, ms by this phone's clock; null if none ever did. */
  readonly lastSync: ReadonlySignal<number | null>;
  readonly syncState: ReadonlySignal<SyncState>;
  readonly syncProblem: ReadonlySignal<SyncProblem | null>;
  readonly progress: ReadonlySignal<SyncProgress | null>;
  /** Server's clock less this phone's, ms, as of the last sync; null if none ever went through. */
  readonly clockSkew: ReadonlySignal<number | null>;
  /** Taken at the last sync that this page itself made; null before that. */
  readonly clockReading: ReadonlySignal<ClockReading | null>;
}

/** A moment by two clocks, in ms: the phone's, which people set, and the page's, which nobody can. */
export interface ClockReading {
  readonly wall: number;
  /** `performance.now()`. */
  readonly steady: number;
  /** Server's clock less `wall`. */
  readonly skew: number;
}
