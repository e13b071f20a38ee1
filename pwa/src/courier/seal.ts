/** Sealing: HPKE (RFC 9180), base mode, P-256, HKDF-SHA-256, AES-128-GCM. */

import { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } from "@hpke/core";
import { type Bytes, concat } from "../card/bytes";
import { POINT_BYTES } from "../schemas/courier";
import { MalformedParcel } from "./parcel";

const suite = new CipherSuite({
  kem: new DhkemP256HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes128Gcm(),
});

/** The key that an answer is sealed to; its private half never leaves this browser. */
export function makeReplyKey(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
}

/** 65 bytes: the uncompressed point. */
export async function pointOf(key: CryptoKey): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.exportKey("raw", key));
}

/** The encapsulated key, then the ciphertext. Rejects if `point` is none. */
export async function seal(point: Bytes, info: Bytes, plain: Bytes): Promise<Bytes> {
  const recipientPublicKey = await suite.kem.deserializePublicKey(point.buffer);
  const sealed = await suite.seal({ recipientPublicKey, info: info.buffer }, plain.buffer);
  return concat(new Uint8Array(sealed.enc), new Uint8Array(sealed.ct));
}

/** Rejects with MalformedParcel for what does not open. */
export async function unseal(keys: CryptoKeyPair, info: Bytes, sealed: Bytes): Promise<Bytes> {
  try {
    const enc = sealed.slice(0, POINT_BYTES).buffer;
    const parts = { recipientKey: keys, enc, info: info.buffer };
    return new Uint8Array(await suite.open(parts, sealed.slice(POINT_BYTES).buffer));
  } catch (error) {
    throw new MalformedParcel("does not open", { cause: error });
  }
}
