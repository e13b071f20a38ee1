/**
 * Any number of phones behind a pipe, for the simulation in `tests/simulation`: the real replica on
 * an IndexedDB in memory. Nothing happens by itself. The scheduler sends one command a line, and
 * gets one answer a line once all has run that does not wait for the scheduler: for an answer of
 * the server, for a key to be enrolled, for a timer, or because it said how many steps to run.
 */

import "fake-indexeddb/auto";
import { createInterface } from "node:readline";
import { IDBFactory } from "fake-indexeddb";
import { ApiProblem, NoAnswer } from "../../../api";
import { hex } from "../../../card/bytes";
import { uses } from "../../../facility/uses";
import type { Fact, Problem, ProblemCode, UseView } from "../../../schemas/wire";
import { type HandedOver, outgoing, takeRefusal, takeReply } from "../../carried";
import { sign } from "../../device";
import { enrolmentBytes } from "../../enrolment";
import { plain, unhex } from "../../json";
import { refKey } from "../../merge";
import { LiveReplica, type World } from "../../replica";
import { Store } from "../../store";
import type { NewEntry, ReplicaName } from "../../types";
import { type Backup, cutOff, restore, save } from "./disk";
import { fillPool, keyOf, withoutThreads } from "./keys";
import { later, run, takeOver } from "./tasks";

/** A window of the app: `phone` is the disk that it shares with the phone's other windows. */
interface Tab {
  readonly id: string;
  readonly phone: string;
  readonly replica: LiveReplica;
  readonly store: Store;
}

interface Phone {
  readonly name: ReplicaName;
  wall: number;
  /** A key whose enrolment got no answer: it is tried again with the same, as in enrolment.ts. */
  pendingKey: number | null;
  readonly tabs: Map<string, Tab>;
  /** The server's time of the newest reply that a courier brought. */
  heard: number;
}

/** What the phone waits for, by number. */
type Waiting =
  | { kind: "post"; tab: string; answer: (response: Response | NoAnswer) => void }
  | { kind: "enrol"; tab: string; answer: (reply: EnrolReply) => void };
type EnrolReply =
  | { challenge: string; rootKey: string }
  | { problem: ProblemCode; status: number }
  | { none: "offline" | "timeout" };

interface Waited {
  wait: number;
  phone: string;
  wall: number;
}

type Command =
  | { op: "keys"; keys: string[] }
  | { op: "reset"; keysUsed: number }
  | { op: "step"; steps?: number }
  | { op: "begin"; phone: string; account: string; key: number; challenge: string; rootKey: string }
  | { op: "open"; phone: string; tab: string; account: string; wall: number }
  | { op: "append"; phone: string; tab: string; wall: number; act: number; entry: unknown }
  | { op: "sync"; phone: string; tab: string; wall: number }
  | { op: "timer"; phone: string; tab: string; wall: number }
  | ({ op: "reply"; status: number; type: string; body: string } & Waited)
  | ({ op: "lose"; reason: "offline" | "timeout" } & Waited)
  | { op: "enrolled"; wait: number; challenge: string; rootKey: string }
  | { op: "refused"; wait: number; code: ProblemCode; status: number }
  | { op: "hand"; phone: string; wall: number; as: string }
  | { op: "brought"; phone: string; wall: number; as: string; reply: string }
  | { op: "broughtRefusal"; phone: string; wall: number; as: string; problem: Problem }
  | { op: "kill"; phone: string }
  | { op: "save"; phone: string; as: string }
  | { op: "restore"; phone: string; account: string; from: string }
  | { op: "wipe"; phone: string }
  | { op: "log"; phone: string }
  | { op: "known"; phone: string; tab: string }
  | { op: "cards"; phone: string; tab: string }
  | { op: "state"; phone: string; tab: string; attendance: [place: number, day: number][] };

type Stamp = [ms: number, counter: number];
type Event =
  | { on: "post"; wait: number; phone: string; tab: string; body: string }
  | { on: "enrol"; wait: number; phone: string; tab: string; key: number; signature: string }
  | { on: "appended"; phone: string; act: number; device: string; seq: number; stamp: Stamp }
  | { on: "refused"; phone: string; act: number; error: string }
  | { on: "synced"; phone: string; tab: string; outcome: unknown };

