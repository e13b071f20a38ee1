import { ApiProblem, api } from "../api";
import type { Account } from "../schemas/wire";

/** The account of the browser's session, null without one. */
export async function whoIsSignedIn(): Promise<Account | null> {
  try {
    return await api<Account>("GET", "/api/account");
  } catch (error) {
    if (error instanceof ApiProblem && error.code === "not-signed-in") return null;
    throw error;
  }
}
