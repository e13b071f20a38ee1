/** P-256 public keys in compressed form (SEC 1), and signatures by them. */

import type { Bytes } from "../card/bytes";
import { hex } from "../card/bytes";

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256" } as const;
const P = 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** Whether a raw `r || s` signature holds. False for a key that is no point; never rejects. */
export async function verifies(
  publicKey: Uint8Array,
  signature: Uint8Array,
  message: Uint8Array,
  subtle: SubtleCrypto = crypto.subtle,
): Promise<boolean> {
  try {
    const key = await importPublicKey(publicKey, subtle);
    return await subtle.verify(
      { name: "ECDSA", hash: "SHA-256" },
      key,
      new Uint8Array(signature),
      new Uint8Array(message),
    );
  } catch {
    return false;
  }
}

/** Imports a compressed key, decompressing it where the browser refuses the short form. */
export async function importPublicKey(
  compressed: Uint8Array,
  subtle: SubtleCrypto = crypto.subtle,
): Promise<CryptoKey> {
  try {
    return await subtle.importKey("raw", new Uint8Array(compressed), ALGORITHM, false, ["verify"]);
  } catch {
    return await subtle.importKey("raw", decompress(compressed), ALGORITHM, false, ["verify"]);
  }
}

/** The 65-byte form of a 33-byte key. Throws RangeError when the curve has no such point. */
export function decompress(compressed: Uint8Array): Bytes {
  const sign = compressed[0];
  if (compressed.length !== 33 || (sign !== 2 && sign !== 3))
    throw new RangeError("not a compressed key");
  const x = BigInt(`0x${hex(compressed.subarray(1))}`);
  if (x >= P) throw new RangeError("not a point of P-256");
  const square = ((((x * x - 3n) * x + B) % P) + P) % P;
  const root = power(square, (P + 1n) / 4n); // P is 3 modulo 4
  if ((root * root) % P !== square) throw new RangeError("not a point of P-256");
  const y = (root & 1n) === BigInt(sign & 1) ? root : P - root;
  const point = new Uint8Array(65);
  point[0] = 4;
  point.set(compressed.subarray(1), 1);
  const digits = y.toString(16).padStart(64, "0");
  for (let at = 0; at < 32; at++)
    point[33 + at] = Number.parseInt(digits.slice(2 * at, 2 * at + 2), 16);
  return point;
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base, left = exponent; left > 0n; left >>= 1n, square = (square * square) % P) {
    if (left & 1n) result = (result * square) % P;
  }
  return result;
}
