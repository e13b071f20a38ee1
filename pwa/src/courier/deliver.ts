/** Delivering what is carried. Twice does no harm: the server answers a repeat as it did before. */

import { decode, encode } from "@msgpack/msgpack";
import { ask, mediaType, NoAnswer, problemOf } from "../api";
import type { Bytes } from "../card/bytes";
import { withLock } from "../replica/locks";
import {
  COURIER_MEDIA_TYPE,
  CourierStatus,
  MAX_DELIVERY_BYTES,
  MAX_PARCELS,
} from "../schemas/courier";
import { type Carried, carried, loadShelf, noteCarried } from "./shelf";

/** MessagePack's own headers: of the list, and of each parcel. */
const FRAME_BYTES = 8;

/** What waits to be delivered. */
export function waiting(): readonly Carried[] {
  return (carried.value ?? []).filter((one) => one.doneAt === null);
}

/**
 * Delivers all that waits, and tells how many were answered. Rejects with ApiProblem, NoAnswer or
 * StorageRefused; what was not delivered goes on waiting.
 */
export function deliver(): Promise<number> {
  return withLock("furusato-courier", async () => {
    await loadShelf();
    let answered = 0;
    for (const load of loads(waiting())) {
      const outcomes = await post(load.map(({ bytes }) => bytes));
      for (const [at, { id }] of load.entries()) {
        const { status, answer } = outcomes[at] ?? { status: CourierStatus.LATER, answer: null };
        if (status === CourierStatus.LATER) continue;
        await noteCarried(id, { status, answer, doneAt: Date.now() });
        if (status === CourierStatus.ANSWERED) answered += 1;
      }
    }
    return answered;
  });
}

/** As much as one delivery holds, the oldest first. */
function loads(parcels: readonly Carried[]): Carried[][] {
  const all: Carried[][] = [];
  let size = Number.POSITIVE_INFINITY;
  for (const parcel of [...parcels].reverse()) {
    const last = all.at(-1);
    const grown = size + parcel.bytes.length + FRAME_BYTES;
    if (last && last.length < MAX_PARCELS && grown <= MAX_DELIVERY_BYTES) {
      last.push(parcel);
      size = grown;
    } else {
      all.push([parcel]);
      size = parcel.bytes.length + 2 * FRAME_BYTES;
    }
  }
  return all;
}

interface Outcome {
  readonly status: CourierStatus;
  readonly answer: Bytes | null;
}

async function post(parcels: readonly Bytes[]): Promise<Outcome[]> {
  const headers = {
    "Content-Type": COURIER_MEDIA_TYPE,
    Accept: `${COURIER_MEDIA_TYPE}, application/problem+json`,
    "Accept-Language": document.documentElement.lang || "ja",
    "X-Furusato": "1",
  };
  const body = new Uint8Array(encode(parcels));
  // Whoever carries it: a cookie would only join two persons who have nothing to do with each other.
  const response = await ask("/api/courier", {
    method: "POST",
    headers,
    body,
    credentials: "omit",
  });
  if (!response.ok) throw (await problemOf(response)) ?? new NoAnswer("not-ours");
  if (mediaType(response) !== COURIER_MEDIA_TYPE) throw new NoAnswer("not-ours");
  return read(new Uint8Array(await response.arrayBuffer()), parcels.length);
}

function read(data: Uint8Array, count: number): Outcome[] {
  let rows: unknown;
  try {
    rows = decode(data);
  } catch (error) {
    throw new NoAnswer("not-ours", error);
  }
  if (!Array.isArray(rows) || rows.length !== count) throw new NoAnswer("not-ours");
  return rows.map((row: unknown) => {
    const [status, answer] = Array.isArray(row) ? (row as unknown[]) : [];
    const known = Object.values(CourierStatus).find((each) => each === status);
    if (!known || !(answer instanceof Uint8Array)) throw new NoAnswer("not-ours");
    return { status: known, answer: answer.length > 0 ? new Uint8Array(answer) : null };
  });
}
