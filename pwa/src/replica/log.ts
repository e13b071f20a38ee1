/** A device's append-only log: numbered from 1, chained by hashes that never travel. */

import { type Bytes, concat } from "../card/bytes";
import { DEVICE_ID_BYTES, type Entry, entryTypes } from "../schemas/wire";
import { entryCodec } from "./codec";

/** The head of a log without entries. */
export const EMPTY_HEAD: Bytes = new Uint8Array(32);

/** A device's name, 12 bytes, from its 33-byte compressed P-256 public key. */
export async function deviceId(publicKey: Uint8Array): Promise<Bytes> {
  return (await sha256(publicKey)).slice(0, DEVICE_ID_BYTES);
}

/** The head after `entries`: head(n) = SHA-256(head(n-1) || entry(n)). */
export async function chain(head: Bytes, entries: Iterable<Uint8Array>): Promise<Bytes> {
  let newest = head;
  for (const entry of entries) newest = await sha256(concat(newest, entry));
  return newest;
}

/** The MessagePack bytes that are chained, stored and sent. Throws Malformed. */
export function encodeEntry(entry: Entry): Bytes {
  return entryCodec.pack(entry.type, entry);
}

/** Reads one entry. Throws Malformed. */
export function decodeEntry(data: Uint8Array): Entry {
  return entryCodec.unpackTagged(entryTypes, data) as Entry;
}

async function sha256(data: Uint8Array): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(data)));
}
