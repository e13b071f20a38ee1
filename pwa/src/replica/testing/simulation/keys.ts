/**
 * Keys from a pool and hashing without threads: which of two promises resolves first must not
 * depend on the machine. What is computed is the same as by WebCrypto.
 */

import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto";
import { concat } from "../../../card/bytes";
import type { DeviceKey } from "../../device";
import { deviceId } from "../../log";

/** What stands in IndexedDB for a key that cannot be extracted. */
interface PoolKey {
  readonly pool: number;
}

const pool: KeyObject[] = [];
const made = new Map<number, DeviceKey>();

/** PKCS #8, in hexadecimal. */
export function fillPool(keys: readonly string[]): void {
  for (const key of keys) {
    pool.push(createPrivateKey({ key: Buffer.from(key, "hex"), format: "der", type: "pkcs8" }));
  }
}

export async function keyOf(number: number): Promise<DeviceKey> {
  const known = made.get(number);
  if (known) return known;
  const { x = "", y = "" } = createPublicKey(privateKey(number)).export({ format: "jwk" });
  const odd = (Buffer.from(y, "base64url").at(-1) ?? 0) & 1;
  const publicKey = concat(Uint8Array.of(2 + odd), new Uint8Array(Buffer.from(x, "base64url")));
  const key = {
    id: await deviceId(publicKey),
    publicKey,
    privateKey: { pool: number } as unknown as CryptoKey,
  };
  made.set(number, key);
  return key;
}

function privateKey(number: number): KeyObject {
  const key = pool[number];
  if (!key) throw new Error(`the pool has no key ${number}`);
  return key;
}

const subtle = {
  digest: (_algorithm: string, data: Uint8Array): Promise<ArrayBuffer> =>
    Promise.resolve(exact(createHash("sha256").update(data).digest())),
  sign: (_algorithm: unknown, key: unknown, data: Uint8Array): Promise<ArrayBuffer> => {
    const signer = privateKey((key as PoolKey).pool);
    return Promise.resolve(exact(sign("sha256", data, { key: signer, dsaEncoding: "ieee-p1363" })));
  },
};

function exact(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}

export function withoutThreads(): void {
  Object.defineProperty(globalThis, "crypto", { value: { subtle }, configurable: true });
}
