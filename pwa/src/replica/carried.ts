/**
 * A sync by another way than the network: what a courier carries is what a sync would post, and
 * what it brings back is what a sync would be answered.
 *
 * It works on the database as another tab would, under the same lock, and tells the open replica
 * to read anew: nothing of it is in the holder's shell.
 */

import { type Bytes, equal } from "../card/bytes";
import {
  MAX_CURSOR_BYTES,
  MAX_ENTRIES,
  MAX_REQUEST_BYTES,
  PROTOCOL_VERSION,
  type Problem,
} from "../schemas/wire";
import { fromBase64url } from "./base64url";
import { databaseName } from "./database";
import { makeDayKeys } from "./day-keys";
import { sign } from "./device";
import { StorageRefused } from "./errors";
import { SYNC_LOCK, withLock } from "./locks";
import { decodeReply, encodeRequest } from "./message";
import { packEntries } from "./packing";
import { Store } from "./store";
import { apply, nextRequest, renewChallenge, rewind } from "./sync-store";
import type { ReplicaName } from "./types";

/** How much one hand-over may hold. */
export interface Room {
  readonly requests: number;
  /** Of entries, before they are packed. */
  readonly bytes: number;
  /** Kibibytes that the server may send back. */
  readonly replyKb: number;
}

/** What was handed over, as far as its answer needs it. */
export interface HandedOver {
  readonly device: Bytes;
  readonly cursor: Bytes;
  readonly challenge: Bytes;
  /** Number of the first entry, and of the last; less than `first` if none was carried. */
  readonly first: number;
  readonly last: number;
}

export interface Outgoing extends HandedOver {
  /** Each as `POST /api/sync` takes it, in the order of the log. */
  readonly requests: readonly Bytes[];
  /** Entries that found no room: they follow when these are acknowledged. */
  readonly left: number;
}

/**
 * What an answer did: `taken`; `older` than what this phone heard since, and so of no use to it;
 * `again`: the server wants the entries handed over anew; `elsewhere`: only a sync with a network
 * can put it right. In no case is an entry lost.
 */
export type Outcome = "taken" | "older" | "again" | "elsewhere";

const BYTES_A_REQUEST = MAX_REQUEST_BYTES - MAX_CURSOR_BYTES - 512;

/** What a sync would post now. Rejects with StorageRefused. */
export function outgoing(name: ReplicaName, room: Room): Promise<Outgoing> {
  return apart(name, async (store) => {
    if (await makeDayKeys(store, Date.now)) tell(name);
    const most = await nextRequest(store, MAX_ENTRIES * room.requests, room.bytes);
    const ends = cuts(most.entries, room.requests);
    const requests: Bytes[] = [];
    let start = 0;
    for (const end of ends.length > 0 ? ends : [0]) {
      // The same entries again, for the head after them. (0 would ask for all of them.)
      const piece = end ? await nextRequest(store, end, Number.POSITIVE_INFINITY) : most;
      const request = {
        version: PROTOCOL_VERSION,
        device: most.device.id,
        first: most.first + start,
        entries: packEntries(most.entries.slice(start, end)),
        cursor: most.cursor,
        max_kb: room.replyKb,
        older: 0,
      };
      const signed = (message: Bytes) => sign(most.device, message);
      requests.push(await encodeRequest(request, most.challenge, piece.head, signed));
      start = end;
    }
    return {
      device: most.device.id,
      cursor: most.cursor,
      challenge: most.challenge,
      first: most.first,
      last: most.first + start - 1,
      requests,
      left: most.unsent - start,
    };
  });
}

/**
 * Applies the reply to what was handed over. `heardMs` is the server's time of the newest reply
 * that was carried here before. Rejects with Malformed or StorageRefused.
 */
export function takeReply(
  name: ReplicaName,
  handed: HandedOver,
  data: Uint8Array,
  heardMs: number,
): Promise<{ outcome: Outcome; serverMs: number }> {
  return apart(name, async (store) => {
    const reply = decodeReply(data);
    for (;;) {
      const front = await store.front();
      if (!front) throw new StorageRefused("gone");
      const heard = Math.max(heardMs, (front.feed.at ?? 0) + (front.feed.skew ?? 0));
      if (!equal(front.log.device, handed.device) || reply.server_ms < heard) {
        return { outcome: "older", serverMs: heard };
      }
      const asked = await nextRequest(store, 1, 1);
      // Where this phone has read on since, it goes on from there.
      const cursor = equal(asked.cursor, handed.cursor) ? reply.cursor : asked.cursor;
      const { last } = handed;
      const how = { carried: true, last };
      const applied = await apply(store, asked, { ...reply, cursor }, Date.now(), how);
      if (!applied) continue; // another tab was faster
      tell(name);
      return { outcome: applied.restored ? "elsewhere" : "taken", serverMs: reply.server_ms };
    }
  });
}

/** What the server's refusal means for what was handed over. Rejects with StorageRefused. */
export function takeRefusal(
  name: ReplicaName,
  handed: HandedOver,
  problem: Problem,
): Promise<Outcome> {
  return apart(name, async (store) => {
    const asked = await nextRequest(store, 1, 1);
    const moved = asked.first !== handed.first || !equal(asked.challenge, handed.challenge);
    // Synced since, or under a new key: whatever it was about is behind us.
    if (moved || !equal(asked.device.id, handed.device)) return "older";
    if (problem.code === "stale-challenge" && problem.challenge) {
      await renewChallenge(store, asked, fromBase64url(problem.challenge));
      return "again";
    }
    if (problem.code === "gap" && (problem.stored ?? asked.first) < asked.first - 1) {
      await rewind(store, asked, problem.stored ?? 0);
      tell(name);
      return "again";
    }
    return "elsewhere";
  });
}

/** After how many entries a request ends. */
function cuts(entries: readonly Uint8Array[], most: number): number[] {
  const ends: number[] = [];
  let size = 0;
  let count = 0;
  for (const [at, entry] of entries.entries()) {
    const grown = size + entry.length + 3; // MessagePack's own header of a binary
    if (count === MAX_ENTRIES || (count > 0 && grown > BYTES_A_REQUEST)) {
      ends.push(at);
      size = 0;
      count = 0;
      if (ends.length === most) return ends;
    }
    size += entry.length + 3;
    count += 1;
  }
  return count > 0 ? [...ends, entries.length] : ends;
}

function apart<T>(name: ReplicaName, work: (store: Store) => Promise<T>): Promise<T> {
  return withLock(SYNC_LOCK, async () => {
    const store = new Store(name);
    try {
      return await work(store);
    } finally {
      await store.close();
    }
  });
}

/** As another tab tells it. */
function tell(name: ReplicaName): void {
  if (!("BroadcastChannel" in globalThis)) return; // it shows when the app is opened again
  const channel = new BroadcastChannel(databaseName(name));
  channel.postMessage("changed");
  channel.close();
}