takeOver();
withoutThreads();
Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });

// The transactions of a phone that died are aborted, and nobody is left to hear of it.
process.on("unhandledRejection", (error) => {
  if (!(error instanceof Error && error.name === "AbortError")) throw error;
});

const phones = new Map<string, Phone>();
const backups = new Map<string, Backup>();
const handedOver = new Map<string, HandedOver>();
const channels = new Set<Channel>();
let wall = 0;
const waits = new Map<number, Waiting>();
let timers = new Map<number, { tab: string; ms: number; work: () => void }>();
let events: Event[] = [];
let count = 0;
let keysUsed = 0;

/** Between the windows of one phone, which are those on one database. */
class Channel {
  onmessage: ((message: MessageEvent) => void) | null = null;
  constructor(private readonly name: string) {
    channels.add(this);
  }
  postMessage(data: unknown): void {
    for (const other of channels) {
      if (other === this || other.name !== this.name) continue;
      later(() => other.onmessage?.({ data } as MessageEvent));
    }
  }
  close(): void {
    channels.delete(this);
  }
}

// What is not given to a replica as its world: the courier's part of it.
Object.assign(globalThis, { BroadcastChannel: Channel });
Date.now = () => wall;

/** With an account, one that begins to take part if it does not yet. */
function phoneOf(id: string, account?: string): Phone {
  let phone = phones.get(id);
  if (!phone) {
    if (account === undefined) throw new Error(`no phone ${id}`);
    const name = { instance: id, account };
    phone = { name, wall: 0, pendingKey: null, tabs: new Map(), heard: 0 };
    phones.set(id, phone);
  }
  return phone;
}

function tabOf(id: string): Tab {
  for (const { tabs } of phones.values()) {
    const tab = tabs.get(id);
    if (tab) return tab;
  }
  throw new Error(`no window ${id} is open`);
}

/** What is dead says nothing, and nobody waits for what it asked. */
function say(tab: string, event: Event): void {
  if ([...phones.values()].some(({ tabs }) => tabs.has(tab))) events.push(event);
}

function worldOf(phone: Phone, id: string): World {
  const target = new EventTarget();
  return {
    window: new EventTarget(),
    document: Object.defineProperty(target, "visibilityState", {
      value: "visible",
    }) as World["document"],
    serviceWorker: undefined,
    setTimeout: (work, ms) => {
      timers.set(++count, { tab: id, ms, work });
      return count;
    },
    clearTimeout: (timer) => void timers.delete(timer),
    now: () => phone.wall,
    steady: () => 0, // nothing here shows a card
    random: () => 0.5,
    post: (body) =>
      new Promise((resolve, reject) => {
        const wait = ++count;
        const answer = (given: Response | NoAnswer) =>
          given instanceof NoAnswer ? reject(given) : resolve(given);
        waits.set(wait, { kind: "post", tab: id, answer });
        say(id, { on: "post", wait, phone: phone.name.instance, tab: id, body: hex(body) });
      }),
    enrol: async (account) => {
      phone.pendingKey ??= keysUsed++;
      const number = phone.pendingKey;
      const key = await keyOf(number);
      const signature = hex(await sign(key, enrolmentBytes(account)));
      const reply = await new Promise<EnrolReply>((answer) => {
        const wait = ++count;
        waits.set(wait, { kind: "enrol", tab: id, answer });
        const where = { phone: phone.name.instance, tab: id };
        say(id, { on: "enrol", wait, ...where, key: number, signature });
      });
      if ("none" in reply) throw new NoAnswer(reply.none);
      if ("problem" in reply) {
        throw new ApiProblem({ code: reply.problem, status: reply.status } as Problem);
      }
      phone.pendingKey = null;
      return { key, challenge: unhex(reply.challenge), rootKey: unhex(reply.rootKey) };
    },
    online: () => true,
    idle: () => Promise.resolve(),
    channel: (name) => new Channel(name),
    wakeLater: () => {},
  };
}

