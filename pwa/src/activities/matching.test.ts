import { describe, expect, test } from "vitest";
import { parseDay } from "../replica/calendar";
import { type ActivityShown, ActivityState } from "../schemas/projects";
import { type Helper, match, ranked } from "./matching";

const TODAY = parseDay("2026-11-25");
const NOBODY: Helper = { themes: new Set(), skills: new Set(), home: 0, been: new Set() };
const [KAWAKAMI, IKOMA, OSAKA, SAPPORO] = [294527, 292095, 271004, 11002];

function activity(project: number, more: Partial<ActivityShown> = {}): ActivityShown {
  return {
    project,
    body: KAWAKAMI,
    name: `活動${project}`,
    about: "手伝い",
    state: ActivityState.PUBLISHED,
    occasions: [{ id: project, day: "2027-01-20", starts: "09:00", ends: "12:00", capacity: 3 }],
    ...more,
  };
}

function on(day: string): Partial<ActivityShown> {
  return { occasions: [{ id: 1, day, starts: "09:00", ends: "12:00", capacity: 3 }] };
}

describe("matching", () => {
  test("an interest goes before all that was not chosen", () => {
    const near = activity(1, { ...on("2026-11-28") });
    const liked = activity(2, { themes: ["snow"] });
    const helper = { ...NOBODY, themes: new Set(["snow"]), home: IKOMA };
    const order = ranked([near, liked], helper, TODAY);
    expect(order.map((one) => one.activity.project)).toEqual([2, 1]);
    expect(order[0]?.reasons).toEqual([
      { kind: "interest", theme: "snow" },
      { kind: "prefecture" },
    ]);
  });

  test.each([
    [IKOMA, "prefecture"],
    [OSAKA, "near"],
    [SAPPORO, undefined],
    [0, undefined],
  ])("who lives in %i is %s", (home, expected) => {
    const [reason] = match(activity(1), { ...NOBODY, home }, TODAY).reasons;
    expect(reason?.kind).toBe(expected);
  });

  test("a skill, and a project where one was before", () => {
    const helper = { ...NOBODY, skills: new Set(["driving"]), been: new Set([1]) };
    const { reasons } = match(activity(1, { skills: ["driving", "cooking"] }), helper, TODAY);
    expect(reasons).toEqual([{ kind: "skill", skill: "driving" }, { kind: "been" }]);
  });

  test("without anything known the sooner comes first, and what is open at any time last", () => {
    const all = [activity(1, { occasions: [] }), activity(2, on("2027-02-01")), activity(3)];
    expect(ranked(all, NOBODY, TODAY).map((one) => one.activity.project)).toEqual([3, 2, 1]);
  });

  test("two weeks are soon, a day more is not, and what is over does not count", () => {
    const kinds = (day: string) =>
      match(activity(1, on(day)), NOBODY, TODAY).reasons.map((one) => one.kind);
    expect(kinds("2026-12-09")).toEqual(["soon"]);
    expect(kinds("2026-12-10")).toEqual([]);
    expect(kinds("2026-11-24")).toEqual([]);
  });
});
