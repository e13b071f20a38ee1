/**
 * Whether a passkey's answer opens the lock, checked on the phone (WebAuthn level 3, section 7.2).
 * Pure: what was asked and the stored key come in as arguments. Of that section we leave out the
 * counter, which the server keeps, and extensions, of which we ask for none.
 */

import type { LockKey } from "../account/app-lock";
import { type Bytes, concat, equal, utf8 } from "../card/bytes";
import { fromBase64url, toBase64url } from "../replica/base64url";

/** What `navigator.credentials.get` gave. */
export interface Assertion {
  /** Base64url. */
  readonly id: string;
  /** The JSON that the browser wrote, as it wrote it. */
  readonly clientData: Bytes;
  readonly authenticatorData: Bytes;
  readonly signature: Bytes;
}

/** What the browser was asked, and where. */
export interface Asked {
  readonly challenge: Bytes;
  readonly origin: string;
  readonly rpId: string;
}

export type AssertionFault =
  /** Another passkey than the lock's. */
  | "passkey"
  /** Not the JSON of a browser's answer, or of another ceremony. */
  | "type"
  | "challenge"
  /** Asked by another site, or from within one. */
  | "origin"
  /** Too short, or made for another relying party. */
  | "relying-party"
  /** Nobody touched it. */
  | "presence"
  /** Nobody showed finger, face or number. */
  | "verification"
  | "signature";

const RP_ID_HASH_BYTES = 32;
/** Hash, flags, counter. */
const HEAD_BYTES = RP_ID_HASH_BYTES + 1 + 4;
const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;

/** Null if it opens. Never rejects. */
export async function assertionFault(
  assertion: Assertion,
  asked: Asked,
  key: LockKey,
): Promise<AssertionFault | null> {
  if (assertion.id !== key.id) return "passkey";
  const client = clientDataOf(assertion.clientData);
  if (client?.type !== "webauthn.get") return "type";
  if (client.challenge !== toBase64url(asked.challenge)) return "challenge";
  if (client.origin !== asked.origin || client.crossOrigin) return "origin";
  const data = assertion.authenticatorData;
  const party = await sha256(utf8(asked.rpId));
  if (data.length < HEAD_BYTES || !equal(data.subarray(0, RP_ID_HASH_BYTES), party))
    return "relying-party";
  const flags = data[RP_ID_HASH_BYTES] ?? 0;
  if (!(flags & USER_PRESENT)) return "presence";
  if (!(flags & USER_VERIFIED)) return "verification";
  const signed = concat(data, await sha256(assertion.clientData));
  return (await holds(key, assertion.signature, signed)) ? null : "signature";
}

interface ClientData {
  readonly type?: unknown;
  readonly challenge?: unknown;
  readonly origin?: unknown;
  readonly crossOrigin?: unknown;
}

function clientDataOf(bytes: Bytes): ClientData | null {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as ClientData | null;
  } catch {
    return null;
  }
}

/** A COSE algorithm (RFC 9053, RFC 8812) in the words of WebCrypto. */
interface Algorithm {
  readonly key: AlgorithmIdentifier | EcKeyImportParams | RsaHashedImportParams;
  readonly verify: AlgorithmIdentifier | EcdsaParams;
  /** The signature as WebCrypto takes it; throws RangeError for what is none. */
  readonly raw: (signature: Bytes) => Bytes;
}

/** Those that the server asks for: `server/accounts/passkeys.py`. */
const ALGORITHMS: ReadonlyMap<number, Algorithm> = new Map([
  [
    -7,
    {
      key: { name: "ECDSA", namedCurve: "P-256" },
      verify: { name: "ECDSA", hash: "SHA-256" },
      raw: rawOfDer,
    },
  ],
  [-8, { key: "Ed25519", verify: "Ed25519", raw: (signature: Bytes) => signature }],
  [
    -257,
    {
      key: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" },
      verify: "RSASSA-PKCS1-v1_5",
      raw: (signature: Bytes) => signature,
    },
  ],
]);

/** Whether keys of this kind can be checked here at all. */
export function isKnown(algorithm: number): boolean {
  return ALGORITHMS.has(algorithm);
}

/** False too for a key that this browser cannot read. */
async function holds(key: LockKey, signature: Bytes, signed: Bytes): Promise<boolean> {
  const algorithm = ALGORITHMS.get(key.algorithm);
  if (!algorithm) return false;
  try {
    const raw = algorithm.raw(signature);
    const der = fromBase64url(key.publicKey);
    const imported = await crypto.subtle.importKey("spki", der, algorithm.key, false, ["verify"]);
    return await crypto.subtle.verify(algorithm.verify, imported, raw, signed);
  } catch {
    return false;
  }
}

const COORDINATE_BYTES = 32;

/**
 * `r || s` of an ECDSA signature in DER (RFC 3279 section 2.2.3), in its one shortest form. Throws
 * RangeError for anything else.
 */
export function rawOfDer(der: Bytes): Bytes {
  const [sequence, end] = element(der, 0, 0x30);
  if (end !== der.length) throw new RangeError("bytes after the signature");
  const [r, afterR] = element(sequence, 0, 0x02);
  const [s, afterS] = element(sequence, afterR, 0x02);
  if (afterS !== sequence.length) throw new RangeError("more than two numbers");
  return concat(coordinate(r), coordinate(s));
}

/** The content at `at`, and where it ends. Lengths below 128 suffice: two numbers take 70 bytes. */
function element(data: Bytes, at: number, tag: number): [Bytes, number] {
  const length = data[at + 1] ?? 0x80;
  const end = at + 2 + length;
  if (data[at] !== tag || length >= 0x80 || end > data.length) throw new RangeError("no such DER");
  return [data.slice(at + 2, end), end];
}

/** A positive number, padded to 32 bytes. */
function coordinate(integer: Bytes): Bytes {
  const [first = 0x80, second = 0] = integer;
  const padded = first === 0 && integer.length > 1;
  if (first >= 0x80 || (padded && second < 0x80)) throw new RangeError("no positive number");
  const digits = padded ? integer.subarray(1) : integer;
  if (digits.length > COORDINATE_BYTES) throw new RangeError("too large");
  return concat(new Uint8Array(COORDINATE_BYTES - digits.length), digits);
}

async function sha256(bytes: Bytes): Promise<Bytes> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
