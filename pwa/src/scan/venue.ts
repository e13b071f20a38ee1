/** The printed code of a place, as a member's phone reads it (R22). See `schemas/credential.md`. */

import { type Bytes, concat, number, utf8 } from "../card/bytes";
import { array, integer } from "../card/cbor";
import { protectedHeader, SIGNATURE_BYTES, toBeSigned } from "../card/cose";
import { decodeBase32 } from "./base32";
import { verifies } from "./p256";
import { keyName, type TrustList } from "./trust";

const URL_FORM = /^https?:\/\/[A-Z0-9.\-:[\]]{1,260}\/([VP])\/([A-Z2-7]+)$/i;
const CONTEXT = "furusato-venue-v1";
const TOKEN_CONTEXT = "furusato-venue-token-v1";
const PROJECT_CONTEXT = "furusato-project-v1";
const PROJECT_TOKEN_CONTEXT = "furusato-project-token-v1";
/** Where the numbers end and the kid begins. */
const HEAD_BYTES = 9;
const PROJECT_HEAD_BYTES = 13;
const KID_BYTES = 4;
const MAX_TEXT = 512;

export type VenueReading =
  | {
      readonly kind: "venue";
      readonly body: number;
      readonly place: number;
      /** 0 where the code is the place's own. */
      readonly project: number;
      /** Counts the codes made for one thing: an older one is withdrawn. */
      readonly serial: number;
      /** Eight bytes that only someone who read the code can name: what the entry keeps. */
      readonly token: Bytes;
    }
  | { readonly kind: "not_ours" | "unreadable" | "unknown_issuer" };

/** The place, and the project, that a code names, once its signature holds, whatever host the URL names. */
export async function readVenueCode(
  scanned: string,
  trust: TrustList,
  now: number,
): Promise<VenueReading> {
  const text = scanned.replace(/[\r\n\t]+$/, "");
  const found = text.length <= MAX_TEXT ? URL_FORM.exec(text) : null;
  if (!found) return { kind: "not_ours" };
  const ofProject = /P/i.test(found[1] as string);
  const raw = decodeBase32((found[2] as string).toUpperCase());
  const head = ofProject ? PROJECT_HEAD_BYTES : HEAD_BYTES;
  if (raw?.length !== head + KID_BYTES + SIGNATURE_BYTES) return { kind: "unreadable" };
  const [body, place, serial] = [number(raw, 0, 3), number(raw, 3, 7), number(raw, head - 2, head)];
  const project = ofProject ? number(raw, 7, 11) : 0;
  const kid = raw.subarray(head, head + KID_BYTES);
  const key = trust.keys.get(keyName(body, kid));
  if (!key || now < key.notBefore || now >= key.expires) return { kind: "unknown_issuer" };
  const numbers = ofProject ? [body, place, project, serial] : [body, place, serial];
  const context = utf8(ofProject ? PROJECT_CONTEXT : CONTEXT);
  const message = toBeSigned(protectedHeader(kid), array(...numbers.map(integer)), context);
  const signature = raw.subarray(head + KID_BYTES);
  if (!(await verifies(key.publicKey, signature, message))) return { kind: "unreadable" };
  const named = concat(utf8(ofProject ? PROJECT_TOKEN_CONTEXT : TOKEN_CONTEXT), raw);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", named));
  return { kind: "venue", body, place, project, serial, token: digest.slice(0, 8) };
}
