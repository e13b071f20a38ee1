import { beforeEach, describe, expect, it, vi } from "vitest";
import schema from "../../../../schemas/schema.json";
import type { WholePolicy } from "../../policy-words/tell";
import { Automation, ConditionKind, Source, Tier } from "../../schemas/wire";
import {
  condition,
  type Draft,
  faultsOf,
  keepDraft,
  keptDraft,
  LIMITS,
  MOST_CONDITIONS,
  MOST_NAMED,
  MOST_VALIDITIES,
  MOST_WAYS,
  presets,
  UNWRITTEN,
} from "./draft";

const TODAY = 20_780; // 2026-11-23
const POLICY: WholePolicy = {
  premium: [[condition(ConditionKind.ACTIVITIES, { count: 3 })]],
  consecutive_days: true,
  per_project: false,
  weakest: Source.PRINTED_CODE,
  long_stay_days: 10,
  long_stay_tier: Tier.PREMIUM,
  valid_months: 12,
  validities: [],
  renewal_days: 60,
  grant: Automation.SYSTEM,
  renewal: Automation.SYSTEM,
  ending: Automation.SYSTEM,
  inactive_months: 24,
  answer_days: 60,
};

function faults(change: Partial<WholePolicy>, from = "2026-11-24"): [string, string][] {
  const found = faultsOf({ from, policy: { ...POLICY, ...change } }, TODAY);
  return [...found].map(([place, { kind }]) => [place, kind]);
}

describe("limits", () => {
  interface Numbers {
    minimum?: number;
    maximum?: number;
    maxItems?: number;
    items?: Numbers;
  }
  const of = (type: "Policy" | "Condition" | "Validity") =>
    schema.$defs[type].properties as unknown as Record<string, Numbers>;
  const range = (property: Numbers | undefined) => [property?.minimum, property?.maximum];

  it("are the schema's", () => {
    const { validity_months, count, months, ...own } = LIMITS;
    expect(range(of("Condition").count)).toEqual(count);
    expect(range(of("Condition").months)).toEqual(months);
    expect(range(of("Validity").months)).toEqual(validity_months);
    for (const [name, limit] of Object.entries(own))
      expect(range(of("Policy")[name]), name).toEqual(limit);
    expect(of("Policy").premium?.maxItems).toBe(MOST_WAYS);
    expect(of("Policy").premium?.items?.maxItems).toBe(MOST_CONDITIONS);
    expect(of("Policy").validities?.maxItems).toBe(MOST_VALIDITIES);
    expect(of("Condition").of?.maxItems).toBe(MOST_NAMED);
  });
});

describe("what is wanting", () => {
  it("is nothing in the scheme's own rules", () => {
    expect(faults({})).toEqual([]);
    expect(faults({ ...LEAST })).toEqual([]);
  });

  const LEAST = {
    long_stay_days: 1,
    valid_months: 1,
    renewal_days: 0,
    inactive_months: 1,
    answer_days: 7,
  };

  it.each(Object.keys(LEAST) as (keyof typeof LEAST)[])("%s at its edges", (name) => {
    const [least, most] = LIMITS[name];
    expect(faults({ [name]: most })).toEqual([]);
    expect(faults({ [name]: least - 1 })).toEqual([[name, "number"]]);
    expect(faults({ [name]: most + 1 })).toEqual([[name, "number"]]);
    expect(faults({ [name]: UNWRITTEN })).toEqual([[name, "number"]]);
  });

  it("is told of each condition", () => {
    const premium = [
      [condition(ConditionKind.ACTIVITIES, { count: 0 })],
      [
        condition(ConditionKind.STAY_DAYS, { months: 37 }),
        condition(ConditionKind.PROJECTS),
        condition(ConditionKind.RESIDENCE),
        condition(ConditionKind.PROGRAMME),
      ],
      [],
    ];
    expect(faults({ premium })).toEqual([
      ["premium.0.0.count", "number"],
      ["premium.1.0.months", "number"],
      ["premium.1.1.of", "of.projects"],
      ["premium.1.2.of", "of.residence"],
      ["premium.1.3.of", "of.programme"],
      ["premium.2", "empty"],
    ]);
  });

  it("is a programme of a validity, and its months", () => {
    expect(faults({ validities: [{ programme: 0, months: 61 }] })).toEqual([
      ["validities.0.months", "number"],
      ["validities.0.programme", "programme"],
    ]);
  });

  it("is a first day that is today or later", () => {
    expect(faults({}, "2026-11-23")).toEqual([]);
    for (const day of ["2026-11-22", "", "2026-02-30"])
      expect(faults({}, day), day).toEqual([["from", "day"]]);
  });
});

it("has presets that can be saved as they are", () => {
  for (const [name, premium] of Object.entries(presets(290_009)))
    expect(faults({ premium }), name).toEqual([]);
  expect(faults({ premium: presets(0).distant })).toEqual([["premium.1.1.of", "of.residence"]]);
});

describe("drafts", () => {
  const draft: Draft = { from: "2026-12-01", policy: { ...POLICY, answer_days: UNWRITTEN } };

  beforeEach(() => {
    const stored = new Map<string, string>();
    vi.stubGlobal("localStorage", {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => stored.set(key, value),
      removeItem: (key: string) => stored.delete(key),
    });
  });

  it("are kept for each body", () => {
    keepDraft("294527", draft);
    keepDraft("290009", { ...draft, from: "2027-01-01" });
    expect(keptDraft("294527")).toEqual(draft);
    keepDraft("294527", null);
    expect(keptDraft("294527")).toBeNull();
    expect(keptDraft("290009")?.from).toBe("2027-01-01");
  });

  it.each(["{", "null", '{"294527":{"from":1}}', '{"294527":{"from":"2026-12-01"}}'])(
    "that are spoilt (%s) are none",
    (text) => {
      localStorage.setItem("furusato.policy-drafts", text);
      expect(keptDraft("294527")).toBeNull();
    },
  );
});
