import type { Bytes } from "../card/bytes";

const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** Strict base32 (RFC 4648, no padding): spare bits must be zero, so that a code has one spelling. */
export function decodeBase32(text: string): Bytes | null {
  const bytes: number[] = [];
  let bits = 0;
  let count = 0;
  for (const character of text) {
    bits = (bits << 5) | BASE32.indexOf(character);
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes.push(bits >> count);
      bits &= (1 << count) - 1;
    }
  }
  return count < 5 && bits === 0 ? Uint8Array.from(bytes) : null;
}

export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let count = 0;
  for (const byte of bytes) {
    bits = (bits << 8) | byte;
    count += 8;
    while (count >= 5) {
      count -= 5;
      text += BASE32[bits >> count];
      bits &= (1 << count) - 1;
    }
  }
  return count ? text + BASE32[bits << (5 - count)] : text;
}
