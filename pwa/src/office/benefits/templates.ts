/** Benefits to start from: what the precedents do (P01, P02, P05, P10), to be changed as one likes. */

import type { Terms } from "../../benefits/terms";
import type { CostKind } from "../../schemas/benefits";

export type Template =
  | "bath"
  | "shop"
  | "long"
  | "short"
  | "travel"
  | "helping"
  | "association"
  | "refuge";

export const TEMPLATES: readonly Template[] = [
  "bath",
  "shop",
  "short",
  "long",
  "travel",
  "helping",
  "association",
  "refuge",
];

export const BLANK: Terms = {
  name: "",
  english: "",
  text: "",
  text_english: "",
  kind: "other",
  tie: "untied",
  places: [],
  projects: [],
  handover: "on-site",
  helps: false,
  tier: 2,
  mark: "any",
  age_from: 0,
  age_to: 0,
  conditions: [],
  times: 0,
  period: 4,
  budget: 0,
  from_day: 0,
  until_day: 0,
  subsidy: null,
};

export const costRule = (kind: CostKind, numerator: number, denominator: number) =>
  ({ kind, numerator, denominator, cap: 0, cap_per: "stay" }) as const;

const MONEY = {
  applicants: ["individual", "employee", "self-employed"],
  cap: 0,
  cap_per: "person",
  unit: 1000,
  receipts: true,
  proven_days: true,
  min_nights: 0,
  max_nights: 0,
  max_persons: 1,
} as const;

export function fromTemplate(template: Template, name: string): Terms {
  const base = { ...BLANK, name };
  switch (template) {
    case "bath":
      return { ...base, kind: "resident-rate", tie: "place" };
    case "shop":
      return { ...base, kind: "discount", tie: "place" };
    case "long": {
      const costs = (["transport", "lodging", "workspace", "meeting"] as const).map((kind) =>
        costRule(kind, 3, 4),
      );
      const subsidy = { ...MONEY, costs, cap: 300_000, min_nights: 30 };
      const money = { kind: "lodging", tie: "night", handover: "paid-back" } as const;
      return { ...base, ...money, times: 1, budget: 3_000_000, subsidy };
    }
    case "short": {
      const costs = (["transport", "lodging", "workspace", "meeting"] as const).map((kind) =>
        costRule(kind, 1, 2),
      );
      const limits = { cap: 10_000, cap_per: "night", min_nights: 1, max_nights: 29 } as const;
      const subsidy = { ...MONEY, ...limits, costs, max_persons: 5 };
      const money = { kind: "lodging", tie: "night", handover: "paid-back" } as const;
      return { ...base, ...money, times: 3, budget: 1_000_000, subsidy };
    }
    case "travel": {
      const subsidy = {
        ...MONEY,
        costs: [costRule("transport", 1, 2)],
        cap: 5000,
        unit: 100,
      } as const;
      const money = { kind: "transport", tie: "activity", handover: "paid-back" } as const;
      return { ...base, ...money, tier: 1, helps: true, times: 3, budget: 300_000, subsidy };
    }
    case "helping":
      return { ...base, kind: "lodging", tie: "activity", tier: 1, helps: true };
    case "association":
      return { ...base, kind: "association", tie: "dwelling", mark: "suffices" };
    case "refuge":
      return { ...base, kind: "refuge", tie: "refuge", tier: 1, helps: true };
  }
}
