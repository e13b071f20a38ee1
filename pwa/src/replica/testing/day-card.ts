/** A one-day card as a server gives it, but for the signature. */

import { concat } from "../../card/bytes";
import { EPOCH } from "../../card/credential";
import { type CardItem, CardState, Tier } from "../../schemas/wire";
import { startOf } from "../calendar";

/** From an hour before its day until six hours after it. */
const HOURS = 31;

export function dayCard(
  body: number,
  card: number,
  day: number,
  holder: Uint8Array,
  change: Partial<CardItem> = {},
): CardItem {
  const notBefore = startOf(day) / 1000 - 3600;
  return {
    type: "CardItem",
    version: 1,
    body,
    card,
    not_before: notBefore,
    expires: notBefore + HOURS * 3600,
    credential: packed(body, card, notBefore, holder),
    state: CardState.ACTIVE,
    ...change,
  };
}

function packed(body: number, card: number, notBefore: number, holder: Uint8Array) {
  const odd = holder[0] === 3;
  const head = new DataView(new ArrayBuffer(17));
  head.setUint32(0, body); // its first byte, which is zero, is that of the flags
  head.setUint8(0, Tier.BASIC | (odd ? 16 : 0));
  head.setUint32(7, (notBefore - EPOCH) / 60);
  head.setUint8(7, 0); // the last of the key's name
  head.setUint16(11, HOURS);
  head.setUint32(13, card);
  const signature = new Uint8Array(64);
  return concat(
    new Uint8Array(head.buffer),
    new Uint8Array(16).fill(card),
    holder.subarray(1),
    signature,
  );
}
