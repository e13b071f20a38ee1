/**
 * Showing a card: the packed credential, the 30 seconds we are in, and the phone's signature that
 * ties both together. See `schemas/credential.md`.
 */

import { encodeBase45 } from "./base45";
import { type Bytes, concat, utf8 } from "./bytes";
import { array, byteString, integer, text as textString } from "./cbor";
import { protectedHeader, toBeSigned } from "./cose";
import { type Credential, CredentialError, cwt, unpack } from "./credential";

export const PREFIX = "FJ1:";
/** Of a presentation with the name that the holder wants seen this time. */
export const NAMED_PREFIX = "FJ2:";
export const MAX_NAME_BYTES = 64;
export const STEP_SECONDS = 30;
/** External data of the signature: it can never pass for one over a sync head. */
const CONTEXT = "furusato-present-v1";

/** What cannot be seen, or turns the direction of what follows: it has no place in a name. */
export const UNSEEN =
  /[\p{Cc}\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff\u{e0000}-\u{e0fff}]/u;

/** What a code can carry of a name: as much of it as there is room for. */
export function nameToShow(name: string): string {
  let shown = "";
  for (const character of name) {
    if (UNSEEN.test(character)) continue;
    if (utf8(shown + character).length > MAX_NAME_BYTES) break;
    shown += character;
  }
  return shown;
}

/** The time step of a moment in milliseconds. */
export function stepAt(milliseconds: number): number {
  return Math.floor(milliseconds / 1000 / STEP_SECONDS);
}

/** What the phone signs: the digest of the standard form, the step, and the name if any. */
export async function holderSigned(
  credential: Credential,
  step: number,
  name: string | null = null,
): Promise<Bytes> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", cwt(credential)));
  const said = name === null ? [] : [textString(name)];
  const payload = array(byteString(digest), integer(step), ...said);
  return toBeSigned(protectedHeader(), payload, utf8(CONTEXT));
}

/**
 * The text of the QR code for one step. `sign` signs with the key that the card is bound to, of a
 * body: ESP256, 64 raw bytes. Throws `CredentialError` when these are not the bytes of a live card,
 * RangeError for an impossible step.
 */
export async function presentCredential(
  packed: Uint8Array,
  step: number,
  sign: (message: Bytes, holder: Bytes, body: number) => Promise<Uint8Array>,
  name: string | null = null,
): Promise<string> {
  const credential = unpack(packed);
  const { holder, body } = credential.claims;
  if (!holder) throw new CredentialError("a printed card is not shown by a phone");
  if (!Number.isInteger(step) || step < 0 || step >= 2 ** 32)
    throw new RangeError("no such time step");
  const signature = await sign(await holderSigned(credential, step, name), holder, body);
  const stepBytes = new Uint8Array(4);
  new DataView(stepBytes.buffer).setUint32(0, step);
  const prefix = name === null ? PREFIX : NAMED_PREFIX;
  return prefix + encodeBase45(concat(packed, stepBytes, signature, utf8(name ?? "")));
}
