/** The courier's bytes, as `sync/courier.py` has them: what stands outside, what is sealed inside. */

import { type Bytes, concat, equal, number, utf8 } from "../card/bytes";
import {
  ANSWER_HEADER_BYTES,
  ANSWER_INFO,
  ANSWER_MAGIC,
  AnswerKind,
  INSTALLATION_BYTES,
  MAX_PARCEL_BYTES,
  MAX_PARCEL_REQUESTS,
  PARCEL_HEADER_BYTES,
  PARCEL_ID_BYTES,
  PARCEL_INFO,
  PARCEL_MAGIC,
  POINT_BYTES,
  SEAL_TAG_BYTES,
  SEALING_KEY_ID_BYTES,
  SMALLEST_SEALED,
  STEPS_PER_DOUBLING,
} from "../schemas/courier";

/** What sealing adds: the encapsulated key and the tag. */
const SEAL_BYTES = POINT_BYTES + SEAL_TAG_BYTES;
const LENGTH_BYTES = 4;
const KEY_AT = PARCEL_MAGIC.length + INSTALLATION_BYTES;
const ID_AT = KEY_AT + SEALING_KEY_ID_BYTES;

/** Bytes that are no parcel or answer, or hold something else than they should. */
export class MalformedParcel extends Error {}

/** A parcel as its courier sees it. */
export interface Parcel {
  readonly installation: Bytes;
  /** Id of the server's key that it is sealed to. */
  readonly key: Bytes;
  readonly id: Bytes;
  readonly header: Bytes;
  readonly sealed: Bytes;
}

/** An answer as whoever carries it sees it. `parcel` is the id of what it answers. */
export interface Answer {
  readonly parcel: Bytes;
  readonly header: Bytes;
  readonly sealed: Bytes;
}

/** What names an installation outside a parcel. */
export async function installationTag(instance: string): Promise<Bytes> {
  const digest = await crypto.subtle.digest("SHA-256", utf8(instance));
  return new Uint8Array(digest).slice(0, INSTALLATION_BYTES);
}

/** The next of the lengths that parcels and answers have: four to each doubling. */
export function paddedSize(size: number): number {
  if (size <= SMALLEST_SEALED) return SMALLEST_SEALED;
  const step = 2 ** (31 - Math.clz32(size - 1)) / STEPS_PER_DOUBLING;
  return Math.ceil(size / step) * step;
}

export function parcelHeader(installation: Bytes, key: Bytes, id: Bytes): Bytes {
  return concat(utf8(PARCEL_MAGIC), installation, key, id);
}

/** HPKE's `info` of a parcel with this header. */
export function parcelInfo(header: Bytes): Bytes {
  return concat(utf8(PARCEL_INFO), header);
}

/** HPKE's `info` of an answer with this header. */
export function answerInfo(header: Bytes): Bytes {
  return concat(utf8(ANSWER_INFO), header);
}

/** Throws MalformedParcel. */
export function readParcel(data: Uint8Array): Parcel {
  if (!begins(data, PARCEL_MAGIC)) throw new MalformedParcel("not a parcel");
  if (data.length > MAX_PARCEL_BYTES || paddedSize(data.length) !== data.length) {
    throw new MalformedParcel("not a parcel's length");
  }
  return {
    installation: data.slice(PARCEL_MAGIC.length, KEY_AT),
    key: data.slice(KEY_AT, ID_AT),
    id: data.slice(ID_AT, ID_AT + PARCEL_ID_BYTES),
    header: data.slice(0, PARCEL_HEADER_BYTES),
    sealed: data.slice(PARCEL_HEADER_BYTES),
  };
}

/** Whether these bytes say that they are an answer. */
export function isAnswer(data: Uint8Array): boolean {
  return begins(data, ANSWER_MAGIC);
}

/** Throws MalformedParcel. */
export function readAnswer(data: Uint8Array): Answer {
  if (!isAnswer(data)) throw new MalformedParcel("not an answer");
  if (paddedSize(data.length) !== data.length) throw new MalformedParcel("not an answer's length");
  return {
    parcel: data.slice(ANSWER_MAGIC.length, ANSWER_HEADER_BYTES),
    header: data.slice(0, ANSWER_HEADER_BYTES),
    sealed: data.slice(ANSWER_HEADER_BYTES),
  };
}

/** What is sealed in a parcel, padded. Throws MalformedParcel for more than one holds. */
export function encodeContent(replyKey: Bytes, requests: readonly Bytes[]): Bytes {
  if (requests.length === 0 || requests.length > MAX_PARCEL_REQUESTS) {
    throw new MalformedParcel(`${requests.length} requests`);
  }
  const plain = concat(replyKey, Uint8Array.of(requests.length), ...requests.map(withLength));
  const around = PARCEL_HEADER_BYTES + SEAL_BYTES;
  const size = paddedSize(plain.length + around);
  if (size > MAX_PARCEL_BYTES) throw new MalformedParcel("more than a parcel holds");
  return concat(plain, new Uint8Array(size - around - plain.length));
}

/** Throws MalformedParcel. */
export function decodeAnswer(plain: Uint8Array): { kind: AnswerKind; body: Bytes } {
  const kind = Object.values(AnswerKind).find((each) => each === plain[0]);
  const start = 1 + LENGTH_BYTES;
  const end = start + number(plain, 1, start);
  if (kind === undefined || plain.length < Math.max(start, end)) {
    throw new MalformedParcel("no answer");
  }
  if (plain.subarray(end).some((byte) => byte !== 0)) {
    throw new MalformedParcel("something stands in the padding");
  }
  return { kind, body: plain.slice(start, end) };
}

function withLength(data: Bytes): Bytes {
  const length = new Uint8Array(LENGTH_BYTES);
  new DataView(length.buffer).setUint32(0, data.length);
  return concat(length, data);
}

function begins(data: Uint8Array, magic: string): boolean {
  return equal(data.subarray(0, magic.length), utf8(magic));
}
