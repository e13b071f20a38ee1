/** Check-ins as they travel: the twin of `sync/packing.py`, which tells why. */

import { type Bytes, concat, equal } from "../card/bytes";
import { type Bits, type CheckIn, type CheckInRun, PROOF_BYTES } from "../schemas/wire";
import { Malformed } from "./codec";
import { decodeEntry, encodeEntry } from "./log";

/** Fewer check-ins travel as they are. */
const MIN_RUN = 3;
/** A longer pause begins a new run, so that a night does not widen every gap of the day. */
const MAX_GAP_MS = 2 ** 23;

interface Visit {
  readonly entry: Uint8Array;
  readonly fields: CheckIn;
}

/** Entries as a request carries them, in their order. */
export function packEntries(entries: Iterable<Uint8Array>): (Uint8Array | CheckInRun)[] {
  const packed: (Uint8Array | CheckInRun)[] = [];
  let run: Visit[] = [];
  for (const entry of entries) {
    const fields = checkIn(entry);
    const last = run.at(-1);
    if (last && !(fields && continues(last.fields, fields))) {
      packed.push(...ended(run));
      run = [];
    }
    if (fields) run.push({ entry, fields });
    else packed.push(entry);
  }
  return [...packed, ...ended(run)];
}

/** A single number where all are the same, else the smallest and the distances from it. */
export function packColumn(values: readonly number[]): number | Bits {
  const base = Math.min(...values);
  const spread = Math.max(...values) - base;
  if (spread === 0) return base;
  const size = Math.ceil((values.length * spread.toString(2).length) / 8);
  const width = Math.floor((size * 8) / values.length); // the same that a reader finds
  let bits = 0n;
  for (const value of values) bits = (bits << BigInt(width)) | BigInt(value - base);
  bits <<= BigInt(size * 8 - values.length * width);
  return { base, bits: bytesOf(bits, size) };
}

function bytesOf(bits: bigint, size: number): Bytes {
  const digits = bits.toString(16).padStart(size * 2, "0");
  return Uint8Array.from({ length: size }, (_, at) =>
    Number.parseInt(digits.slice(at * 2, at * 2 + 2), 16),
  );
}

/** A check-in whose bytes follow from what a run has room for; null for any other entry. */
function checkIn(bytes: Uint8Array): CheckIn | null {
  try {
    const entry = decodeEntry(bytes);
    if (entry.type !== "CheckIn" || ![0, PROOF_BYTES].includes(entry.proof.length)) return null;
    return equal(encodeEntry(entry), bytes) ? entry : null;
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}

function continues(last: CheckIn, next: CheckIn): boolean {
  return Math.abs(next.ms - last.ms) < MAX_GAP_MS && next.proof.length === last.proof.length;
}

function ended(run: readonly Visit[]): (Uint8Array | CheckInRun)[] {
  const [first, ...rest] = run.map(({ fields }) => fields);
  if (!first || run.length < MIN_RUN) return run.map(({ entry }) => entry);
  const visits = [first, ...rest];
  const column = (field: "counter" | "place" | "issuer" | "card" | "drift" | "project") =>
    packColumn(visits.map((visit) => visit[field]));
  return [
    {
      type: "CheckInRun",
      count: visits.length,
      start: first.ms,
      gaps: packColumn(rest.map(({ ms }, at) => ms - (visits[at]?.ms ?? 0))),
      counter: column("counter"),
      place: column("place"),
      issuer: column("issuer"),
      card: column("card"),
      drift: column("drift"),
      project: column("project"),
      proofs: concat(...visits.map(({ proof }) => proof)),
    },
  ];
}
