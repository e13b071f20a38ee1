/** Asks the phone whether its holder is there, with a passkey and without a server. */

import type { LockKey } from "../account/app-lock";
import { fromBase64url } from "../replica/base64url";
import { assertionFault } from "./assertion";

const CHALLENGE_BYTES = 32;
const TIMEOUT_MS = 60_000;
/** Not `hybrid`: a passkey on another phone needs a network, and the lock must open without. */
const TRANSPORTS: AuthenticatorTransport[] = ["internal", "usb", "nfc"];

/** `cancelled`: none was shown, for whatever reason; `refused`: what was shown does not open. */
export class NotConfirmed extends Error {
  constructor(
    readonly why: "cancelled" | "refused",
    cause: unknown,
  ) {
    super(`not confirmed: ${why}`, { cause });
    this.name = "NotConfirmed";
  }
}

/** The one of these passkeys that was shown, its answer checked here. Rejects with NotConfirmed. */
export async function confirm(keys: readonly LockKey[]): Promise<LockKey> {
  const challenge = crypto.getRandomValues(new Uint8Array(CHALLENGE_BYTES));
  const asked = { challenge, origin: location.origin, rpId: location.hostname };
  const answer = await ask(keys, challenge, asked.rpId);
  const { clientDataJSON, authenticatorData, signature } =
    answer.response as AuthenticatorAssertionResponse;
  const key = keys.find(({ id }) => id === answer.id);
  if (!key) throw new NotConfirmed("refused", "passkey");
  const fault = await assertionFault(
    {
      id: answer.id,
      clientData: new Uint8Array(clientDataJSON),
      authenticatorData: new Uint8Array(authenticatorData),
      signature: new Uint8Array(signature),
    },
    asked,
    key,
  );
  if (fault) throw new NotConfirmed("refused", fault);
  return key;
}

async function ask(
  keys: readonly LockKey[],
  challenge: BufferSource,
  rpId: string,
): Promise<PublicKeyCredential> {
  try {
    const answer = await navigator.credentials.get({
      publicKey: {
        challenge,
        rpId,
        allowCredentials: keys.map(({ id }) => ({
          type: "public-key",
          id: fromBase64url(id),
          transports: TRANSPORTS,
        })),
        userVerification: "required",
        timeout: TIMEOUT_MS,
      },
    });
    if (answer) return answer as PublicKeyCredential;
  } catch (error) {
    throw new NotConfirmed("cancelled", error);
  }
  throw new NotConfirmed("cancelled", null);
}
