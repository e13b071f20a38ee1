/** Passkeys in the browser: making one, and signing in with one. Loaded when a page needs it. */

import type { WebAuthnError } from "@simplewebauthn/browser";
import {
  browserSupportsWebAuthn,
  startAuthentication,
  startRegistration,
} from "@simplewebauthn/browser";
import { api } from "../api";
import type { AccountMade, PasskeyInfo, PasskeyOptions, SignedIn } from "../schemas/wire";
import { PasskeyError, type PasskeyFault } from "./passkey-error";

/** A new account with its first passkey, signed in. Rejects with PasskeyError or as `api` does. */
export function makeAccount(name: string): Promise<AccountMade> {
  return register("/api/passkeys/registration", name);
}

/** One more passkey for whoever is signed in. Rejects as `makeAccount`. */
export function addPasskey(name: string): Promise<PasskeyInfo[]> {
  return register("/api/account/passkeys", name);
}

/** Rejects as `makeAccount`. */
export async function signIn(): Promise<SignedIn> {
  checkSupport();
  const { ceremony, options } = await api<PasskeyOptions>(
    "POST",
    "/api/passkeys/authentication/options",
  );
  const response = await asked(() =>
    startAuthentication({ optionsJSON: options as never as AuthenticationOptions }),
  );
  return api("POST", "/api/passkeys/authentication", { ceremony, response });
}

/** The JSON forms that WebAuthn level 3 gives; the server's library writes them. */
type AuthenticationOptions = Parameters<typeof startAuthentication>[0]["optionsJSON"];
type RegistrationOptions = Parameters<typeof startRegistration>[0]["optionsJSON"];

async function register<T>(path: string, name: string): Promise<T> {
  checkSupport();
  const { ceremony, options } = await api<PasskeyOptions>("POST", `${path}/options`, { name });
  const response = await asked(() =>
    startRegistration({ optionsJSON: options as never as RegistrationOptions }),
  );
  return api("POST", path, { ceremony, response, label: name });
}

function checkSupport(): void {
  if (!isSecureContext) throw new PasskeyError("address");
  if (!browserSupportsWebAuthn()) throw new PasskeyError("unsupported");
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    throw new PasskeyError(faultOf(error), error);
  }
}

function faultOf(error: unknown): PasskeyFault {
  switch ((error as Partial<WebAuthnError>).code) {
    case "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED":
      return "exists";
    case "ERROR_INVALID_DOMAIN":
    case "ERROR_INVALID_RP_ID":
      return "address";
    case "ERROR_AUTHENTICATOR_MISSING_USER_VERIFICATION_SUPPORT":
      return "verification";
    case "ERROR_AUTHENTICATOR_MISSING_DISCOVERABLE_CREDENTIAL_SUPPORT":
    case "ERROR_AUTHENTICATOR_NO_SUPPORTED_PUBKEYCREDPARAMS_ALG":
      return "unsupported";
    default:
      // Browsers tell "refused" and "took too long" apart for nobody, on purpose.
      return "cancelled";
  }
}
