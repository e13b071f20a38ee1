/** Signed lists: a tagged COSE_Sign1 (RFC 9052) taken apart. */

import type { Bytes } from "../card/bytes";
import { readCbor } from "./cbor";

const SIGN1_TAG = 0xd2;

export interface Sign1 {
  /** Compared whole with the header that is expected, which leaves no room for another algorithm. */
  readonly protectedBytes: Bytes;
  readonly payload: Bytes;
  readonly signature: Bytes;
}

/** A list that was not signed by whom it should be, is damaged, or of a format we do not know. */
export class SignedListError extends Error {
  override name = "SignedListError";
}

export const MAX_LIST_BYTES = 1 << 20;

export function parseSign1(message: Uint8Array): Sign1 {
  if (message.length > MAX_LIST_BYTES) throw new SignedListError("larger than a list can be");
  if (message[0] !== SIGN1_TAG) throw new SignedListError("not a COSE_Sign1");
  const parts = readCbor(message.subarray(1));
  if (!Array.isArray(parts) || parts.length !== 4) throw new SignedListError("not a COSE_Sign1");
  const [protectedBytes, unprotected, payload, signature] = parts;
  if (
    !(protectedBytes instanceof Uint8Array) ||
    !(unprotected instanceof Map && unprotected.size === 0) ||
    !(payload instanceof Uint8Array) ||
    !(signature instanceof Uint8Array)
  ) {
    throw new SignedListError("not a COSE_Sign1");
  }
  return { protectedBytes, payload, signature };
}
