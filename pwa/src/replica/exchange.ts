/** One sync: requests and replies until nothing is left to send or to read. */

import { ApiProblem, ask, mediaType, NoAnswer, problemOf } from "../api";
import type { Bytes } from "../card/bytes";
import {
  MAX_CURSOR_BYTES,
  MAX_ENTRIES,
  MAX_REQUEST_BYTES,
  PROTOCOL_VERSION,
  type ProblemCode,
  SYNC_MEDIA_TYPE,
  type SyncReply,
} from "../schemas/wire";
import { fromBase64url } from "./base64url";
import { Malformed } from "./codec";
import { makeDayKeys } from "./day-keys";
import { sign } from "./device";
import { StorageRefused } from "./errors";
import { decodeReply, encodeRequest } from "./message";
import { packEntries } from "./packing";
import type { Enrolled, Store } from "./store";
import {
  type Applied,
  apply,
  nextRequest,
  type Outgoing,
  renewChallenge,
  replaceDevice,
  rewind,
  stopCards,
} from "./sync-store";
import type { SyncProblemKind, SyncProgress } from "./types";

/** How a sync ended. `retryAfter` is what the server asked for, in seconds. */
export type Ending =
  | { readonly kind: "done"; readonly sent: number; readonly received: number }
  | { readonly kind: "offline" }
  | {
      readonly kind: "problem";
      readonly problem: SyncProblemKind;
      readonly detail: string;
      readonly retryAfter: number | null;
    };

export interface Exchange {
  readonly store: Store;
  readonly now: () => number;
  readonly post: (body: Bytes) => Promise<Response>;
  /** Makes and enrols a new key for the account that is signed in. */
  readonly enrol: () => Promise<Enrolled>;
  readonly applied: (reply: Applied) => void;
  /** What is on disk is another than was told by `applied`. */
  readonly replaced: () => Promise<void>;
  readonly progress: (progress: SyncProgress) => void;
  /** Asks for history that was left out, too. */
  readonly recall: boolean;
}

/** Room that a request needs beside its entries: cursor, signature, names. */
const OVERHEAD_BYTES = MAX_CURSOR_BYTES + 512;
const MIN_BYTES = 8 * 1024;
const MAX_KB = 256;
const MIN_KB = 8;
/** Replies in a row that move nothing: one is the answer to a repeated request, more is a fault. */
const MAX_IDLE = 3;

/** How much is asked of the connection at once: halved when it fails, doubled when it holds. */
export class Portion {
  bytes = MAX_REQUEST_BYTES - OVERHEAD_BYTES;
  kb = MAX_KB;
  #most = this.bytes;

  /** After a time-out. */
  shrink(): void {
    this.bytes = Math.max(MIN_BYTES, Math.floor(this.bytes / 2));
    this.kb = Math.max(MIN_KB, Math.floor(this.kb / 2));
  }

  /** After `too-large`, for good: something on the way takes no more. False if it cannot be less. */
  limit(): boolean {
    const less = Math.floor(this.bytes / 2);
    if (less < MIN_BYTES) return false;
    this.#most = less;
    this.bytes = less;
    return true;
  }

