/** Why the browser made or showed no passkey; the screens have words for each. */
export type PasskeyFault = "cancelled" | "unsupported" | "exists" | "address" | "verification";

export class PasskeyError extends Error {
  constructor(
    readonly fault: PasskeyFault,
    cause?: unknown,
  ) {
    super(`passkey: ${fault}`, { cause });
    this.name = "PasskeyError";
  }
}
