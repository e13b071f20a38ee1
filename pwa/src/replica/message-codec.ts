/** The bytes of a sync's messages and of what they carry: loaded when a phone syncs. */

import { messageLayouts } from "../schemas/messages";
import { entryLayouts, feedItemTypes } from "../schemas/wire";
import { Codec, Malformed } from "./codec";

export const messageCodec = new Codec({ ...entryLayouts, ...messageLayouts });

/** A feed item out of a reply, null for one that this version does not know or cannot read. */
export function readItem(raw: unknown): unknown {
  try {
    return messageCodec.fromTagged(feedItemTypes, raw);
  } catch (error) {
    if (error instanceof Malformed) return null;
    throw error;
  }
}