  grow(): void {
    this.bytes = Math.min(this.#most, this.bytes * 2);
    this.kb = Math.min(MAX_KB, this.kb * 2);
  }
}

/** The POST itself. Rejects with NoAnswer. */
export function post(body: Bytes): Promise<Response> {
  const headers: Record<string, string> = {
    "Content-Type": SYNC_MEDIA_TYPE,
    Accept: `${SYNC_MEDIA_TYPE}, application/problem+json`,
  };
  const language = globalThis.document?.documentElement.lang;
  if (language) headers["Accept-Language"] = language;
  // The signature authenticates; a cookie would only make a request of one person look like
  // another's.
  return ask("/api/sync", { method: "POST", headers, body, credentials: "omit" });
}

/** Syncs until both sides have everything. Never rejects; whatever ends it, nothing is lost. */
export async function exchange(parts: Exchange, portion: Portion): Promise<Ending> {
  const { store } = parts;
  const sofar = { sent: 0, toSend: 0, received: 0 };
  let idle = 0;
  let staleBefore = false;
  let renewed = false;
  let recalledAll = false;

  const asNewDevice = async (from: "stored" | number): Promise<Ending | null> => {
    if (renewed) return problem("refused");
    renewed = true;
    const key = await newKey(parts.enrol);
    if ("kind" in key) return key;
    await replaceDevice(store, key, from);
    await parts.replaced();
    return null;
  };

  const withKeys = async (): Promise<boolean> => {
    const made = await makeDayKeys(store, parts.now);
    if (made) await parts.replaced();
    return made;
  };

  try {
    await withKeys();
    for (;;) {
      const asked = await nextRequest(store, MAX_ENTRIES, portion.bytes);
      sofar.toSend = sofar.sent + asked.unsent;
      parts.progress({ ...sofar });
      const recalled: number = parts.recall && !recalledAll ? asked.older : 0;
      const answer = await request(parts, asked, portion.kb, recalled);
      if (answer instanceof ApiProblem) {
        const { code, problem: document } = answer;
        let ending: Ending | null = null;
        if (code === "stale-challenge" && document.challenge && !staleBefore) {
          staleBefore = true;
          await renewChallenge(store, asked, fromBase64url(document.challenge));
        } else if (code === "gap" && (document.stored ?? asked.first) < asked.first - 1) {
          await rewind(store, asked, document.stored ?? 0);
        } else if (code === "fork") {
          // Not from what we know to be stored: a backup knows less of that than the server.
          ending = await asNewDevice(document.stored ?? "stored");
        } else if (code === "unknown-device") {
          // This server never had the log, or was put back to before it: all of it goes again.
          ending = await asNewDevice(0);
        } else if (code === "device-revoked") {
          await stopCards(store, asked);
          await parts.replaced();
          ending = refused(answer);
        } else if (code !== "too-large" || !portion.limit()) {
          ending = refused(answer);
        }
        if (ending) return ending;
        continue;
      }
      staleBefore = false;
      const applied = await apply(store, asked, answer, parts.now(), { recalled });
      if (!applied) continue; // another tab was faster: go on from what it wrote
      recalledAll ||= recalled > 0 && !answer.more;
      portion.grow();
      sofar.sent += Math.max(0, applied.log.stored - asked.first + 1);
      sofar.received += applied.received;
      parts.applied(applied);
      parts.progress({ ...sofar });
      if (applied.restored) {
        const ending = await asNewDevice("stored");
        if (ending) return ending;
        continue;
      }
      idle = applied.moved ? 0 : idle + 1;
      const left = applied.log.last > applied.log.stored;
      if (!answer.more && !left) {
        // What was told may be that a body gives one-day cards: they come in one more round.
        if (await withKeys()) continue;
        return { kind: "done", sent: sofar.sent, received: sofar.received };
      }
      if (idle >= MAX_IDLE) return problem("server");
    }
  } catch (error) {
    return failed(error, portion);
  }
}

async function request(
  { post: send }: Exchange,
  asked: Outgoing,
  kb: number,
  older: number,
): Promise<SyncReply | ApiProblem> {
  const body = await encodeRequest(
    {
      version: PROTOCOL_VERSION,
      device: asked.device.id,
      first: asked.first,
      entries: packEntries(asked.entries),
      cursor: asked.cursor,
      max_kb: kb,
      older,
    },
    asked.challenge,
    asked.head,
    (message) => sign(asked.device, message),
  );
  const response = await send(body);
  if (response.ok) {
    if (mediaType(response) !== SYNC_MEDIA_TYPE) throw new NoAnswer("not-ours");
    return decodeReply(new Uint8Array(await response.arrayBuffer()));
  }
  const document = await problemOf(response);
  if (document) return document;
  if (response.status >= 500 && response.status !== 511) throw new ServerFault();
  throw new NoAnswer("not-ours");
}

/** A 5xx without a problem document: from a proxy whose server is down. */
class ServerFault extends Error {}

/** What a refusal means that the exchange itself cannot answer. */
function refused({ code, problem: document }: ApiProblem): Ending {
  const kind = KINDS[code] ?? (document.status >= 500 ? "server" : "refused");
  return problem(kind, document.detail, document.retry_after);
}

const KINDS: { readonly [code in ProblemCode]?: SyncProblemKind } = {
  "client-too-old": "client-too-old",
  "device-revoked": "revoked",
  "not-signed-in": "needs-sign-in",
  "too-many-requests": "busy",
  unavailable: "server",
  internal: "server",
};

function problem(
  kind: SyncProblemKind,
  detail: string | null = "",
  retryAfter: number | null = null,
): Ending {
  return { kind: "problem", problem: kind, detail: detail ?? "", retryAfter };
}

function failed(error: unknown, portion: Portion): Ending {
  if (error instanceof NoAnswer) {
    if (error.reason === "offline") return { kind: "offline" };
    if (error.reason === "not-ours") return problem("captive-portal");
    portion.shrink();
    return problem("timeout");
  }
  if (error instanceof StorageRefused) return problem("storage");
  if (error instanceof Malformed || error instanceof ServerFault) return problem("server");
  console.error(error);
  return problem("refused");
}

/** A new key, or why there is none: without a session of this account somebody must sign in. */
async function newKey(enrol: () => Promise<Enrolled>): Promise<Enrolled | Ending> {
  try {
    return await enrol();
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    // A session of another account cannot vouch for this key: its signature names the account.
    const signIn = error.code === "not-signed-in" || error.code === "bad-signature";
    return signIn ? problem("needs-sign-in", error.problem.detail) : refused(error);
  }
}
