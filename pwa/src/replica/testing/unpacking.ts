/** The server's side of `packing.ts`: what a request carries, as the bytes of each entry. */

import type { Bits, CheckInRun } from "../../schemas/wire";
import { encodeEntry } from "../log";

export function unpackEntries(packed: readonly (Uint8Array | CheckInRun)[]): Uint8Array[] {
  return packed.flatMap((piece) => (piece instanceof Uint8Array ? [piece] : unpackRun(piece)));
}

function unpackRun(run: CheckInRun): Uint8Array[] {
  const gaps = unpackColumn(run.gaps, run.count - 1);
  const counter = unpackColumn(run.counter, run.count);
  const place = unpackColumn(run.place, run.count);
  const issuer = unpackColumn(run.issuer, run.count);
  const card = unpackColumn(run.card, run.count);
  const drift = unpackColumn(run.drift, run.count);
  const project = unpackColumn(run.project, run.count);
  const proof = run.proofs.length / run.count;
  let ms = run.start;
  return Array.from({ length: run.count }, (_, at) => {
    if (at) ms += gaps[at - 1] ?? Number.NaN;
    return encodeEntry({
      type: "CheckIn",
      ms,
      counter: counter[at] ?? Number.NaN,
      place: place[at] ?? Number.NaN,
      issuer: issuer[at] ?? Number.NaN,
      card: card[at] ?? Number.NaN,
      drift: drift[at] ?? Number.NaN,
      project: project[at] ?? Number.NaN,
      proof: run.proofs.slice(at * proof, (at + 1) * proof),
    });
  });
}

function unpackColumn(column: number | Bits, count: number): number[] {
  if (typeof column === "number") return new Array<number>(count).fill(column);
  const width = Math.floor((column.bits.length * 8) / count);
  const digits = Array.from(column.bits, (byte) => byte.toString(2).padStart(8, "0")).join("");
  return Array.from(
    { length: count },
    (_, at) => column.base + Number.parseInt(digits.slice(at * width, (at + 1) * width), 2),
  );
}
