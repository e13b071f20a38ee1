/** The trust list: which keys speak for which body, signed by the root key. */

import { type Bytes, equal, hex, utf8 } from "../card/bytes";
import { protectedHeader, toBeSigned } from "../card/cose";
import { type CborValue, readCbor } from "./cbor";
import { verifies } from "./p256";
import { parseSign1, SignedListError } from "./signed";

const FORMAT = 1;
const CONTEXT = "furusato-trust-v1";

/** A body's key. It vouches only for cards whose whole validity lies within its own. */
export interface TrustedKey {
  readonly body: number;
  readonly kid: Bytes;
  readonly publicKey: Bytes;
  readonly notBefore: number;
  readonly expires: number;
}

/** Keys by `keyName`, and when the list was signed (Unix seconds). */
export interface TrustList {
  readonly issuedAt: number;
  readonly keys: ReadonlyMap<string, TrustedKey>;
}

export function keyName(body: number, kid: Uint8Array): string {
  return `${body}/${hex(kid)}`;
}

/** `kid` of a key: the first four bytes of SHA-256 over its compressed form. */
export async function keyId(publicKey: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(publicKey))).slice(
    0,
    4,
  );
}

/** The list, once the root's signature holds. Throws `SignedListError` or `CborError`. */
export async function verifyTrustList(
  message: Uint8Array,
  rootKey: Uint8Array,
): Promise<TrustList> {
  const signed = parseSign1(message);
  const header = protectedHeader(await keyId(rootKey));
  if (!equal(signed.protectedBytes, header))
    throw new SignedListError("signed by another key than the root's");
  const tbs = toBeSigned(header, signed.payload, utf8(CONTEXT));
  if (!(await verifies(rootKey, signed.signature, tbs)))
    throw new SignedListError("the signature does not hold");
  const content = readCbor(signed.payload);
  if (!Array.isArray(content) || content.length !== 3) throw new SignedListError("another format");
  const [format, issuedAt, rows] = content;
  if (format !== FORMAT || typeof issuedAt !== "number" || issuedAt < 0 || !Array.isArray(rows)) {
    throw new SignedListError("another format");
  }
  const list = rows.map(trustedKey);
  const keys = new Map<string, TrustedKey>();
  for (const [at, key] of list.entries()) {
    const before = list[at - 1];
    if (before && !precedes(before, key))
      throw new SignedListError("keys out of order, or one twice");
    keys.set(keyName(key.body, key.kid), key);
  }
  return { issuedAt, keys };
}

function precedes(a: TrustedKey, b: TrustedKey): boolean {
  return a.body < b.body || (a.body === b.body && hex(a.kid) < hex(b.kid));
}

function trustedKey(row: CborValue): TrustedKey {
  const [body, kid, publicKey, notBefore, expires] =
    Array.isArray(row) && row.length === 5 ? row : [];
  if (
    !(typeof body === "number" && body > 0 && body <= 999_999) ||
    !(kid instanceof Uint8Array && kid.length === 4) ||
    !(publicKey instanceof Uint8Array && publicKey.length === 33) ||
    !(typeof notBefore === "number" && notBefore >= 0) ||
    !(typeof expires === "number" && expires > notBefore)
  ) {
    throw new SignedListError("a row that is no key");
  }
  return { body, kid, publicKey, notBefore, expires };
}
