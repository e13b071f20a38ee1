/** Telling the server of a new device key, while its holder is signed in. */

import { api } from "../api";
import { type Bytes, utf8 } from "../card/bytes";
import { type DeviceEnrolled, type EnrolDevice, SIGN_ENROL_CONTEXT } from "../schemas/wire";
import { fromBase64url, toBase64url } from "./base64url";
import { type DeviceKey, makeKey, sign } from "./device";
import type { Enrolled } from "./store";

/** A key whose enrolment got no answer: the next attempt takes it again, the server knows it then. */
let pending: DeviceKey | null = null;

/** What a new device key signs to show that its holder enrols it for this account. */
export function enrolmentBytes(account: string): Bytes {
  return utf8(SIGN_ENROL_CONTEXT + account);
}

/** Makes a key and enrols it. Rejects with ApiProblem or NoAnswer. */
export async function enrolNewKey(account: string, label: string): Promise<Enrolled> {
  const key = pending ?? (await makeKey());
  pending = key;
  const request: EnrolDevice = {
    public_key: toBase64url(key.publicKey),
    signature: toBase64url(await sign(key, enrolmentBytes(account))),
    label,
  };
  const reply = await api<DeviceEnrolled>("POST", "/api/devices", request);
  pending = null;
  return { key, challenge: fromBase64url(reply.challenge), rootKey: fromBase64url(reply.root_key) };
}
