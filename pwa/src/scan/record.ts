/**
 * What follows from a verdict at the desk. Pure: a valid card becomes a check-in once; the same
 * member within a minute is shown as recorded already, so a card that is held up again or a second
 * phone of the same person counts nothing twice (R11, R22).
 */

import { STEP_SECONDS } from "../card/presentation";
import type { CheckIn } from "../schemas/wire";
import type { CardFacts, Verdict } from "./verdict";

export const SAME_MEMBER_MS = 60_000;

/** Where and for what the staff scan. `project` is 0 for none. */
export interface Station {
  readonly place: number;
  readonly project: number;
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
  const known = recorded.find(
    (one) =>
      one.issuer === issuer &&
      (one.card === card || (member !== 0 && one.member === member)) &&
      Math.abs(nowMs - one.ms) <= SAME_MEMBER_MS,
  );
  if (known) return { kind: "already", recorded: known };
  const draft: CheckInDraft = {
    type: "CheckIn",
    place: station.place,
    issuer,
    card,
    drift: driftSteps(verdict, nowMs),
    project: station.project,
  };
  return { kind: "record", draft };
}

/** The presentation's step less ours; a printed card has none and is told as 0. */
function driftSteps({ step }: CardFacts, nowMs: number): number {
  return step === null ? 0 : step - Math.floor(nowMs / 1000 / STEP_SECONDS);
}
