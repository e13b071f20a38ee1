/** A replica at work: what is on disk, in memory as signals, with its sync. */

import { batch, computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type Bytes, equal, hex } from "../card/bytes";
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
import { databaseName, type KeptItem } from "./database";
import { sign } from "./device";
import type { enrolNewKey } from "./enrolment";
import { StorageRefused } from "./errors";
import type { Ending, Portion, post } from "./exchange";
import { LOG_LOCK, SYNC_LOCK, withLock } from "./locks";
import { joinFact, joinFacts, joinRuling, type Rulings, refKey } from "./merge";
import { backOff, retriesItself } from "./retry";
import { Schedule, type Surroundings } from "./schedule";
import { type Enrolled, type Front, itemKey, newer, ownFact, type Rest, type Store } from "./store";
import type { Changes } from "./sync-store";
import type {
  ClockReading,
  Device,
  NewEntry,
  Replica,
  ReplicaName,
  SyncOutcome,
  SyncProblem,
  SyncProgress,
  SyncState,
} from "./types";
import { attendance, memberViews, rosterKey } from "./views";

/** What a replica takes from the world; tests give their own. */
export interface World extends Surroundings {
  now(): number;
  /** Goes on evenly, whatever the clock is set to; counts from the page's start. */
  steady(): number;
  /** In [0, 1). */
  random(): number;
  post: typeof post;
  enrol: typeof enrolNewKey;
  online(): boolean;
  /** Resolves when the browser has painted what it has. */
  idle(): Promise<void>;
  /** Tells the other tabs, and hears from them. */
  channel(name: string): Pick<BroadcastChannel, "postMessage" | "close" | "onmessage"> | null;
  /** Has the browser wake the service worker when the network is back, where it can. */
  wakeLater(): void;
}

export class LiveReplica implements Replica {
  readonly name: ReplicaName;
  readonly loaded: Promise<void>;
  readonly isLoaded: ReadonlySignal<boolean>;

  readonly cards: ReadonlySignal<readonly CardItem[]>;
  readonly registrations: ReadonlySignal<readonly RegistrationItem[]>;
  readonly bodies: ReadonlySignal<ReadonlyMap<number, BodyItem>>;
  readonly staffBodies: ReadonlySignal<readonly number[]>;
  readonly places: ReadonlySignal<ReadonlyMap<number, PlaceItem>>;
  readonly projects: ReadonlySignal<ReadonlyMap<number, ProjectItem>>;
  readonly facilities: ReadonlySignal<ReadonlyMap<number, FacilityItem>>;
  readonly roster: ReadonlySignal<ReadonlyMap<string, RosterItem>>;
  readonly trust: ReadonlySignal<TrustItem | null>;
  readonly statusLists: ReadonlySignal<ReadonlyMap<number, StatusItem>>;
  readonly kiosks: ReadonlySignal<readonly KioskItem[]>;
  readonly facts: ReadonlySignal<readonly Fact[]>;
  readonly rulings: ReadonlySignal<Rulings>;
  readonly memberViews: ReadonlySignal<MemberViews>;

  readonly hasOlder: ReadonlySignal<boolean>;
  readonly unsent: ReadonlySignal<number>;
  readonly lastSync: ReadonlySignal<number | null>;
  readonly clockSkew: ReadonlySignal<number | null>;
  readonly clockReading: ReadonlySignal<ClockReading | null>;
  readonly syncState: ReadonlySignal<SyncState>;
  readonly syncProblem: ReadonlySignal<SyncProblem | null>;
  readonly progress: ReadonlySignal<SyncProgress | null>;

  readonly #store: Store;
  readonly #world: World;
  readonly #schedule: Schedule;
  #channel: ReturnType<World["channel"]>;
  #portion: Portion | null = null;
  readonly #front: Signal<Front>;
  // What grows with history is changed in place, and then held anew for those who look at it.
  readonly #own = signal({ all: [] as (Entry | null)[] });
  readonly #told = signal({ all: new Map<string, Fact>() });
  readonly #ruled = signal({ all: new Map<string, Ruling>() });
  readonly #items = signal({ all: new Map<string, KeptItem>() });
  readonly #isLoaded = signal(false);
  readonly #state = signal<SyncState>("idle");
  readonly #problem = signal<SyncProblem | null>(null);
  readonly #progress = signal<SyncProgress | null>(null);
  readonly #reading = signal<ClockReading | null>(null);
  readonly #memberNumbers: ReadonlySignal<ReadonlyMap<number, number>>;
  readonly #bodyOfPlace: ReadonlySignal<ReadonlyMap<number, number>>;
  readonly #memberOfCard: ReadonlySignal<ReadonlyMap<string, number>>;
  readonly #designated: ReadonlySignal<ReadonlySet<number>>;
  /** Changes of the memory, one after the other. */
  #memory: Promise<void>;
  #flight: Promise<SyncOutcome> | null = null;
  #reloading = false;
  #writes = 0;
  #closed = false;
  #failures = 0;
  #retryAt = 0;

