/**
 * The credential: a CWT in COSE_Sign1, and the packing of it that a QR code carries.
 * Specified in `schemas/credential.md`; the twin of `server/cards/credential.py`.
 */

import { Tier } from "../schemas/wire";
import { type Bytes, concat, hex, number } from "./bytes";
import { boolean, byteString, integer, map, text } from "./cbor";
import { protectedHeader, SIGNATURE_BYTES, sign1, toBeSigned } from "./cose";

/** 2025-01-01T00:00:00Z: where the packed not-before counts from. */
export const EPOCH = 1_735_689_600;
const HEAD_BYTES = 33;
const KEY_BYTES = 32;
export const MAX_BODY = 999_999;

const FLAG_TIER = 0b0000_0011;
const FLAG_LONG_STAY = 0b0000_0100;
const FLAG_PRINTED = 0b0000_1000;
const FLAG_Y_ODD = 0b0001_0000;
const FLAG_RESERVED = 0b1110_0000;

/** What a body says of a card. Times are Unix seconds. */
export interface Claims {
  readonly body: number;
  /** The member's name towards this body alone, 16 bytes. */
  readonly pseudonym: Bytes;
  readonly tier: Tier;
  readonly longStay: boolean;
  readonly notBefore: number;
  readonly expires: number;
  /** The card's number and its place in the status list, unique within the body. */
  readonly index: number;
  /** Compressed P-256 key of the phone that may show the card; null on a printed card. */
  readonly holder: Bytes | null;
}

export interface Credential {
  readonly claims: Claims;
  readonly kid: Bytes;
  readonly signature: Bytes;
}

/** Not a credential: damaged, or of a version that we do not know. */
export class CredentialError extends Error {
  override name = "CredentialError";
}

/** Length of a packed credential, told by its first byte. */
export function packedBytes(first: number): number {
  return HEAD_BYTES + (first & FLAG_PRINTED ? 0 : KEY_BYTES) + SIGNATURE_BYTES;
}

/** The credential in its packed form, its signature not checked. Throws `CredentialError`. */
export function unpack(data: Uint8Array): Credential {
  const packed = new Uint8Array(data);
  const flags = packed[0] ?? 0;
  if (packed.length !== packedBytes(flags))
    throw new CredentialError("another length than a credential has");
  const printed = (flags & FLAG_PRINTED) !== 0;
  const odd = (flags & FLAG_Y_ODD) !== 0;
  const tier = flags & FLAG_TIER;
  const body = number(packed, 1, 4);
  const hours = number(packed, 11, 13);
  if (flags & FLAG_RESERVED || (printed && odd))
    throw new CredentialError("a flag that has no meaning");
  if (tier !== Tier.BASIC && tier !== Tier.PREMIUM) throw new CredentialError("no such tier");
  if (body === 0 || body > MAX_BODY || hours === 0)
    throw new CredentialError("a value out of range");
  const notBefore = EPOCH + 60 * number(packed, 8, 11);
  return {
    claims: {
      body,
      pseudonym: packed.slice(17, 33),
      tier,
      longStay: (flags & FLAG_LONG_STAY) !== 0,
      notBefore,
      expires: notBefore + 3600 * hours,
      index: number(packed, 13, 17),
      holder: printed ? null : concat(Uint8Array.of(odd ? 3 : 2), packed.subarray(33, 65)),
    },
    kid: packed.slice(4, 8),
    signature: packed.slice(-SIGNATURE_BYTES),
  };
}

/** The six digits of the local government code, as `iss` and the screen show it. */
export function issuerName(body: number): string {
  return String(body).padStart(6, "0");
}

/** Names the status list of a body. It is delivered by sync, never fetched from the name. */
export function statusUri(body: number): string {
  return `furusato:status:${issuerName(body)}`;
}

/** The CWT claims set, its keys in deterministic order (RFC 8392, RFC 8949 section 4.2.1). */
function payload(claims: Claims): Bytes {
  const { holder } = claims;
  const confirmation = holder && [
    integer(8),
    map(
      integer(1),
      map(
        ...[integer(1), integer(2), integer(-1), integer(1)],
        ...[integer(-2), byteString(holder.subarray(1)), integer(-3), boolean(holder[0] === 3)],
      ),
    ),
  ];
  const status = map(text("idx"), integer(claims.index), text("uri"), text(statusUri(claims.body)));
  return map(
    ...[integer(1), text(issuerName(claims.body))],
    ...[integer(2), text(hex(claims.pseudonym))],
    ...[integer(4), integer(claims.expires)],
    ...[integer(5), integer(claims.notBefore)],
    ...(confirmation ?? []),
    ...[integer(65535), map(text("status_list"), status)],
    ...[integer(-65537), integer(claims.tier)],
    ...[integer(-65538), boolean(claims.longStay)],
    ...[integer(-65539), boolean(holder === null)],
  );
}

/** The bytes that the issuer signed. */
export function issuerSigned(credential: Credential): Bytes {
  return toBeSigned(protectedHeader(credential.kid), payload(credential.claims));
}

/** The standard form: a tagged COSE_Sign1 that any COSE library can check. */
export function cwt(credential: Credential): Bytes {
  return sign1(protectedHeader(credential.kid), payload(credential.claims), credential.signature);
}