/** As `fetch` gives it, whole: its body was read under the same time-out. */
function response(status: number, type: string, body: Uint8Array<ArrayBuffer>): Response {
  return {
    ok: status >= 200 && status < 300,
    status,
    headers: new Headers({ "Content-Type": type }),
    arrayBuffer: () => Promise.resolve(body.buffer),
    json: () => Promise.resolve().then(() => JSON.parse(Buffer.from(body).toString())),
  } as unknown as Response;
}

function settle<K extends Waiting["kind"]>(kind: K, number: number): Waiting & { kind: K } {
  const waiting = waits.get(number);
  if (waiting?.kind !== kind) throw new Error(`nothing waits for ${kind} ${number}`);
  waits.delete(number);
  return waiting as Waiting & { kind: K };
}

async function close(phone: Phone): Promise<void> {
  const tabs = [...phone.tabs.values()];
  phone.tabs.clear();
  for (const [number, waiting] of waits) {
    if (tabs.some(({ id }) => id === waiting.tab)) waits.delete(number);
  }
  timers = new Map([...timers].filter(([, { tab }]) => !tabs.some(({ id }) => id === tab)));
  for (const tab of tabs) void tab.replica.close().catch(() => {});
  cutOff(phone.name);
}

function handedOf(as: string): HandedOver {
  const handed = handedOver.get(as);
  if (!handed) throw new Error(`nothing was handed over as ${as}`);
  return handed;
}

/** Entries from JSON: the fields that hold bytes are these. */
const BYTES: ReadonlySet<string> = new Set(["device", "code", "proof"]);

function entryOf(value: unknown): NewEntry {
  return JSON.parse(JSON.stringify(value), (key, each: unknown) =>
    BYTES.has(key) && typeof each === "string" ? unhex(each) : each,
  ) as NewEntry;
}

/** Begins what is asked; what it gives is waited for until nothing runs any more. */
async function begin(command: Command): Promise<unknown> {
  switch (command.op) {
    case "keys":
      fillPool(command.keys);
      return null;
    case "reset":
      globalThis.indexedDB = new IDBFactory();
      for (const held of [phones, waits, timers, handedOver, channels]) held.clear();
      keysUsed = command.keysUsed;
      count = 0;
      return null;
    case "step":
      return null;
    case "begin": {
      const phone = phoneOf(command.phone, command.account);
      const key = await keyOf(command.key);
      keysUsed = Math.max(keysUsed, command.key + 1);
      const store = new Store(phone.name);
      const challenge = unhex(command.challenge);
      await store.begin({ key, challenge, rootKey: unhex(command.rootKey) }, "phone");
      await store.close();
      return null;
    }
    case "open": {
      const phone = phoneOf(command.phone, command.account);
      phone.wall = command.wall;
      const store = new Store(phone.name);
      const front = await store.front();
      if (!front) {
        await store.close();
        return false;
      }
      const replica = new LiveReplica(store, front, worldOf(phone, command.tab));
      phone.tabs.set(command.tab, { id: command.tab, phone: command.phone, replica, store });
      await replica.loaded;
      return true;
    }
    case "append": {
      const { phone, act } = command;
      phoneOf(phone).wall = command.wall;
      const { replica } = tabOf(command.tab);
      replica.append(entryOf(command.entry)).then(
        (ref) => {
          const fact = replica.facts.value.find((one) => refKey(one) === refKey(ref));
          const stamp: Stamp = [fact?.entry.ms ?? 0, fact?.entry.counter ?? 0];
          const { device, seq } = ref;
          say(command.tab, { on: "appended", phone, act, device: hex(device), seq, stamp });
        },
        (error) => say(command.tab, { on: "refused", phone, act, error: String(error) }),
      );
      return null;
    }
    case "sync": {
      const { phone, tab } = command;
      phoneOf(phone).wall = command.wall;
      void tabOf(tab)
        .replica.sync()
        .then((outcome) => say(tab, { on: "synced", phone, tab, outcome }));
      return null;
    }
    case "timer": {
      phoneOf(command.phone).wall = command.wall;
      const own = [...timers].filter(([, { tab }]) => tab === command.tab);
      const [next] = own.sort((a, b) => a[1].ms - b[1].ms);
      if (!next) return false;
      timers.delete(next[0]);
      next[1].work();
      return true;
    }
    case "reply": {
      const { status, type } = command;
      phoneOf(command.phone).wall = command.wall;
      settle("post", command.wait).answer(response(status, type, unhex(command.body)));
      return null;
    }
    case "lose": {
      phoneOf(command.phone).wall = command.wall;
      const waiting = waits.get(command.wait);
      waits.delete(command.wait);
      if (waiting?.kind === "post") waiting.answer(new NoAnswer(command.reason));
      else waiting?.answer({ none: command.reason });
      return null;
    }
    case "enrolled": {
      const { challenge, rootKey } = command;
      settle("enrol", command.wait).answer({ challenge, rootKey });
      return null;
    }
    case "refused": {
      const { code, status } = command;
      settle("enrol", command.wait).answer({ problem: code, status });
      return null;
    }
    case "hand": {
      const room = { requests: 4, bytes: 200_000, replyKb: 16 };
      const { requests, ...handed } = await outgoing(phoneOf(command.phone).name, room);
      handedOver.set(command.as, handed);
      return requests.map(hex);
    }
    case "brought": {
      const phone = phoneOf(command.phone);
      const reply = unhex(command.reply);
      const taken = await takeReply(phone.name, handedOf(command.as), reply, phone.heard);
      phone.heard = taken.serverMs;
      return taken.outcome;
    }
    case "broughtRefusal":
      return takeRefusal(phoneOf(command.phone).name, handedOf(command.as), command.problem);
    case "kill":
      return close(phoneOf(command.phone));
    case "save":
      backups.set(command.as, await save(phoneOf(command.phone).name));
      return null;
    case "restore": {
      const backup = backups.get(command.from);
      if (!backup) throw new Error(`no backup ${command.from}`);
      const phone = phoneOf(command.phone, command.account);
      phone.heard = 0;
      await restore(phone.name, backup);
      return null;
    }
    case "wipe": {
      const phone = phoneOf(command.phone);
      phone.heard = 0;
      await restore(phone.name, new Map());
      return null;
    }
    case "log":
      return logOf(phoneOf(command.phone).name);
    case "known":
      return plain(tabOf(command.tab).replica.facts.value.map(nameOf));
    case "cards":
      return plain(tabOf(command.tab).replica.cards.value);
    case "state":
      return stateOf(tabOf(command.tab), command.attendance);
  }
}

