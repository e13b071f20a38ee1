/**
 * The app's lock as it is kept in this browser: by which passkey it opens. Here and not in `lock/`,
 * because the settings and signing out must know of it on a phone that has the rest not loaded.
 */

import { keep, kept } from "../ui/kept";

/** A passkey as far as checking it needs. Of the server's record of it: `PasskeyInfo`. */
export interface LockKey {
  /** Base64url, as is `publicKey`: SubjectPublicKeyInfo in DER. */
  readonly id: string;
  /** COSE. */
  readonly algorithm: number;
  readonly publicKey: string;
}

export const LOCK_MINUTES = [1, 5, 15] as const;

export interface LockRecord {
  readonly account: string;
  /** Out of sight for so long, it locks. */
  readonly minutes: number;
  readonly key: LockKey;
}

/** Null without a lock. What cannot be read locks all the same, and only the server's word opens. */
export function readLock(): LockRecord | "broken" | null {
  const text = kept("lock");
  if (text === null) return null;
  try {
    const record = JSON.parse(text) as Partial<LockRecord> | null;
    const key = record?.key;
    const whole =
      typeof record?.account === "string" &&
      typeof record.minutes === "number" &&
      typeof key?.id === "string" &&
      typeof key.algorithm === "number" &&
      typeof key.publicKey === "string";
    return whole ? (record as LockRecord) : "broken";
  } catch {
    return "broken";
  }
}

/** Whether it is kept: a browser that stores nothing cannot lock. */
export function writeLock(record: LockRecord): boolean {
  const text = JSON.stringify(record);
  keep("lock", text);
  return kept("lock") === text;
}

export function removeLock(): void {
  keep("lock", null);
}

/** With a person's card goes the lock that only their passkey opens. */
export function removeLockOf(account: string): void {
  const lock = readLock();
  if (lock === "broken" || lock?.account === account) removeLock();
}

/** Whether this passkey is what opens the lock. */
export function locksWith(passkey: string): boolean {
  const lock = readLock();
  return lock !== null && lock !== "broken" && lock.key.id === passkey;
}
