/** What came by file or codes: somebody's parcel, or the answer to one of ours. */

import { type Bytes, hex } from "../card/bytes";
import { type Outcome, takeRefusal, takeReply } from "../replica/carried";
import { AnswerKind } from "../schemas/courier";
import type { Instance, Problem } from "../schemas/wire";
import {
  answerInfo,
  decodeAnswer,
  installationTag,
  isAnswer,
  MalformedParcel,
  readAnswer,
  readParcel,
} from "./parcel";
import { unseal } from "./seal";
import { type Handed, handed, isSame, loadShelf, noteHanded, takeOn } from "./shelf";

export type Taken =
  /** Somebody's parcel: carried from now on, or already. */
  | { readonly kind: "carrying" | "carried-already"; readonly id: string }
  /** This phone's own parcel: it is for another phone to take. */
  | { readonly kind: "own-parcel" }
  | { readonly kind: "other-installation" }
  /** The answer to what this phone handed over. */
  | { readonly kind: "answer"; readonly outcome: Outcome; readonly records: number }
  /** An answer, to another phone. */
  | { readonly kind: "others-answer" };

/** Rejects with MalformedParcel, ShelfFull, Malformed or StorageRefused. */
export async function take(data: Bytes, instance: Instance | null): Promise<Taken> {
  await loadShelf();
  if (isAnswer(data)) {
    const { parcel, header, sealed } = readAnswer(data);
    return takeAnswer(header, hex(parcel), sealed);
  }
  const parcel = readParcel(data);
  const id = hex(parcel.id);
  if (handed.value.some((one) => one.id === id)) return { kind: "own-parcel" };
  if (instance && hex(await installationTag(instance.id)) !== hex(parcel.installation)) {
    return { kind: "other-installation" };
  }
  return { kind: (await takeOn(id, data)) ? "carrying" : "carried-already", id };
}

async function takeAnswer(header: Bytes, id: string, sealed: Bytes): Promise<Taken> {
  const sent = handed.value.find((one) => one.id === id);
  if (!sent) return { kind: "others-answer" };
  const records = sent.handed.last - sent.handed.first + 1;
  // Two couriers bring the same answer: the first one did it.
  if (!sent.keys) return { kind: "answer", outcome: sent.outcome ?? "older", records };
  const { kind, body } = decodeAnswer(await unseal(sent.keys, answerInfo(header), sealed));
  const { outcome, serverMs } =
    kind === AnswerKind.REPLY
      ? await takeReply(sent.owner, sent.handed, body, newestHeard(sent))
      : { outcome: await takeRefusal(sent.owner, sent.handed, problemIn(body)), serverMs: 0 };
  await noteHanded({ ...sent, outcome, serverMs, keys: outcome === "taken" ? null : sent.keys });
  return { kind: "answer", outcome, records };
}

/** The server's time of the newest reply that was carried to this person's phone. */
function newestHeard(sent: Handed): number {
  const own = handed.value.filter(({ owner }) => isSame(owner, sent.owner));
  return Math.max(0, ...own.map(({ serverMs }) => serverMs));
}

function problemIn(body: Bytes): Problem {
  try {
    return JSON.parse(new TextDecoder().decode(body)) as Problem;
  } catch (error) {
    throw new MalformedParcel("no problem document", { cause: error });
  }
}
