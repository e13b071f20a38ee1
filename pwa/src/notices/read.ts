/** Which notices were read on this phone: all up to a number, for each person who uses it. */

import type { ReplicaName } from "../replica";
import type { NoticeItem } from "../schemas/wire";
import { keep, kept } from "../ui/kept";

/** The newest first. */
export function newestFirst(notices: readonly NoticeItem[]): NoticeItem[] {
  return [...notices].sort((a, b) => b.ms - a.ms || b.notice - a.notice);
}

/** The greatest number that was read; 0 for none. */
export function readUpTo({ instance, account }: ReplicaName): number {
  return all()[`${instance}/${account}`] ?? 0;
}

/** Notes that these are read, and all that came before. */
export function markRead({ instance, account }: ReplicaName, notices: readonly NoticeItem[]): void {
  const name = `${instance}/${account}`;
  const read = all();
  const last = notices.reduce((most, { notice }) => Math.max(most, notice), read[name] ?? 0);
  if (last !== read[name] && last > 0) keep("notices", JSON.stringify({ ...read, [name]: last }));
}

function all(): Record<string, number> {
  try {
    const read: unknown = JSON.parse(kept("notices") ?? "{}");
    return typeof read === "object" && read !== null ? { ...read } : {};
  } catch {
    return {}; // what is unreadable is forgotten: all are new once more
  }
}
