/** Claims and subsidies as JSON: of the vectors, and as the twin is asked for them. */

import type { CostLine } from "../../schemas/benefits";
import type { History, Person, Policy } from "../../schemas/wire";
import { wholeHistory, wholePerson, wholePolicy } from "../../standing/values";
import type { Claim } from "../eligibility";
import type { Subsidy } from "../terms";

/** What is not told of policy, person and history is as the schemas' defaults. */
export interface ClaimJson extends Omit<Claim, "policy" | "person" | "history"> {
  policy: Policy;
  person: Person;
  history: History;
}

export interface Calculated {
  terms: Subsidy;
  costs: CostLine[];
  nights: number;
  persons: number;
}

export function claimOf(claim: ClaimJson): Claim {
  return {
    ...claim,
    policy: wholePolicy(claim.policy),
    person: wholePerson(claim.person),
    history: wholeHistory(claim.history),
  };
}
