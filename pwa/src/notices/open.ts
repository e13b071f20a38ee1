/** Whether a question is still to be answered (R32). */

import { dayOf } from "../replica/calendar";
import { type NoticeItem, NoticeKind } from "../schemas/wire";

interface Asked {
  readonly body: number;
  /** The day on which it was asked, 0 when that is settled. */
  readonly asked: number;
}

/**
 * Of an intent check: the newest of its body, while the registration stands and its day is not
 * over. What is known of the registration goes first: any use of the app settles the question.
 */
export function isOpen(
  notice: NoticeItem,
  all: readonly NoticeItem[],
  registrations: readonly { readonly body: number; readonly ended: boolean }[],
  standing: readonly Asked[],
  nowMs: number,
): boolean {
  const { body, kind, day } = notice;
  if (kind !== NoticeKind.INTENT || dayOf(nowMs) > day) return false;
  if (!registrations.some((one) => one.body === body && !one.ended)) return false;
  if (all.some((one) => one.kind === kind && one.body === body && one.notice > notice.notice))
    return false;
  return standing.find((one) => one.body === body)?.asked !== 0;
}
