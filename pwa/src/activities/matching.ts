/**
 * Which activities suit a member, with the reasons (R24): interests, skills, where they live, what
 * they did before, and when. Pure: it works without a network, for what was synced.
 */

import { parseDay } from "../replica/calendar";
import type { ActivityShown, Skill, Theme } from "../schemas/projects";

export interface Helper {
  readonly themes: ReadonlySet<string>;
  readonly skills: ReadonlySet<string>;
  /** Code of the municipality that they live in; 0 for unknown. */
  readonly home: number;
  /** Projects at which they were. */
  readonly been: ReadonlySet<number>;
}

export type Why =
  | { readonly kind: "interest"; readonly theme: Theme }
  | { readonly kind: "skill"; readonly skill: Skill }
  | { readonly kind: "prefecture" | "near" | "been" | "soon" };

export interface Match {
  readonly activity: ActivityShown;
  readonly reasons: readonly Why[];
  readonly score: number;
}

/** What each reason weighs; an interest goes before all that the member did not choose. */
const WEIGHTS = { interest: 5, skill: 4, been: 3, prefecture: 2, near: 1, soon: 1 } as const;
const SOON_DAYS = 14;

/** First and last prefecture of each region, by their numbers (JIS X 0401). */
const REGIONS = [
  [1, 1],
  [2, 7],
  [8, 14],
  [15, 23],
  [24, 30],
  [31, 35],
  [36, 39],
  [40, 47],
] as const;

/** The best first; of two alike the sooner one, then the one that was there first. */
export function ranked(
  activities: readonly ActivityShown[],
  helper: Helper,
  today: number,
): Match[] {
  return activities
    .map((activity) => match(activity, helper, today))
    .sort(
      (a, b) =>
        b.score - a.score ||
        (nextDay(a.activity, today) ?? Number.MAX_SAFE_INTEGER) -
          (nextDay(b.activity, today) ?? Number.MAX_SAFE_INTEGER) ||
        a.activity.project - b.activity.project,
    );
}

export function match(activity: ActivityShown, helper: Helper, today: number): Match {
  const reasons: Why[] = [];
  for (const theme of activity.themes ?? [])
    if (helper.themes.has(theme)) reasons.push({ kind: "interest", theme });
  for (const skill of activity.skills ?? [])
    if (helper.skills.has(skill)) reasons.push({ kind: "skill", skill });
  if (helper.been.has(activity.project)) reasons.push({ kind: "been" });
  const near = nearness(helper.home, activity.body);
  if (near) reasons.push({ kind: near });
  const next = nextDay(activity, today);
  if (next !== null && next - today <= SOON_DAYS) reasons.push({ kind: "soon" });
  return {
    activity,
    reasons,
    score: reasons.reduce((sum, { kind }) => sum + WEIGHTS[kind], 0),
  };
}

/** The first day from today on; null where there is none. */
export function nextDay(activity: ActivityShown, today: number): number | null {
  const days = (activity.occasions ?? []).map((one) => parseDay(one.day));
  const coming = days.filter((day) => day >= today);
  return coming.length > 0 ? Math.min(...coming) : null;
}

function nearness(home: number, body: number): "prefecture" | "near" | null {
  if (!home) return null;
  const [own, other] = [prefectureOf(home), prefectureOf(body)];
  if (own === other) return "prefecture";
  return regionOf(own) === regionOf(other) ? "near" : null;
}

function prefectureOf(code: number): number {
  return Math.floor(code / 10_000);
}

function regionOf(prefecture: number): number {
  return REGIONS.findIndex(([first, last]) => first <= prefecture && prefecture <= last);
}
