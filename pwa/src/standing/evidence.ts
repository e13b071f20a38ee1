/** From the journal to what counts of it with one body (R10, R11, R20, R26, R27). */

import { refKey } from "../replica/merge";
import { type ActivityDay, type JournalItem, RulingKind } from "../schemas/wire";
import { policyOn } from "./premium";
import type { History, PolicyInForce } from "./values";

/**
 * A person's history with a body: what took place there, stands, and is strong enough or
 * `confirmed` (as `refKey` names it) by staff. `designated` names the projects that count as
 * activities.
 *
 * How strong it must be is said by the policy of its own day: what sufficed then goes on counting.
 */
export function historyOf(
  journal: Iterable<JournalItem>,
  body: number,
  policies: readonly PolicyInForce[],
  designated: ReadonlySet<number>,
  confirmed: ReadonlySet<string>,
): History {
  const activities = new Map<string, ActivityDay>();
  const voided = new Map<string, ActivityDay>();
  const stays = new Set<number>();
  for (const item of journal) {
    if (item.body !== body || item.ruling === RulingKind.REJECTED) continue;
    if (!suffices(item, policies, confirmed)) continue;
    const { day, project } = item;
    if (!item.voided) stays.add(day);
    const into = item.voided ? voided : activities;
    if (designated.has(project)) into.set(`${day}.${project}`, { day, project });
  }
  for (const key of activities.keys()) voided.delete(key);
  return {
    activities: inOrder(activities),
    stays: [...stays].sort((a, b) => a - b),
    voided: inOrder(voided),
  };
}

function inOrder(days: ReadonlyMap<string, ActivityDay>): ActivityDay[] {
  return [...days.values()].sort((a, b) => a.day - b.day || a.project - b.project);
}

/** Whether a member of staff must look at it before it counts (R26). */
export function waits(
  item: JournalItem,
  policies: readonly PolicyInForce[],
  confirmed: ReadonlySet<string>,
): boolean {
  const stands = !item.voided && item.ruling !== RulingKind.REJECTED;
  return stands && !suffices(item, policies, confirmed);
}

function suffices(
  item: JournalItem,
  policies: readonly PolicyInForce[],
  confirmed: ReadonlySet<string>,
): boolean {
  return item.source <= policyOn(policies, item.day).weakest || confirmed.has(refKey(item));
}
