/**
 * What follows from a verdict at the desk. Pure: a valid card becomes a check-in once; the same
 * member within a minute is shown as recorded already, so a card that is held up again or a second
 * phone of the same person counts nothing twice (R11, R22).
 */

import { STEP_SECONDS } from "../card/presentation";
import { BY_HAND, type CheckIn, NO_STEP } from "../schemas/wire";
import type { CardFacts, Verdict } from "./verdict";

export const SAME_MEMBER_MS = 60_000;

/**
 * Where, for what and by whom is scanned. `project` is 0 for none; `own` is the number that whoever
 * scans has as a member of the place's body, 0 for none; `keepsProofs`: the place wants the holder's
 * signature kept.
 */
export interface Station {
  readonly place: number;
  /** The place's. */
  readonly body: number;
  readonly project: number;
  readonly own: number;
  readonly keepsProofs: boolean;
}

/** A check-in made here: whose it was and when (ms, this phone's clock). */
export interface Recorded {
  readonly issuer: number;
  readonly card: number;
  /** 0 while the roster does not know the card. */
  readonly member: number;
  readonly ms: number;
}

export type CheckInDraft = Omit<CheckIn, "ms" | "counter">;

export type Consequence =
  | { readonly kind: "record"; readonly draft: CheckInDraft }
  | { readonly kind: "already"; readonly recorded: Recorded }
  /** Presence is another person's word: the server would reject it. */
  | { readonly kind: "own" }
  /** A member of another body that the place accepts: given its rate, but no presence is theirs. */
  | { readonly kind: "guest" }
  | { readonly kind: "nothing" };

export function consequence(
  verdict: Verdict,
  station: Station,
  member: number,
  recorded: readonly Recorded[],
  nowMs: number,
): Consequence {
  if (verdict.kind !== "valid") return { kind: "nothing" };
  const { body: issuer, index: card } = verdict.claims;
  const proof = (station.keepsProofs && verdict.proof) || new Uint8Array();
  const read = { issuer, card, drift: driftSteps(verdict, nowMs), proof };
  return once(read, station, member, recorded, nowMs);
}

/** The same for a member whom staff named: `card` is any of theirs, it was not shown. */
export function consequenceByHand(
  { issuer, card, member }: { issuer: number; card: number; member: number },
  station: Station,
  recorded: readonly Recorded[],
  nowMs: number,
): Consequence {
  const read = { issuer, card, drift: BY_HAND, proof: new Uint8Array() };
  return once(read, station, member, recorded, nowMs);
}

function once(
  read: Pick<CheckIn, "issuer" | "card" | "drift" | "proof">,
  { place, body, project, own }: Station,
  member: number,
  recorded: readonly Recorded[],
  nowMs: number,
): Consequence {
  const { issuer, card } = read;
  if (issuer === body && member !== 0 && member === own) return { kind: "own" };
  const known = recorded.find(
    (one) =>
      one.issuer === issuer &&
      (one.card === card || (member !== 0 && one.member === member)) &&
      Math.abs(nowMs - one.ms) <= SAME_MEMBER_MS,
  );
  if (known) return { kind: "already", recorded: known };
  if (issuer !== body) return { kind: "guest" };
  return { kind: "record", draft: { type: "CheckIn", place, project, ...read } };
}

/** The presentation's step less ours; a printed card has none. */
function driftSteps({ step }: CardFacts, nowMs: number): number {
  return step === null ? NO_STEP : step - Math.floor(nowMs / 1000 / STEP_SECONDS);
}
