import { NoAnswer } from "../api";

// What does nothing without a network is not kept for pages that are there without one. Both reject
// with NoAnswer where it does not come.

export const loadPasskey = () => import("./passkey").catch(notReached);
export const loadRecoveryCodes = () => import("./recovery-codes").catch(notReached);

function notReached(cause: unknown): never {
  throw new NoAnswer("offline", cause);
}