  constructor(store: Store, front: Front, world: World) {
    this.name = store.name;
    this.#store = store;
    this.#world = world;
    this.#front = signal(front);
    this.cards = computed(() => this.#front.value.front.cards);
    this.registrations = computed(() => this.#front.value.front.registrations);
    this.bodies = computed(() => byKey(this.#front.value.front.bodies, (item) => item.body));
    this.staffBodies = computed(() =>
      this.#front.value.front.staff.filter((item) => !item.ended).map((item) => item.body),
    );
    this.hasOlder = computed(() => Boolean(this.#front.value.feed.older));
    this.unsent = computed(() => this.#front.value.log.last - this.#front.value.log.stored);
    this.lastSync = computed(() => this.#front.value.feed.at);
    this.clockSkew = computed(() => this.#front.value.feed.skew);

    this.isLoaded = this.#isLoaded;
    const places = this.ofKind("PlaceItem");
    const projects = this.ofKind("ProjectItem");
    const facilities = this.ofKind("FacilityItem");
    const roster = this.ofKind("RosterItem");
    const lists = this.ofKind("StatusItem");
    const trust = this.ofKind("TrustItem");
    this.places = computed(() => byKey(places.value, (item) => item.place));
    this.projects = computed(() => byKey(projects.value, (item) => item.project));
    this.facilities = computed(() => byKey(facilities.value, (item) => item.place));
    this.roster = computed(() => byKey(roster.value, (item) => rosterKey(item.body, item.card)));
    this.statusLists = computed(() => byKey(lists.value, (item) => item.body));
    this.kiosks = this.ofKind("KioskItem");
    this.trust = computed(() => trust.value[0] ?? null);
    this.rulings = computed(() => new Map(this.#ruled.value.all));
    this.#bodyOfPlace = computed(
      () => new Map([...this.places.value].map(([place, item]) => [place, item.body])),
    );
    this.#designated = computed(
      () => new Set(projects.value.filter((item) => item.designated).map((item) => item.project)),
    );
    this.#memberNumbers = computed(
      () =>
        new Map(
          this.registrations.value
            .filter((item) => !item.ended)
            .map((item) => [item.body, item.member]),
        ),
    );
    this.#memberOfCard = computed(
      () => new Map([...this.roster.value].map(([key, item]) => [key, item.member])),
    );
    this.facts = computed(() => [
      ...joinFacts(this.#told.value.all.values(), this.#ownFacts()).values(),
    ]);
    this.memberViews = computed(() =>
      memberViews(
        this.facts.value,
        this.rulings.value,
        this.#bodyOfPlace.value,
        this.#designated.value,
      ),
    );

    this.clockReading = this.#reading;
    this.syncState = this.#state;
    this.syncProblem = this.#problem;
    this.progress = this.#progress;
    this.#memory = world.idle().then(() => this.#load());
    this.loaded = this.#memory;
    this.#channel = world.channel(databaseName(this.name));
    if (this.#channel) this.#channel.onmessage = () => this.#reload();
    this.#schedule = new Schedule(
      () => this.sync(),
      () => this.#due(),
      world,
    );
  }

  get device(): Device {
    const { device } = this.#front.value;
    return {
      id: device.id,
      publicKey: device.publicKey,
      sign: (message) => sign(device, message),
    };
  }

  async signAs(body: number, holder: Bytes, message: Bytes): Promise<Bytes> {
    const { device } = this.#front.value;
    const own = equal(holder, device.publicKey);
    const privateKey = own ? device.privateKey : await this.#store.cardKey(body, hex(holder));
    return sign({ privateKey }, message);
  }

  get rootKey(): Bytes {
    return this.#front.value.device.rootKey;
  }

  /** Begins to sync by itself, once what is on disk is read: the first screen comes first. */
  async start(): Promise<void> {
    await this.loaded;
    if (!this.#closed) this.#schedule.start();
  }

  /** Lets go of the database; the replica must not be used any more. */
  close(): Promise<void> {
    this.#closed = true;
    this.#schedule.stop();
    this.#channel?.close();
    this.#channel = null;
    return this.#store.close();
  }

  attendance(place: number, day: number): readonly AttendanceRow[] {
    return attendance(this.facts.value, this.rulings.value, this.#memberOfCard.value, place, day);
  }

  isSent(ref: EntryRef): boolean {
    const { log } = this.#front.value;
    return !equal(ref.device, log.device) || ref.seq <= log.stored;
  }

  async append(written: NewEntry): Promise<EntryRef> {
    const { entry, log } = await withLock(LOG_LOCK, () =>
      this.#store.append(written, () => this.#world.now()),
    );
    if (equal(this.#front.value.log.device, log.device)) this.#keep({ log });
    await this.#remember(async () => {
      if (!equal(this.#front.value.log.device, log.device)) return this.#load();
      const { all } = this.#own.value;
      all[log.last - 1] = entry;
      this.#own.value = { all };
    });
    this.#channel?.postMessage("changed");
    if (!this.#world.online()) this.#world.wakeLater();
    this.#schedule.appended();
    return { device: log.device, seq: log.last };
  }

  sync(): Promise<SyncOutcome> {
    this.#flight ??= withLock(SYNC_LOCK, () => this.#fly()).finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  async recall(): Promise<SyncOutcome> {
    await this.#flight;
    this.#flight ??= withLock(SYNC_LOCK, () => this.#fly(true)).finally(() => {
      this.#flight = null;
    });
    return this.#flight;
  }

  /**
   * Goes on under a fresh key after this device was revoked, once its holder has signed in again.
   * (Where the server merely does not know the old key, `sync` does so itself.) Rejects with
   * ApiProblem, NoAnswer or StorageRefused.
   */
  async renew(): Promise<void> {
    const { replaceDevice } = await import("./sync-store");
    const enrolled = await this.#enrol();
    await withLock(SYNC_LOCK, () => replaceDevice(this.#store, enrolled, "stored"));
    await this.#remember(() => this.#load());
    await this.sync();
  }

  #enrol(): Promise<Enrolled> {
    const { account, label } = this.#front.value.device;
    return this.#world.enrol(account, label);
  }

  async #fly(recall = false): Promise<SyncOutcome> {
    if (!this.#world.online()) return this.#ended({ kind: "offline" });
    this.#state.value = "syncing";
    const syncing = await client();
    if (!syncing) return this.#ended({ kind: "offline" });
    this.#portion ??= new syncing.Portion();
    const changes: Changes[] = [];
    const ending = await syncing.exchange(
      {
        store: this.#store,
        now: () => this.#world.now(),
        post: this.#world.post,
        enrol: () => this.#enrol(),
        applied: ({ device, log, feed, front, ...changed }) => {
          this.#keep({ device, log, feed, front });
          changes.push(changed);
          if (feed.at !== null && feed.skew !== null)
            this.#reading.value = { wall: feed.at, steady: this.#world.steady(), skew: feed.skew };
        },
        replaced: () => this.#remember(() => this.#load()),
        progress: (progress) => {
          this.#progress.value = progress;
        },
        recall,
      },
      this.#portion,
    );
    // All at the end, not reply by reply: a first sync may have many.
    await this.#remember(() => this.#take(changes));
    this.#channel?.postMessage("changed");
    return this.#ended(ending);
  }

  #ended(ending: Ending): SyncOutcome {
    this.#failures = ending.kind === "done" ? 0 : this.#failures + 1;
    const after = ending.kind === "problem" ? ending.retryAfter : null;
    const now = this.#world.now();
    this.#retryAt =
      ending.kind === "done" ? 0 : now + backOff(this.#failures, this.#world.random(), after);
    const problem: SyncProblem | null =
      ending.kind === "problem"
        ? {
            kind: ending.problem,
            detail: ending.detail,
            retryAt: retriesItself(ending.problem) ? this.#retryAt : null,
          }
        : null;
    batch(() => {
      this.#problem.value = problem;
      this.#progress.value = null;
      this.#state.value =
        ending.kind === "done" ? "idle" : ending.kind === "offline" ? "offline" : "problem";
    });
    if (ending.kind !== "done" && this.unsent.value > 0) this.#world.wakeLater();
    return problem ? { kind: "problem", problem } : (ending as SyncOutcome);
  }

  /** Milliseconds until a failed sync is due again, 0 if none failed, null if a person must act. */
  #due(): number | null {
    const problem = this.#problem.value;
    if (problem && problem.retryAt === null) return null;
    return Math.max(0, this.#retryAt - this.#world.now());
  }

  #ownFacts(): Fact[] {
    const { device } = this.#front.value.log;
    const facts: Fact[] = [];
    this.#own.value.all.forEach((entry, at) => {
      if (!entry) return;
      const fact = ownFact(device, at + 1, entry);
      if (entry.type === "Stay") {
        fact.body = this.#bodyOfPlace.value.get(entry.place) ?? 0;
        fact.member = this.#memberNumbers.value.get(fact.body) ?? 0;
      }
      facts.push(fact);
    });
    return facts;
  }

  ofKind<K extends KeptItem["type"]>(kind: K): ReadonlySignal<(KeptItem & { type: K })[]> {
    return computed(() =>
      [...this.#items.value.all.values()].filter(
        (item): item is KeptItem & { type: K } => item.type === kind,
      ),
    );
  }

  /** What this page itself has just written. */
  #keep(front: Partial<Front>): void {
    this.#writes++;
    this.#front.value = { ...this.#front.value, ...front };
  }

  #remember(change: () => Promise<void>): Promise<void> {
    this.#memory = this.#memory.then(change, change);
    return this.#memory;
  }

  /** Another tab wrote. One reading waits at a time, however often it did. */
  #reload(): void {
    if (this.#reloading) return;
    this.#reloading = true;
    void this.#remember(() => {
      this.#reloading = false;
      return this.#load();
    });
  }

  /** What replies brought: at the cost of that, and not of all that is held. */
  async #take(changes: readonly Changes[]): Promise<void> {
    if (changes.some(({ forgot }) => forgot)) return this.#load();
    batch(() => {
      held(
        this.#told,
        changes.flatMap(({ facts }) => facts),
        refKey,
        joinFact,
      );
      held(
        this.#ruled,
        changes.flatMap(({ rulings }) => rulings),
        refKey,
        joinRuling,
      );
      held(
        this.#items,
        changes.flatMap(({ items }) => items),
        nameOf,
        newer,
      );
    });
  }

  async #load(): Promise<void> {
    try {
      let writes: number;
      let front: Front | null;
      let rest: Rest;
      do {
        // What is written while it reads would be taken back by what it read before.
        writes = this.#writes;
        front = await this.#store.front();
        rest = await this.#store.rest();
      } while (writes !== this.#writes);
      batch(() => {
        if (front) this.#front.value = front;
        this.#own.value = { all: [...rest.own] };
        this.#told.value = { all: byKey(rest.facts, refKey) };
        this.#ruled.value = { all: byKey(rest.rulings, refKey) };
        this.#items.value = { all: byKey(rest.items, nameOf) };
        this.#isLoaded.value = true;
      });
    } catch (error) {
      if (!(error instanceof StorageRefused)) throw error;
      this.#ended({ kind: "problem", problem: "storage", detail: "", retryAfter: null });
    }
  }
}

/** What talks to the server comes after the first screen; null while it cannot be had. */
async function client(): Promise<typeof import("./exchange") | null> {
  try {
    return await import("./exchange");
  } catch {
    return null;
  }
}

function nameOf(item: KeptItem): string {
  return String(itemKey(item));
}

/** Joins what is new into what is held; nothing is told where nothing is new. */
function held<T>(
  all: Signal<{ all: Map<string, T> }>,
  changed: readonly T[],
  key: (item: T) => string,
  join: (a: T, b: T) => T,
): void {
  const known = all.value.all;
  for (const item of changed) {
    const name = key(item);
    const before = known.get(name);
    known.set(name, before === undefined ? item : join(before, item));
  }
  if (changed.length) all.value = { all: known };
}

function byKey<K, T>(items: readonly T[], key: (item: T) => K): Map<K, T> {
  return new Map(items.map((item) => [key(item), item]));
}