/** The own log as it stands on the disk. */
async function logOf(name: ReplicaName): Promise<unknown> {
  const saved = await save(name, ["meta", "log"]);
  const meta = (saved.get("meta") ?? []).map(({ value }) => value as Record<string, unknown>);
  const log = meta.find(({ key }) => key === "log");
  const rows = (saved.get("log") ?? []).map(({ value }) => value as { entry: Uint8Array });
  return log ? { ...(plain(log) as object), entries: rows.map(({ entry }) => hex(entry)) } : null;
}

/** What another entry may be about. */
function nameOf({ device, seq, mine, entry }: Fact): object {
  const interest = entry.type === "AddInterest" ? entry.interest : undefined;
  return { device, seq, mine, type: entry.type, interest };
}

/** As the member's own phone shows them. */
function ownUses(replica: LiveReplica): UseView[] {
  const own = replica.facts.value.filter(({ mine, entry }) => mine || entry.type === "Void");
  return uses(own, replica.rulings.value, new Map(), replica.facilities.value);
}

function stateOf({ replica }: Tab, attendance: [number, number][]): unknown {
  return plain({
    device: replica.device.id,
    unsent: replica.unsent.value,
    views: replica.memberViews.value,
    uses: ownUses(replica),
    staffBodies: replica.staffBodies.value,
    attendance: attendance.map(([place, day]) => replica.attendance(place, day)),
    facts: replica.facts.value,
    rulings: [...replica.rulings.value.values()],
  });
}

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as Command & { steps?: number };
  if ("wall" in command) wall = command.wall;
  let answer: { result?: unknown; error?: string } = {};
  const work = begin(command).then(
    (result) => {
      answer = { result };
    },
    (error: unknown) => {
      answer = { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    },
  );
  const left = await run(command.steps ?? Number.POSITIVE_INFINITY);
  if (command.steps === undefined) await work;
  process.stdout.write(`${JSON.stringify({ ...answer, events, left })}\n`);
  events = [];
}
