/** A card as it was shown: what the text of a code says, and whether the phone made it. */

import type { Bytes } from "../card/bytes";
import { number } from "../card/bytes";
import { SIGNATURE_BYTES } from "../card/cose";
import { type Credential, CredentialError, packedBytes, unpack } from "../card/credential";
import { holderSigned, MAX_NAME_BYTES, NAMED_PREFIX, PREFIX, UNSEEN } from "../card/presentation";
import { decodeBase45 } from "./base45";
import { verifies } from "./p256";

const PROOF_BYTES = 4 + SIGNATURE_BYTES;

export interface Shown {
  readonly credential: Credential;
  /** Time step and holder's signature; null on a printed card. */
  readonly live: {
    readonly step: number;
    readonly proof: Bytes;
    /** What the holder says they are called, where they chose to. */
    readonly name: string | null;
  } | null;
}

/** What a code says, nothing of it checked. Throws `CredentialError` when it is damaged. */
export function readShown(text: string): Shown {
  const named = text.startsWith(NAMED_PREFIX);
  const data = decodeBase45(text.slice(PREFIX.length));
  if (!data?.length) throw new CredentialError("not base45");
  const length = packedBytes(data[0] as number);
  const credential = unpack(data.subarray(0, length));
  const rest = data.slice(length);
  if (!credential.claims.holder) {
    if (rest.length > 0 || named) throw new CredentialError("a printed card carries no proof");
    return { credential, live: null };
  }
  const said = rest.slice(PROOF_BYTES);
  if (rest.length < PROOF_BYTES || said.length > 0 !== named)
    throw new CredentialError("a live card carries a step and a signature");
  const live = {
    step: number(rest, 0, 4),
    proof: rest.slice(4, PROOF_BYTES),
    name: named ? nameOf(said) : null,
  };
  return { credential, live };
}

function nameOf(said: Uint8Array): string {
  try {
    const name = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(said);
    if (said.length <= MAX_NAME_BYTES && !UNSEEN.test(name)) return name;
  } catch {
    // No text: the same as no name.
  }
  throw new CredentialError("no name");
}

/** Whether the phone that the card was issued to made this presentation. */
export async function proofHolds({ credential, live }: Shown): Promise<boolean> {
  const { holder } = credential.claims;
  if (!holder || !live) return !holder && !live;
  return verifies(holder, live.proof, await holderSigned(credential, live.step, live.name));
}
