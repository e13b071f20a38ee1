/**
 * The status list of a body: one bit a card, set when the card was revoked; and the delta, what
 * changed in it since. The twins are `server/cards/status_list.py` and `status_delta.py`.
 */

import { type Bytes, concat, equal } from "../card/bytes";
import { protectedHeader, toBeSigned } from "../card/cose";
import { issuerName, statusUri } from "../card/credential";
import { type CborKey, type CborValue, readCbor } from "./cbor";
import { verifies } from "./p256";
import { MAX_LIST_BYTES, parseSign1, SignedListError } from "./signed";
import type { TrustList } from "./trust";

const LIST_TYPE = "application/statuslist+cwt";
const DELTA_TYPE = "application/furusato-statusdelta+cwt";
const STATUS_LIST = 65533;
const CHANGES = -65540;
const NAME_BYTES = 8;
export const MAX_DELTA_BYTES = 1 << 16;

export interface StatusList {
  readonly body: number;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly bits: Bytes;
  /** Of the whole list that this is, or follows from by a delta. */
  readonly name: Bytes;
}

export interface StatusDelta {
  readonly body: number;
  readonly issuedAt: number;
  /** Name of the list in which it changes anything. */
  readonly base: Bytes;
  /** How many bytes of bits the list has now. */
  readonly size: number;
  /** The cards whose bit is another than in the base, ascending. */
  readonly flips: readonly number[];
}

/** A card beyond the end was issued after the list was made: not revoked as far as known. */
export function isRevoked(list: StatusList, index: number): boolean {
  const byte = list.bits[Math.floor(index / 8)] ?? 0;
  return ((byte >> (index % 8)) & 1) === 1;
}

/** The list of `body`, once the signature of one of its keys holds. Throws `SignedListError`. */
export async function verifyStatusList(
  message: Uint8Array,
  body: number,
  trust: TrustList,
): Promise<StatusList> {
  const { issuedAt, claims, payload } = await openToken(message, LIST_TYPE, body, trust);
  const content = claims.get(STATUS_LIST);
  if (!(content instanceof Map) || content.get("bits") !== 1)
    throw new SignedListError("another format");
  const compressed = content.get("lst");
  if (!(compressed instanceof Uint8Array)) throw new SignedListError("another format");
  // By what is signed: a signature has a twin that holds as well.
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", payload));
  return { body, issuedAt, bits: await inflate(compressed), name: digest.slice(0, NAME_BYTES) };
}

/** What changed in the list of `body`, once a signature of it holds. Throws `SignedListError`. */
export async function verifyStatusDelta(
  message: Uint8Array,
  body: number,
  trust: TrustList,
): Promise<StatusDelta> {
  if (message.length > MAX_DELTA_BYTES) throw new SignedListError("larger than a delta can be");
  const { issuedAt, claims } = await openToken(message, DELTA_TYPE, body, trust);
  const content = claims.get(CHANGES);
  const [base, size, gaps] = Array.isArray(content) && content.length === 3 ? content : [];
  if (
    !(base instanceof Uint8Array && base.length === NAME_BYTES) ||
    !(typeof size === "number" && size >= 0 && size <= MAX_LIST_BYTES) ||
    !Array.isArray(gaps)
  ) {
    throw new SignedListError("another format");
  }
  let card = -1;
  const flips = gaps.map((gap) => {
    if (typeof gap !== "number" || gap < 0) throw new SignedListError("another format");
    card += gap + 1;
    if (card >= size * 8) throw new SignedListError("changes a card beyond the end of the list");
    return card;
  });
  return { body, issuedAt, base, size, flips };
}

/** The list as the delta has it; `base` itself where the delta is older, or another list's. */
export function advance(base: StatusList, delta: StatusDelta): StatusList {
  if (delta.body !== base.body || !equal(delta.base, base.name)) return base;
  if (delta.issuedAt < base.issuedAt || delta.size < base.bits.length) return base;
  const bits = new Uint8Array(delta.size);
  bits.set(base.bits);
  for (const card of delta.flips)
    bits[Math.floor(card / 8)] = (bits[Math.floor(card / 8)] as number) ^ (1 << (card % 8));
  return { ...base, issuedAt: delta.issuedAt, bits };
}

/** What a body signed about its status list, with the claims that are common. */
interface Token {
  readonly issuedAt: number;
  readonly claims: ReadonlyMap<CborKey, CborValue>;
  readonly payload: Bytes;
}

/**
 * The token of this type, signed by one of the body's keys, in force at the date. A key that was
 * taken off the trust list vouches for none, whatever the date: who stole it writes the date.
 */
async function openToken(
  message: Uint8Array,
  type: string,
  body: number,
  trust: TrustList,
): Promise<Token> {
  const { protectedBytes, payload, signature } = parseSign1(message);
  const key = [...trust.keys.values()].find(
    ({ body: owner, kid }) => owner === body && equal(protectedHeader(kid, type), protectedBytes),
  );
  if (!key) throw new SignedListError("signed by a key that the body has not");
  if (!(await verifies(key.publicKey, signature, toBeSigned(protectedBytes, payload))))
    throw new SignedListError("the signature does not hold");
  const claims = readCbor(payload);
  if (!(claims instanceof Map)) throw new SignedListError("another format");
  if (claims.get(1) !== issuerName(body) || claims.get(2) !== statusUri(body))
    throw new SignedListError("the list of another body");
  const issuedAt = claims.get(6);
  if (typeof issuedAt !== "number") throw new SignedListError("another format");
  if (issuedAt < key.notBefore || issuedAt >= key.expires)
    throw new SignedListError("signed while its key was not in force");
  return { issuedAt, claims, payload };
}

/** zlib (RFC 1950), stopped as soon as it grows beyond what a list may hold. */
async function inflate(compressed: Bytes): Promise<Bytes> {
  const parts: Uint8Array[] = [];
  let length = 0;
  try {
    const stream = new Blob([compressed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      length += part.value.length;
      if (length > MAX_LIST_BYTES) {
        await reader.cancel();
        break;
      }
      parts.push(part.value);
    }
  } catch (error) {
    throw new SignedListError("damaged compression", { cause: error });
  }
  if (length > MAX_LIST_BYTES) throw new SignedListError("more bits than a list may have");
  return concat(...parts);
}
