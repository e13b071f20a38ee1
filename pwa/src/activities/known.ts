/** Activities as this phone was told of them: there without a network. */

import type { Replica } from "../replica";
import { dayOf, parseDay } from "../replica/calendar";
import { type ActivityShown, ActivityState, type OccasionShown } from "../schemas/projects";
import type { ActivityItem } from "../schemas/wire";

const read = new WeakMap<ActivityItem, ActivityShown | null>();

/** What an item says; null for one that is no longer shown, or that a newer server wrote. */
export function shownOf(item: ActivityItem): ActivityShown | null {
  const known = read.get(item);
  if (known !== undefined) return known;
  const shown = parsed(item.detail);
  read.set(item, shown);
  return shown;
}

function parsed(detail: string): ActivityShown | null {
  if (!detail) return null;
  try {
    const shown = JSON.parse(detail) as ActivityShown;
    return typeof shown.name === "string" && typeof shown.project === "number" ? shown : null;
  } catch {
    return null;
  }
}

/** Those that are to come, in order. */
export function coming(shown: ActivityShown, nowMs: number): OccasionShown[] {
  const today = dayOf(nowMs);
  return (shown.occasions ?? []).filter((one) => parseDay(one.day) >= today);
}

/** What may be applied for at the bodies that the member is registered with. */
export function openActivities(
  items: readonly ActivityItem[],
  replica: Pick<Replica, "registrations">,
  nowMs: number,
): ActivityShown[] {
  const bodies = new Set(
    replica.registrations.value.filter((one) => !one.ended).map((one) => one.body),
  );
  return items.flatMap((item) => {
    const shown = bodies.has(item.body) ? shownOf(item) : null;
    if (!shown || shown.state !== ActivityState.PUBLISHED) return [];
    const dated = (shown.occasions ?? []).length > 0;
    return dated && coming(shown, nowMs).length === 0 ? [] : [shown];
  });
}

export function codeOf(body: number): string {
  return String(body).padStart(6, "0");
}
