/**
 * The verdict on a scanned text. Pure: the time and everything known arrive as arguments. The order
 * of the checks is part of the specification (`schemas/credential.md`); the twin is
 * `server/cards/verify.py`.
 */

import type { Bytes } from "../card/bytes";
import { type Claims, CredentialError, issuerSigned } from "../card/credential";
import { NAMED_PREFIX, PREFIX, STEP_SECONDS } from "../card/presentation";
import { verifies } from "./p256";
import { repeat, type Sighting } from "./seen";
import { proofHolds, readShown, type Shown } from "./shown";
import { isRevoked, type StatusList } from "./status";
import { keyName, type TrustList } from "./trust";

/** Characters; a presentation has 300. */
const MAX_TEXT = 512;
const OURS = /^FJ[0-9]{1,3}:/;

/** Windows on either side of ours within which two offline phones' clocks may differ. */
export const TOLERATED_STEPS = 2;

/** How far ahead of our clock a list may be dated: as far as a place may let clocks differ. */
const FUTURE_SECONDS = 3600;

/** What the verifying device knows. */
export interface VerdictContext {
  readonly trust: TrustList;
  /** Verified status lists by body. */
  readonly statusLists: ReadonlyMap<number, StatusList>;
  /** Bodies whose cards count at this place. */
  readonly accepted: ReadonlySet<number>;
  readonly maxListAgeSeconds: number;
  /** Valid presentations read here, oldest first. */
  readonly seen?: readonly Sighting[];
  readonly toleratedSteps?: number;
}

/** What is known of a card whose signatures hold. */
export interface CardFacts {
  readonly claims: Claims;
  /** Time step of the presentation; null on a printed card. With the card it names the presentation. */
  readonly step: number | null;
  /** The holder's signature, to be kept as proof; null on a printed card. */
  readonly proof: Bytes | null;
  /** How far the phone's clock is behind ours (positive) or ahead, 0 within the window; null without step. */
  readonly driftSeconds: number | null;
  /** Age of the body's status list; null without one. */
  readonly listAgeSeconds: number | null;
  /**
   * Missing, older than the place allows, or of a date that cannot be. The screen shows it; the card
   * stays valid.
   */
  readonly listTooOld: boolean;
  /** What the holder says they are called, where they chose to show it. */
  readonly name: string | null;
  /** This very presentation was read a moment ago: nothing new to record. */
  readonly sameSight: boolean;
}

export type CardVerdictKind =
  | "valid"
  | "not_yet_valid"
  | "expired"
  | "revoked"
  | "copied"
  | "stale"
  | "wrong_body";

export type Verdict =
  | { readonly kind: "not_ours" }
  | { readonly kind: "unreadable"; readonly reason: "damaged" | "newer_version" | "bad_signature" }
  | { readonly kind: "unknown_issuer"; readonly body: number }
  | ({ readonly kind: CardVerdictKind } & CardFacts);

/**
 * Whether a list signed at `offeredAt` takes the place of the one that is held. One that was rolled
 * back does not, unless the date of the one held cannot be: it would keep all that follow away.
 */
export function takesOver(heldAt: number, offeredAt: number, now: number): boolean {
  return offeredAt >= heldAt || heldAt > now + FUTURE_SECONDS;
}

/** The verdict on a text at Unix second `now`. Never rejects, whatever was scanned. */
export async function judge(
  scanned: string,
  context: VerdictContext,
  now: number,
): Promise<Verdict> {
  // A scanner that types ends its line; a space may be part of the code.
  const text = scanned.replace(/[\r\n\t]+$/, "");
  const prefix = OURS.exec(text)?.[0];
  if (!prefix) return { kind: "not_ours" };
  if (prefix !== PREFIX && prefix !== NAMED_PREFIX)
    return { kind: "unreadable", reason: "newer_version" };
  const shown = text.length <= MAX_TEXT ? tryRead(text) : null;
  if (!shown) return { kind: "unreadable", reason: "damaged" };

  const { credential } = shown;
  const { claims } = credential;
  const key = context.trust.keys.get(keyName(claims.body, credential.kid));
  if (!key || claims.notBefore < key.notBefore || claims.expires > key.expires) {
    return { kind: "unknown_issuer", body: claims.body };
  }
  const holds =
    (await verifies(key.publicKey, credential.signature, issuerSigned(credential))) &&
    (await proofHolds(shown));
  return holds
    ? decide(shown, context, Math.floor(now))
    : { kind: "unreadable", reason: "bad_signature" };
}

function tryRead(text: string): Shown | null {
  try {
    return readShown(text);
  } catch (error) {
    if (error instanceof CredentialError) return null;
    throw error;
  }
}

/** The verdict on a presentation whose signatures hold. */
function decide({ credential, live }: Shown, context: VerdictContext, now: number): Verdict {
  const { claims } = credential;
  const step = live?.step ?? null;
  const status = context.statusLists.get(claims.body);
  const age = status ? now - status.issuedAt : null;
  const again = repeat(context.seen ?? [], {
    body: claims.body,
    index: claims.index,
    step,
    at: now,
  });
  const facts: CardFacts = {
    claims,
    step,
    proof: live?.proof ?? null,
    driftSeconds: step === null ? null : driftSeconds(step, now),
    listAgeSeconds: age,
    // Its bits count all the same: a phone whose clock is behind forgets no revocation.
    listTooOld: age === null || age > context.maxListAgeSeconds || age < -FUTURE_SECONDS,
    name: live?.name ?? null,
    sameSight: again === "same_sight",
  };
  const kind = (): CardVerdictKind => {
    if (!context.accepted.has(claims.body)) return "wrong_body";
    if (status && isRevoked(status, claims.index)) return "revoked";
    if (now < claims.notBefore) return "not_yet_valid";
    if (now >= claims.expires) return "expired";
    if (step !== null && stepsOff(step, now) > (context.toleratedSteps ?? TOLERATED_STEPS))
      return "stale";
    return again === "copied" ? "copied" : "valid";
  };
  return { kind: kind(), ...facts };
}

function stepsOff(step: number, now: number): number {
  return Math.abs(Math.floor(now / STEP_SECONDS) - step);
}

/** Distance from now to the 30 seconds of a step: positive when the step has passed. */
export function driftSeconds(step: number, now: number): number {
  const start = step * STEP_SECONDS;
  return now < start ? now - start : Math.max(0, now - (start + STEP_SECONDS - 1));
}
