/** Who of those who were accepted is here, by the records that this phone has. Pure. */

import { attendance, rosterKey } from "../replica/views";
import type { AttendeeItem, Fact, RosterItem, Ruling } from "../schemas/wire";
import { ApplicationState } from "../schemas/wire";

export interface Expected {
  readonly occasion: number;
  readonly project: number;
  readonly body: number;
  readonly day: number;
  readonly starts: number;
  readonly ends: number;
  /** Accepted, by name and then by number. */
  readonly people: readonly AttendeeItem[];
}

/** The occasions of some bodies, and of some projects, from a day on, in the order of time. */
export function expected(
  items: readonly AttendeeItem[],
  bodies: ReadonlySet<number>,
  projects: ReadonlySet<number>,
  since: number,
): Expected[] {
  const found = new Map<number, AttendeeItem[]>();
  for (const item of items) {
    if (item.state !== ApplicationState.ACCEPTED || item.day < since) continue;
    if (!bodies.has(item.body) && !projects.has(item.project)) continue;
    const known = found.get(item.occasion);
    if (known) known.push(item);
    else found.set(item.occasion, [item]);
  }
  return [...found.values()]
    .map((people) => {
      const { occasion, project, body, day, starts, ends } = people[0] as AttendeeItem;
      const order = [...people].sort(
        (a, b) =>
          Number(!a.name) - Number(!b.name) ||
          a.name.localeCompare(b.name, "ja") ||
          a.member - b.member,
      );
      return { occasion, project, body, day, starts, ends, people: order };
    })
    .sort((a, b) => a.day - b.day || a.starts - b.starts || a.occasion - b.occasion);
}

/** Whose card is whose: by the roster, and for a partner's people by what they were told. */
export function cardHolders(
  roster: ReadonlyMap<string, RosterItem>,
  items: readonly AttendeeItem[],
): Map<string, number> {
  const holders = new Map<string, number>();
  for (const { body, member, cards } of items)
    for (const card of cards) holders.set(rosterKey(body, card), member);
  for (const [key, item] of roster) holders.set(key, item.member);
  return holders;
}

/** The members of whom a record that stands names the project on the day, each with its time. */
export function present(
  facts: readonly Fact[],
  rulings: ReadonlyMap<string, Ruling>,
  members: ReadonlyMap<string, number>,
  project: number,
  day: number,
): Map<number, number> {
  const places = new Set<number>();
  const about = facts.filter(({ entry }) => {
    if (entry.type === "Void") return true;
    if (entry.type !== "CheckIn" && entry.type !== "Stay") return false;
    if (entry.project !== project) return false;
    places.add(entry.place);
    return true;
  });
  const here = new Map<number, number>();
  for (const place of places)
    for (const row of attendance(about, rulings, members, place, day))
      if (row.member && row.first_ms < (here.get(row.member) ?? Number.POSITIVE_INFINITY))
        here.set(row.member, row.first_ms);
  return here;
}
