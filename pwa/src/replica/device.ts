/** This browser's own key: made here, never leaving it. */

import { type Bytes, concat } from "../card/bytes";
import { deviceId } from "./log";

const KEY = { name: "ECDSA", namedCurve: "P-256" } as const;
const SIGNATURE = { name: "ECDSA", hash: "SHA-256" } as const;

export interface DeviceKey {
  readonly id: Bytes;
  /** 33 bytes: SEC 1, compressed. */
  readonly publicKey: Bytes;
  /** Not extractable: it can be kept in IndexedDB and used, and nothing else. */
  readonly privateKey: CryptoKey;
}

export async function makeKey(): Promise<DeviceKey> {
  const { publicKey, privateKey } = await crypto.subtle.generateKey(KEY, false, ["sign", "verify"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", publicKey));
  const compressed = concat(Uint8Array.of(2 + ((point[64] ?? 0) & 1)), point.subarray(1, 33));
  return { id: await deviceId(compressed), publicKey: compressed, privateKey };
}

/** 64 bytes, `r || s`. */
export async function sign(
  { privateKey }: Pick<DeviceKey, "privateKey">,
  message: Uint8Array,
): Promise<Bytes> {
  const signature = await crypto.subtle.sign(SIGNATURE, privateKey, new Uint8Array(message));
  return new Uint8Array(signature);
}
