/**
 * The live code of a place: how its screen makes it, and how a member's phone reads it (R22, R26).
 * Specified in `schemas/credential.md`; the twin is `server/cards/kiosk_code.py`.
 */

import { type Bytes, concat, number, utf8 } from "../card/bytes";
import { array, byteString, integer } from "../card/cbor";
import { protectedHeader, SIGNATURE_BYTES, toBeSigned } from "../card/cose";
import { EPOCH, MAX_BODY } from "../card/credential";
import { STEP_SECONDS } from "../card/presentation";
import { decodeBase32, encodeBase32 } from "./base32";
import { verifies } from "./p256";
import { keyId, keyName, type TrustList } from "./trust";
import { driftSeconds } from "./verdict";

const URL_FORM = /^https?:\/\/[A-Z0-9.\-:[\]]{1,260}\/K\/([A-Z2-7]+)$/i;
const CERTIFICATE_CONTEXT = "furusato-kiosk-v1";
const SHOW_CONTEXT = "furusato-kiosk-show-v1";
const MAX_TEXT = 512;
const HEAD_BYTES = 16;
const KEY_END = HEAD_BYTES + 33;
const CERTIFICATE_BYTES = KEY_END + SIGNATURE_BYTES;
const STEP_END = CERTIFICATE_BYTES + 4;
const RAW_BYTES = STEP_END + SIGNATURE_BYTES;

/** Ten minutes either way between the screen's clock and the member's phone. */
const TOLERATED_STEPS = 20;

/** A body's word that a key shows the live code of a place. Times are Unix seconds. */
export interface KioskCertificate {
  readonly body: number;
  readonly place: number;
  readonly kid: Bytes;
  readonly notBefore: number;
  readonly expires: number;
  /** The screen's, compressed. */
  readonly key: Bytes;
  readonly signature: Bytes;
}

export type LiveReading =
  | {
      readonly kind: "live";
      readonly body: number;
      readonly place: number;
      /** Of the screen's clock: the stay is of its day. */
      readonly step: number;
      /** What the entry keeps: the screen's key id, the step, its signature. */
      readonly proof: Bytes;
      /** How far the screen's clock is behind ours (positive) or ahead. */
      readonly drift: number;
    }
  | { readonly kind: "stale"; readonly drift: number }
  | {
      readonly kind: "not_ours" | "unreadable" | "unknown_issuer" | "not_yet_valid" | "expired";
    };

/** Null for bytes that are no packed certificate. Its signature is not checked. */
export function unpackCertificate(packed: Uint8Array): KioskCertificate | null {
  const body = number(packed, 0, 3);
  const hours = number(packed, 14, 16);
  if (packed.length !== CERTIFICATE_BYTES || body === 0 || body > MAX_BODY || hours === 0) {
    return null;
  }
  const notBefore = EPOCH + 60 * number(packed, 11, 14);
  return {
    body,
    place: number(packed, 3, 7),
    kid: new Uint8Array(packed.slice(7, 11)),
    notBefore,
    expires: notBefore + 3600 * hours,
    key: new Uint8Array(packed.slice(HEAD_BYTES, KEY_END)),
    signature: new Uint8Array(packed.slice(KEY_END)),
  };
}

/** What the body signed. */
export function certified({ body, place, kid, key, notBefore, expires }: KioskCertificate): Bytes {
  const payload = array(
    integer(body),
    integer(place),
    byteString(key),
    integer(notBefore),
    integer(expires),
  );
  return toBeSigned(protectedHeader(kid), payload, utf8(CERTIFICATE_CONTEXT));
}

/** What the screen signs: that these 30 seconds pass at this place. */
export function shownBy(body: number, place: number, step: number): Bytes {
  const payload = array(integer(body), integer(place), integer(step));
  return toBeSigned(protectedHeader(), payload, utf8(SHOW_CONTEXT));
}

/** The text of the QR code in one step; `sign` is the device key: ESP256, 64 raw bytes. */
export async function liveText(
  packed: Uint8Array,
  step: number,
  sign: (message: Bytes) => Promise<Uint8Array>,
  origin: string,
): Promise<string> {
  const certificate = unpackCertificate(packed);
  if (!certificate) throw new RangeError("no kiosk certificate");
  const signature = await sign(shownBy(certificate.body, certificate.place, step));
  const stepBytes = new Uint8Array(4);
  new DataView(stepBytes.buffer).setUint32(0, step);
  return `${origin}/K/${encodeBase32(concat(packed, stepBytes, signature))}`.toUpperCase();
}

/** The place whose screen showed this, just now by this phone's clock (Unix seconds). */
export async function readKioskCode(
  scanned: string,
  trust: TrustList,
  now: number,
): Promise<LiveReading> {
  const text = scanned.replace(/[\r\n\t]+$/, "");
  const found = text.length <= MAX_TEXT ? URL_FORM.exec(text) : null;
  if (!found) return { kind: "not_ours" };
  const raw = decodeBase32((found[1] as string).toUpperCase());
  const certificate =
    raw?.length === RAW_BYTES ? unpackCertificate(raw.subarray(0, CERTIFICATE_BYTES)) : null;
  if (!raw || !certificate) return { kind: "unreadable" };
  const { body, place, kid, notBefore, expires, key, signature } = certificate;
  const trusted = trust.keys.get(keyName(body, kid));
  if (!trusted || notBefore < trusted.notBefore || expires > trusted.expires) {
    return { kind: "unknown_issuer" };
  }
  const step = number(raw, CERTIFICATE_BYTES, STEP_END);
  const holds =
    (await verifies(trusted.publicKey, signature, certified(certificate))) &&
    (await verifies(key, raw.subarray(STEP_END), shownBy(body, place, step)));
  if (!holds) return { kind: "unreadable" };
  // By the screen's clock: this phone's may be wrong, and says how wrong at the end.
  if (step * STEP_SECONDS < notBefore) return { kind: "not_yet_valid" };
  if (step * STEP_SECONDS >= expires) return { kind: "expired" };
  const drift = driftSeconds(step, now);
  if (Math.abs(Math.floor(now / STEP_SECONDS) - step) > TOLERATED_STEPS) {
    return { kind: "stale", drift };
  }
  const proof = concat(await keyId(key), raw.subarray(CERTIFICATE_BYTES));
  return { kind: "live", body, place, step, proof, drift };
}
