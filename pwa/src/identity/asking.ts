/** What the pages ask the server, and what they keep while the browser is elsewhere. */

import { api } from "../api";
import type { BeginProof, IdentityStatus, ProofBegun } from "../schemas/identity";
import { longDate } from "../ui/format";

export function askStatus(signal: AbortSignal): Promise<IdentityStatus> {
  return api<IdentityStatus>("GET", "/api/identity", undefined, signal);
}

/** Leaves the app for the identity provider. Rejects as `api`. */
export async function leaveForProof(keepName: boolean): Promise<void> {
  const wanted: BeginProof = { keep_name: keepName };
  const { url } = await api<ProofBegun>("POST", "/api/identity/proof", wanted);
  location.assign(url);
}

/** 2026年11月23日, of `YYYY-MM-DD`. */
export function dayText(day: string): string {
  return longDate(Date.parse(`${day}T00:00:00+09:00`));
}

const GUARDIAN = "furusato.guardian";

/** The guardian's code, while they sign in and prove who they are: in this tab alone. */
export const guardianCode = {
  get(): string {
    try {
      return sessionStorage.getItem(GUARDIAN) ?? "";
    } catch {
      return "";
    }
  },
  set(code: string): void {
    try {
      if (code) sessionStorage.setItem(GUARDIAN, code);
      else sessionStorage.removeItem(GUARDIAN);
    } catch {
      // Blocked: the code is typed again.
    }
  },
};
