/** Packing what this phone has not sent: sealed so that whoever carries it cannot read it. */

import { type Bytes, concat, hex } from "../card/bytes";
import type { Replica } from "../replica";
import { fromBase64url } from "../replica/base64url";
import { outgoing, type Room } from "../replica/carried";
import { MAX_PARCEL_REQUESTS, PARCEL_ID_BYTES } from "../schemas/courier";
import type { Instance } from "../schemas/wire";
import { encodeContent, installationTag, parcelHeader, parcelInfo } from "./parcel";
import { makeReplyKey, pointOf, seal } from "./seal";
import { noteHanded } from "./shelf";

/** Codes are shown one by one, so what they carry is kept short, both ways. */
export type Way = "codes" | "file";

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

/** A new parcel. Rejects with NoSealingKey or StorageRefused. */
export async function packParcel(
  replica: Replica,
  instance: Instance | null,
  way: Way,
): Promise<Packed> {
  // What was kept by an older app has no key yet.
  const key = instance?.id === replica.name.instance ? instance.sealing_key : undefined;
  if (!key) throw new NoSealingKey();
  const { requests, left, ...handed } = await outgoing(replica.name, ROOM[way]);
  const keys = await makeReplyKey();
  const id = crypto.getRandomValues(new Uint8Array(PARCEL_ID_BYTES));
  const tag = await installationTag(replica.name.instance);
  const header = parcelHeader(tag, fromBase64url(key.id), id);
  const plain = encodeContent(await pointOf(keys.publicKey), requests);
  const sealed = await seal(fromBase64url(key.public_key), parcelInfo(header), plain);
  // Noted before it is shown: an answer must find its key.
  await noteHanded({
    id: hex(id),
    owner: replica.name,
    handed,
    keys,
    at: Date.now(),
    outcome: null,
    serverMs: 0,
  });
  return { bytes: concat(header, sealed), records: handed.last - handed.first + 1, left };
}
