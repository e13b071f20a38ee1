/** Packing what this phone has not sent: sealed so that whoever carries it cannot read it. */

import { type Bytes, concat, equal, hex } from "../card/bytes";
import type { Replica } from "../replica";
import { fromBase64url } from "../replica/base64url";
import { type HandedOver, outgoing, type Room } from "../replica/carried";
import { MAX_PARCEL_REQUESTS, PARCEL_ID_BYTES } from "../schemas/courier";
import type { Instance } from "../schemas/wire";
import { encodeContent, installationTag, parcelHeader, parcelInfo, readParcel } from "./parcel";
import { makeReplyKey, pointOf, seal } from "./seal";
import { handed as handedOver, loadShelf, noteHanded, type Way } from "./shelf";

const ROOM: Readonly<Record<Way, Room>> = {
  codes: { requests: 1, bytes: 64 * 1024, replyKb: 1 },
  file: { requests: MAX_PARCEL_REQUESTS, bytes: 384 * 1024, replyKb: 64 },
};

/** This phone was never told the server's key: it must have been online once since. */
export class NoSealingKey extends Error {}

export interface Packed {
  readonly bytes: Bytes;
  /** Entries in it, and those that found no room. */
  readonly records: number;
  readonly left: number;
}

/**
 * What is to be handed over: the parcel made before if nothing has changed since, so that a phone
 * that has read some of its codes need not begin anew. Rejects with NoSealingKey or StorageRefused.
 */
export async function packParcel(
  replica: Replica,
  instance: Instance | null,
  way: Way,
): Promise<Packed> {
  // What was kept by an older app has no key yet.
  const key = instance?.id === replica.name.instance ? instance.sealing_key : undefined;
  if (!key) throw new NoSealingKey();
  const keyId = fromBase64url(key.id);
  const { requests, left, ...handed } = await outgoing(replica.name, ROOM[way]);
  const records = handed.last - handed.first + 1;
  await loadShelf();
  const before = handedOver.value.find(
    (one) =>
      one.way === way &&
      one.outcome === null &&
      same(one.handed, handed) &&
      equal(readParcel(one.bytes).key, keyId),
  );
  if (before) return { bytes: before.bytes, records, left };
  const keys = await makeReplyKey();
  const id = crypto.getRandomValues(new Uint8Array(PARCEL_ID_BYTES));
  const header = parcelHeader(await installationTag(replica.name.instance), keyId, id);
  const plain = encodeContent(await pointOf(keys.publicKey), requests);
  const sealed = await seal(fromBase64url(key.public_key), parcelInfo(header), plain);
  const bytes = concat(header, sealed);
  // Noted before it is shown: an answer must find its key.
  await noteHanded({
    id: hex(id),
    owner: replica.name,
    handed,
    way,
    bytes,
    keys,
    at: Date.now(),
    outcome: null,
    serverMs: 0,
  });
  return { bytes, records, left };
}

function same(a: HandedOver, b: HandedOver): boolean {
  return (
    equal(a.device, b.device) &&
    equal(a.cursor, b.cursor) &&
    equal(a.challenge, b.challenge) &&
    a.first === b.first &&
    a.last === b.last
  );
}
