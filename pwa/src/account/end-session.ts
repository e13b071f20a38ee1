import { ApiProblem, api, NoAnswer } from "../api";

/**
 * Ends the session at the server. Without a network, or signed out already, there is nothing to do
 * about it here: the cookie runs out by itself. Rejects for other refusals.
 */
export async function endSession(
  path: "/api/account/sign-out" | "/api/account/sign-out-everywhere",
): Promise<void> {
  try {
    await api("POST", path);
  } catch (error) {
    const gone = error instanceof ApiProblem && error.code === "not-signed-in";
    if (!gone && !(error instanceof NoAnswer)) throw error;
  }
}
