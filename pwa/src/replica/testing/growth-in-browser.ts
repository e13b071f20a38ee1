/**
 * For `just bench sync.phone`: what a sync costs a phone that holds a long history, on the browser's
 * own IndexedDB. The server's side is a few bytes: it checks nothing, and so costs nothing.
 */

import { hex } from "../../card/bytes";
import {
  type Entry,
  type Fact,
  type FeedItem,
  SIGNATURE_BYTES,
  Source,
  SYNC_MEDIA_TYPE,
  type SyncRequest,
} from "../../schemas/wire";
import { makeKey } from "../device";
import { encodeEntry } from "../log";
import { messageCodec } from "../message-codec";
import { LiveReplica, type World } from "../replica";
import { Store } from "../store";
import type { NewEntry } from "../types";
import { replyBytes } from "./server";
import { unpackEntries } from "./unpacking";

const AT_ONCE = 20_000;
const NEW = 5;
const BEGAN_MS = 1_700_000_000_000;
const OTHER = new Uint8Array(12).fill(9);
const HEAD = new Uint8Array(32);
const cursor = new Uint8Array(2);

const stay: NewEntry = {
  type: "Stay",
  place: 1,
  day: 19_700,
  source: Source.PRINTED_CODE,
  code: new Uint8Array(8),
  project: 0,
};
const entryAt = (ms: number): Entry => ({ ...stay, ms, counter: 0 }) as Entry;

/** A stay that another phone of the same person tells of. */
function told(seq: number): Fact {
  return { device: OTHER, seq, body: 1, member: 0, mine: true, entry: entryAt(BEGAN_MS + seq) };
}

interface Cost {
  /** Median milliseconds of a sync with nothing new, and of one that sends five and is told five. */
  readonly empty: number;
  readonly five: number;
  readonly facts: number;
}

/** With `count` records of history: one half its own, all sent, the other told. */
async function measure(count: number, trials: number): Promise<Cost> {
  const half = count / 2;
  const store = new Store({ instance: `history of ${count}`, account: "hana" });
  const key = await makeKey();
  const challenge = new Uint8Array(8);
  await store.begin({ key, challenge, rootKey: new Uint8Array(33) }, "phone");
  for (let from = 1; from <= half; from += AT_ONCE) {
    const until = Math.min(half, from + AT_ONCE - 1);
    await store.write(async (tx) => {
      for (let seq = from; seq <= until; seq++) {
        const row = { entry: encodeEntry(entryAt(BEGAN_MS + seq)), head: HEAD };
        void tx.objectStore("log").put(row, seq);
        void tx.objectStore("facts").put(told(seq), [hex(OTHER), seq]);
      }
      const log = await tx.objectStore("meta").get("log");
      if (log?.key !== "log") throw new Error("no log");
      const ms = BEGAN_MS + until;
      await tx.objectStore("meta").put({ ...log, last: until, stored: until, head: HEAD, ms });
    });
  }
  const front = await store.front();
  if (!front) throw new Error("nothing began");

  let next = half + 1;
  let news: FeedItem[] = [];
  const replica = new LiveReplica(
    store,
    front,
    world(async (body) => {
      const request = messageCodec.unpack(
        "SyncRequest",
        body.slice(SIGNATURE_BYTES),
      ) as SyncRequest;
      const stored = request.first - 1 + unpackEntries(request.entries).length;
      const items = news.map((item) => messageCodec.pack(item.type, item));
      news = [];
      const reply = replyBytes(stored, items, cursor, false, Date.now(), challenge, 0);
      return new Response(reply, { headers: { "Content-Type": SYNC_MEDIA_TYPE } });
    }),
  );
  await replica.loaded;

  const empty: number[] = [];
  const five: number[] = [];
  for (let trial = 0; trial < trials; trial++) {
    empty.push(await timed(replica));
    for (let n = 0; n < NEW; n++) await replica.append(stay);
    news = Array.from({ length: NEW }, () => ({ type: "FactItem", version: 1, ...told(next++) }));
    five.push(await timed(replica));
    if (replica.unsent.value !== 0) throw new Error("something is left to send");
  }
  const facts = replica.facts.value.length;
  await replica.close();
  return { empty: median(empty), five: median(five), facts };
}

async function timed(replica: LiveReplica): Promise<number> {
  const began = performance.now();
  const outcome = await replica.sync();
  const ms = performance.now() - began;
  if (outcome.kind !== "done") throw new Error(JSON.stringify(outcome));
  return ms;
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** Where nothing happens by itself. */
function world(post: World["post"]): World {
  return {
    window: new EventTarget(),
    document,
    serviceWorker: undefined,
    setTimeout: () => 0,
    clearTimeout: () => {},
    now: () => Date.now(),
    steady: () => performance.now(),
    random: () => 0.5,
    post,
    enrol: () => Promise.reject(new Error("this phone has its key")),
    online: () => true,
    idle: () => Promise.resolve(),
    channel: () => null,
    wakeLater: () => {},
  };
}

Object.assign(globalThis, { measure });
