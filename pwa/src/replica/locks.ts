/** Locks over all tabs. Correctness does not rest on them (each write checks what it builds on):
 * they spare work that would be done twice, and tell an update of the app to wait. */

/** Held while the log is written. */
export const LOG_LOCK = "furusato-log";
/** Held while a sync is under way. */
export const SYNC_LOCK = "furusato-sync";

export function withLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  const locks = (globalThis.navigator as { locks?: LockManager } | undefined)?.locks;
  return locks ? locks.request(name, work) : work();
}
