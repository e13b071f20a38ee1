/** Writes the few kinds of CBOR that a card is made of, in shortest form (RFC 8949 section 4.2.1). */

import { type Bytes, concat, utf8 } from "./bytes";

/** The head of an item: its major type, and its value or length below 2^32. */
function head(major: number, value: number): Bytes {
  const type = major << 5;
  if (value < 24) return Uint8Array.of(type | value);
  if (value < 0x100) return Uint8Array.of(type | 24, value);
  if (value < 0x10000) return Uint8Array.of(type | 25, value >> 8, value & 0xff);
  return Uint8Array.of(
    type | 26,
    value >>> 24,
    (value >>> 16) & 0xff,
    (value >>> 8) & 0xff,
    value & 0xff,
  );
}

export function integer(value: number): Bytes {
  return value < 0 ? head(1, -1 - value) : head(0, value);
}

export function byteString(value: Uint8Array): Bytes {
  return concat(head(2, value.length), value);
}

export function text(value: string): Bytes {
  const bytes = utf8(value);
  return concat(head(3, bytes.length), bytes);
}

export function array(...items: Bytes[]): Bytes {
  return concat(head(4, items.length), ...items);
}

/** Keys and values alternately, the keys already in order. */
export function map(...keysAndValues: Bytes[]): Bytes {
  return concat(head(5, keysAndValues.length / 2), ...keysAndValues);
}

export function tag(number: number, item: Bytes): Bytes {
  return concat(head(6, number), item);
}

export function boolean(value: boolean): Bytes {
  return Uint8Array.of(value ? 0xf5 : 0xf4);
}
