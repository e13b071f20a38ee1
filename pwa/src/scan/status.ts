/** The status list of a body: one bit a card, set when the card was revoked. */

import { type Bytes, concat, equal } from "../card/bytes";
import { protectedHeader, toBeSigned } from "../card/cose";
import { issuerName, statusUri } from "../card/credential";
import { readCbor } from "./cbor";
import { verifies } from "./p256";
import { MAX_LIST_BYTES, parseSign1, SignedListError } from "./signed";
import type { TrustList } from "./trust";

const TYPE = "application/statuslist+cwt";

export interface StatusList {
  readonly body: number;
  /** Unix seconds. */
  readonly issuedAt: number;
  readonly bits: Bytes;
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
  const signed = parseSign1(message);
  const key = [...trust.keys.values()].find(
    (candidate) =>
      candidate.body === body && equal(protectedHeader(candidate.kid, TYPE), signed.protectedBytes),
  );
  if (!key) throw new SignedListError("signed by a key that the body has not");
  const tbs = toBeSigned(signed.protectedBytes, signed.payload);
  if (!(await verifies(key.publicKey, signed.signature, tbs)))
    throw new SignedListError("the signature does not hold");
  const claims = readCbor(signed.payload);
  if (!(claims instanceof Map)) throw new SignedListError("another format");
  const issuedAt = claims.get(6);
  const content = claims.get(65533);
  if (claims.get(1) !== issuerName(body) || claims.get(2) !== statusUri(body)) {
    throw new SignedListError("the list of another body");
  }
  if (!(content instanceof Map) || content.get("bits") !== 1)
    throw new SignedListError("another format");
  const compressed = content.get("lst");
  if (typeof issuedAt !== "number" || !(compressed instanceof Uint8Array))
    throw new SignedListError("another format");
  if (issuedAt < key.notBefore || issuedAt >= key.expires)
    throw new SignedListError("signed while its key was not in force");
  return { body, issuedAt, bits: await inflate(compressed) };
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
