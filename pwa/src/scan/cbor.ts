/**
 * Reads CBOR in deterministic encoding (RFC 8949 section 4.2.1) and nothing else: shortest lengths,
 * map keys in order and once, integers below 2^53 - 1, no floats, no tags, no null, a bounded depth. The
 * twin is `server/cards/cbor.py`.
 */

import { type Bytes, hex } from "../card/bytes";

export type CborKey = number | string;
export type CborValue = number | string | boolean | Bytes | CborValue[] | Map<CborKey, CborValue>;

/** Bytes that no signer of this system writes. */
export class CborError extends Error {
  override name = "CborError";
}

const MAX_DEPTH = 8;

export function readCbor(data: Uint8Array): CborValue {
  const reader = new Reader(new Uint8Array(data));
  const value = reader.item(0);
  if (!reader.atEnd) throw new CborError("trailing bytes");
  return value;
}

class Reader {
  readonly #data: Bytes;
  #at = 0;

  constructor(data: Bytes) {
    this.#data = data;
  }

  get atEnd(): boolean {
    return this.#at === this.#data.length;
  }

  item(depth: number): CborValue {
    if (depth > MAX_DEPTH) throw new CborError("nested too deeply");
    const first = this.#take(1)[0] as number;
    if (first === 0xf4 || first === 0xf5) return first === 0xf5;
    if (first >> 5 > 5) throw new CborError("a kind of item that has no place here");
    const value = this.#argument(first & 0x1f);
    switch (first >> 5) {
      case 0:
        return value;
      case 1:
        return -1 - value;
      case 2:
        return this.#take(value);
      case 3:
        return this.#text(value);
      case 4:
        return this.#array(value, depth);
      default:
        return this.#map(value, depth);
    }
  }

  #take(length: number): Bytes {
    if (length > this.#data.length - this.#at) throw new CborError("cut short");
    this.#at += length;
    return this.#data.slice(this.#at - length, this.#at);
  }

  #argument(info: number): number {
    if (info < 24) return info;
    if (info > 27) throw new CborError("a length that is not given");
    const bytes = this.#take(2 ** (info - 24));
    const value = bytes.reduce((sum, byte) => sum * 256 + byte, 0);
    const least = [24, 0x100, 0x10000, 0x100000000][info - 24] as number;
    if (value < least || value >= Number.MAX_SAFE_INTEGER)
      throw new CborError("not in shortest form");
    return value;
  }

  #text(length: number): string {
    const bytes = this.#take(length);
    try {
      return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch (error) {
      throw new CborError("not UTF-8", { cause: error });
    }
  }

  /** The declared length is never trusted: an item takes at least one byte. */
  #bounded(count: number): void {
    if (count > this.#data.length - this.#at) throw new CborError("cut short");
  }

  #array(count: number, depth: number): CborValue[] {
    this.#bounded(count);
    return Array.from({ length: count }, () => this.item(depth + 1));
  }

  #map(count: number, depth: number): Map<CborKey, CborValue> {
    this.#bounded(count);
    const entries = new Map<CborKey, CborValue>();
    let last = "";
    for (let left = count; left > 0; left--) {
      const start = this.#at;
      const key = this.item(depth + 1);
      if (typeof key !== "number" && typeof key !== "string") throw new CborError("no key");
      const encoded = hex(this.#data.subarray(start, this.#at));
      if (encoded <= last) throw new CborError("keys out of order, or one twice");
      last = encoded;
      entries.set(key, this.item(depth + 1));
    }
    return entries;
  }
}
