/** The parts of COSE_Sign1 (RFC 9052) that holder and verifier share. */

import type { Bytes } from "./bytes";
import { array, byteString, integer, map, tag, text } from "./cbor";

/** ECDSA with P-256 and SHA-256, fully specified (RFC 9864). */
const ESP256 = -9;
export const SIGNATURE_BYTES = 64;
const NOTHING: Bytes = new Uint8Array(0);

/** The protected header as it is signed: algorithm, key id, type of content (RFC 9596). */
export function protectedHeader(kid?: Uint8Array, type?: string): Bytes {
  return map(
    integer(1),
    integer(ESP256),
    ...(kid ? [integer(4), byteString(kid)] : []),
    ...(type ? [integer(16), text(type)] : []),
  );
}

/** `Sig_structure` of RFC 9052 section 4.4: the bytes that a signature covers. */
export function toBeSigned(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  externalAad: Uint8Array = NOTHING,
): Bytes {
  return array(
    text("Signature1"),
    byteString(protectedBytes),
    byteString(externalAad),
    byteString(payload),
  );
}

export function sign1(
  protectedBytes: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
): Bytes {
  return tag(
    18,
    array(byteString(protectedBytes), map(), byteString(payload), byteString(signature)),
  );
}
