/** The printed code of a place, as a member's phone reads it (R22). See `schemas/credential.md`. */

import { type Bytes, concat, number, utf8 } from "../card/bytes";
import { array, integer } from "../card/cbor";
import { protectedHeader, SIGNATURE_BYTES, toBeSigned } from "../card/cose";
import { decodeBase32 } from "./base32";
import { verifies } from "./p256";
import { keyName, type TrustList } from "./trust";

const URL_FORM = /^https?:\/\/[A-Z0-9.\-:[\]]{1,260}\/V\/([A-Z2-7]+)$/i;
const CONTEXT = "furusato-venue-v1";
const TOKEN_CONTEXT = "furusato-venue-token-v1";
const RAW_BYTES = 13 + SIGNATURE_BYTES;
const MAX_TEXT = 512;

export type VenueReading =
  | {
      readonly kind: "venue";
      readonly body: number;
      readonly place: number;
      /** Counts the codes made for one place: an older one is withdrawn. */
      readonly serial: number;
      /** Eight bytes that only someone who read the code can name: what the entry keeps. */
      readonly token: Bytes;
    }
  | { readonly kind: "not_ours" | "unreadable" | "unknown_issuer" };

/** The place that a code names, once its signature holds, whatever host the URL names. */
export async function readVenueCode(
  scanned: string,
  trust: TrustList,
  now: number,
): Promise<VenueReading> {
  const text = scanned.replace(/[\r\n\t]+$/, "");
  const found = text.length <= MAX_TEXT ? URL_FORM.exec(text) : null;
  if (!found) return { kind: "not_ours" };
  const raw = decodeBase32((found[1] as string).toUpperCase());
  if (raw?.length !== RAW_BYTES) return { kind: "unreadable" };
  const [body, place, serial] = [number(raw, 0, 3), number(raw, 3, 7), number(raw, 7, 9)];
  const kid = raw.subarray(9, 13);
  const key = trust.keys.get(keyName(body, kid));
  if (!key || now < key.notBefore || now >= key.expires) return { kind: "unknown_issuer" };
  const payload = array(integer(body), integer(place), integer(serial));
  const message = toBeSigned(protectedHeader(kid), payload, utf8(CONTEXT));
  if (!(await verifies(key.publicKey, raw.subarray(13), message))) return { kind: "unreadable" };
  const digest = await crypto.subtle.digest("SHA-256", concat(utf8(TOKEN_CONTEXT), raw));
  return { kind: "venue", body, place, serial, token: new Uint8Array(digest).slice(0, 8) };
}
