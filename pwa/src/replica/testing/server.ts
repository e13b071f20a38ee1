/**
 * The server's side of sync/README.md for one account, in memory: it checks signatures, chains and
 * challenges, so that a client which passes here speaks the protocol. Tests break it on purpose.
 */

import { encode } from "@msgpack/msgpack";
import { concat, equal, hex } from "../../card/bytes";
import { verifies } from "../../scan/p256";
import {
  type FeedItem,
  MAX_REQUEST_BYTES,
  type Problem,
  type ProblemCode,
  SIGNATURE_BYTES,
  SYNC_MEDIA_TYPE,
  type SyncRequest,
} from "../../schemas/wire";
import { toBase64url } from "../base64url";
import { makeKey } from "../device";
import { chain, deviceId, EMPTY_HEAD } from "../log";
import { signedBytes } from "../message";
import { messageCodec } from "../message-codec";
import type { Enrolled } from "../store";
import { unpackEntries } from "./unpacking";

interface Unpacked extends Omit<SyncRequest, "entries"> {
  readonly entries: readonly Uint8Array[];
}

interface Known {
  readonly publicKey: Uint8Array;
  entries: Uint8Array[];
  challenge: Uint8Array<ArrayBuffer>;
  previous: Uint8Array<ArrayBuffer>;
  lastBody: Uint8Array;
  revoked: boolean;
}

export class FakeServer {
  readonly devices = new Map<string, Known>();
  /** What forks left behind. */
  readonly aside: Uint8Array[] = [];
  /** The feed of the account, oldest first; an unknown item is given as its raw array. */
  readonly feed: (FeedItem | unknown[])[] = [];
  /** Requests that came, with what was made of them. */
  readonly requests: { body: Uint8Array; request: Unpacked; answer: string }[] = [];
  itemsAReply = 100;
  /** History that a new phone is not told, in pieces, the oldest first. */
  leftOut: FeedItem[][] = [];
  signedIn = true;
  now = 1_800_000_000_000;
  /** Comes before the server: may answer in its place, or throw as `fetch` does. */
  before: ((body: Uint8Array) => Response | undefined) | null = null;
  /** Comes after it: may lose the reply. */
  after: ((reply: Response) => Response) | null = null;

  async enrol(): Promise<Enrolled> {
    const key = await makeKey();
    const { challenge } = await this.take(key.publicKey);
    return { key, challenge, rootKey: new Uint8Array(33) };
  }

  /** Takes a public key in; the same one again is the same device. */
  async take(publicKey: Uint8Array): Promise<{ challenge: Uint8Array<ArrayBuffer> }> {
    const id = hex(await deviceId(publicKey));
    const known = this.devices.get(id) ?? {
      publicKey,
      entries: [],
      challenge: random(),
      previous: random(),
      lastBody: new Uint8Array(),
      revoked: false,
    };
    this.devices.set(id, known);
    return known;
  }

  readonly post = async (body: Uint8Array<ArrayBuffer>): Promise<Response> => {
    const instead = this.before?.(body);
    if (instead) return instead;
    const reply = await this.#answer(body);
    return this.after ? this.after(reply) : reply;
  };

  async #answer(data: Uint8Array): Promise<Response> {
    const signature = data.slice(0, SIGNATURE_BYTES);
    const body = data.slice(SIGNATURE_BYTES);
    const packed = messageCodec.unpack("SyncRequest", body) as SyncRequest;
    const request = { ...packed, entries: unpackEntries(packed.entries) };
    const note = { body: data, request, answer: "200" };
    this.requests.push(note);
    const refuse = (status: number, code: ProblemCode, more: Partial<Problem> = {}) => {
      note.answer = code;
      return refusal(status, code, more);
    };
    if (data.length > MAX_REQUEST_BYTES) return refuse(413, "too-large");
    const known = this.devices.get(hex(request.device));
    if (!known) return refuse(401, "unknown-device");
    const stored = known.entries.length;
    if (request.first > stored + 1) return refuse(409, "gap", { stored });
    const before = await chain(EMPTY_HEAD, known.entries.slice(0, request.first - 1));
    const head = await chain(before, request.entries);
    const valid = (challenge: Uint8Array) =>
      verifies(known.publicKey, signature, signedBytes(challenge, head, body));
    const current = await valid(known.challenge);
    if (!current && !(await valid(known.previous))) {
      return refuse(401, "stale-challenge", { challenge: toBase64url(known.challenge) });
    }
    if (known.revoked) return refuse(403, "device-revoked");
    if (!current && equal(body, known.lastBody)) {
      return this.#reply(known, [], true, request.cursor);
    }
    for (const [at, entry] of request.entries.entries()) {
      const ours = known.entries[request.first - 1 + at];
      if (ours && !equal(ours, entry)) {
        this.aside.push(...request.entries.slice(at));
        return refuse(409, "fork", { stored: request.first - 1 + at });
      }
    }
    known.entries.push(...request.entries.slice(stored - request.first + 1));
    known.lastBody = body;
    if (current) known.previous = known.challenge;
    known.challenge = random();
    const from = request.cursor.length
      ? (request.cursor[0] ?? 0) * 256 + (request.cursor[1] ?? 0)
      : 0;
    const to = Math.min(this.feed.length, from + this.itemsAReply);
    const cursor = Uint8Array.of(Math.floor(to / 256), to % 256);
    const more = to < this.feed.length;
    const items = this.feed.slice(from, to);
    if (request.older === 0 || more) {
      return this.#reply(known, items, more, cursor, from === 0 ? this.leftOut.length : 0);
    }
    items.push(...(this.leftOut[request.older - 1] ?? []));
    return this.#reply(known, items, more, cursor, request.older - 1);
  }

  #reply(
    known: Known,
    items: readonly (FeedItem | unknown[])[],
    more: boolean,
    cursor: Uint8Array,
    older = 0,
  ): Response {
    const raw = items.map((item) =>
      Array.isArray(item) ? encode(item) : messageCodec.pack(item.type, item),
    );
    return new Response(
      replyBytes(known.entries.length, raw, cursor, more, this.now, known.challenge, older),
      { headers: { "Content-Type": SYNC_MEDIA_TYPE } },
    );
  }
}

/** A SyncReply whose items are put in as the bytes that they are. */
export function replyBytes(
  stored: number,
  items: readonly Uint8Array[],
  cursor: Uint8Array,
  more: boolean,
  serverMs: number,
  challenge: Uint8Array,
  older: number,
): Uint8Array<ArrayBuffer> {
  const count = Uint8Array.of(0xdc, items.length >> 8, items.length & 255);
  return concat(
    Uint8Array.of(0x97),
    encode(stored),
    count,
    ...items,
    encode(cursor),
    encode(more),
    encode(serverMs),
    encode(challenge),
    encode(older),
  );
}

export function refusal(status: number, code: ProblemCode, more: Partial<Problem> = {}): Response {
  const problem: Problem = { type: `/problems/${code}`, title: code, status, code, ...more };
  return new Response(JSON.stringify(problem), {
    status,
    headers: { "Content-Type": "application/problem+json" },
  });
}

function random(): Uint8Array<ArrayBuffer> {
  return crypto.getRandomValues(new Uint8Array(8));
}
