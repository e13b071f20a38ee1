/** The bytes of a sync: 64 bytes of signature, then MessagePack. */

import { type Bytes, concat, utf8 } from "../card/bytes";
import { SIGN_SYNC_CONTEXT, type SyncReply, type SyncRequest } from "../schemas/wire";
import { messageCodec } from "./message-codec";

/** What the device signs: its newest head, the server's challenge and the whole request. */
export function signedBytes(challenge: Uint8Array, head: Uint8Array, body: Uint8Array): Bytes {
  return concat(utf8(SIGN_SYNC_CONTEXT), challenge, head, body);
}

/** The HTTP body. `head` is that after the last entry carried. Throws Malformed. */
export async function encodeRequest(
  request: SyncRequest,
  challenge: Uint8Array,
  head: Uint8Array,
  sign: (message: Bytes) => Promise<Bytes>,
): Promise<Bytes> {
  const body = messageCodec.pack("SyncRequest", request);
  return concat(await sign(signedBytes(challenge, head, body)), body);
}

/** Throws Malformed. */
export function decodeReply(data: Uint8Array): SyncReply {
  return messageCodec.unpack("SyncReply", data) as SyncReply;
}
