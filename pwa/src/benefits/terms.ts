/** A benefit's terms as the server tells them: nothing is left out. */

import type { ApplicantKind, BenefitTerms, SubsidyTerms } from "../schemas/benefits";
import type { Condition } from "../standing/values";

export type CostRule = Readonly<Required<SubsidyTerms["costs"][number]>>;

export interface Subsidy extends Readonly<Required<Omit<SubsidyTerms, "costs" | "applicants">>> {
  readonly applicants: readonly ApplicantKind[];
  readonly costs: readonly CostRule[];
}

export interface Terms extends Readonly<Required<Omit<BenefitTerms, "conditions" | "subsidy">>> {
  readonly conditions: readonly Condition[];
  readonly subsidy: Subsidy | null;
}
