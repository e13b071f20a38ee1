// Generated from schemas/ by `just generate`. Do not edit.

import type { Condition, Period, SubsidyState, Tier } from "./wire";

export const RECEIPT_BYTES = 300000;
export const MAX_RECEIPTS = 6;
export const MAX_COSTS = 20;
export const MAX_PARTY = 20;

/** R50: the kinds that were seen, and what else a body thinks of. */
export const BenefitKind = {
  TRANSPORT: "transport",
  LODGING: "lodging",
  WORKSPACE: "workspace",
  HOUSE_REPAIR: "house-repair",
  FACILITY: "facility",
  RESIDENT_RATE: "resident-rate",
  ASSOCIATION: "association",
  REFUGE: "refuge",
  DISCOUNT: "discount",
  CHILD_CARE: "child-care",
  RELOCATION: "relocation",
  OTHER: "other",
} as const;
export type BenefitKind = (typeof BenefitKind)[keyof typeof BenefitKind];

/** R52: what ties a benefit to being in the area. */
export const Tie = {
  UNTIED: "untied",
  PLACE: "place",
  ACTIVITY: "activity",
  NIGHT: "night",
  DWELLING: "dwelling",
  REFUGE: "refuge",
} as const;
export type Tie = (typeof Tie)[keyof typeof Tie];

/** How a member comes by it. */
export const Handover = {
  ON_SITE: "on-site",
  PAID_BACK: "paid-back",
  SENT: "sent",
} as const;
export type Handover = (typeof Handover)[keyof typeof Handover];

/** What the long-stay mark (R11) is to who may have a benefit. */
export const MarkAsked = {
  ANY: "any",
  SUFFICES: "suffices",
  NEEDED: "needed",
} as const;
export type MarkAsked = (typeof MarkAsked)[keyof typeof MarkAsked];

export const CostKind = {
  TRANSPORT: "transport",
  LODGING: "lodging",
  WORKSPACE: "workspace",
  CHILD_CARE: "child-care",
  RELOCATION: "relocation",
  HOUSE_REPAIR: "house-repair",
  MEETING: "meeting",
  OTHER: "other",
} as const;
export type CostKind = (typeof CostKind)[keyof typeof CostKind];

export const ApplicantKind = {
  INDIVIDUAL: "individual",
  EMPLOYEE: "employee",
  SELF_EMPLOYED: "self-employed",
  COMPANY: "company",
  STUDENT: "student",
  GROUP: "group",
} as const;
export type ApplicantKind = (typeof ApplicantKind)[keyof typeof ApplicantKind];

/** What an upper limit is for each of. */
export const CapPer = {
  STAY: "stay",
  PERSON: "person",
  NIGHT: "night",
} as const;
export type CapPer = (typeof CapPer)[keyof typeof CapPer];

/** Amounts are rounded down to a multiple of this. */
export const Rounding = {
  YEN: 1,
  TEN: 10,
  HUNDRED: 100,
  THOUSAND: 1000,
} as const;
export type Rounding = (typeof Rounding)[keyof typeof Rounding];

/** Why somebody may not have a benefit now. */
export const HindranceKind = {
  NOT_REGISTERED: "not-registered",
  NOT_PROVEN: "not-proven",
  PREMIUM: "premium",
  MARK: "mark",
  AGE: "age",
  CONDITION: "condition",
  NOT_BEGUN: "not-begun",
  OVER: "over",
  QUOTA: "quota",
  BUDGET: "budget",
} as const;
export type HindranceKind = (typeof HindranceKind)[keyof typeof HindranceKind];

export const BenefitState = {
  DRAFT: "draft",
  PUBLISHED: "published",
  CLOSED: "closed",
} as const;
export type BenefitState = (typeof BenefitState)[keyof typeof BenefitState];

/** As bank transfers name it. */
export const AccountKind = {
  ORDINARY: 1,
  CURRENT: 2,
  SAVINGS: 4,
} as const;
export type AccountKind = (typeof AccountKind)[keyof typeof AccountKind];

/** A kind of cost that is paid back in part. `cap`: 0 for none. */
export interface CostRule {
  kind: CostKind;
  numerator: number;
  denominator: number;
  cap?: number;
  cap_per?: CapPer;
}

/** How an application is calculated and proven (R54). `cap` over all costs, 0 for none; `max_nights` 0 for any number. `proven_days`: every day of the stay must be recorded. */
export interface SubsidyTerms {
  costs: CostRule[];
  applicants: ApplicantKind[];
  cap?: number;
  cap_per?: CapPer;
  unit?: Rounding;
  receipts?: boolean;
  proven_days?: boolean;
  min_nights?: number;
  max_nights?: number;
  max_persons?: number;
}

/** A benefit as the body offers it. `conditions`: all of them are asked, counted as the body's policy counts (R09, R10). `age_from` and `age_to`: both ends count, 0 for none. `times` in each `period` a person, 0 for any number. `budget`: a fiscal year, 0 for none. `helps`: it helps to meet the requirement for premium, and so may be open to basic members (R51). */
export interface BenefitTerms {
  name: string;
  english?: string;
  text?: string;
  text_english?: string;
  kind?: BenefitKind;
  tie?: Tie;
  places?: number[];
  projects?: number[];
  handover?: Handover;
  helps?: boolean;
  tier?: Tier;
  mark?: MarkAsked;
  age_from?: number;
  age_to?: number;
  conditions?: Condition[];
  times?: number;
  period?: Period;
  budget?: number;
  from_day?: number;
  until_day?: number;
  subsidy?: SubsidyTerms | null;
}

/** What R52 has against terms. `refuses`: it cannot be published so; else it can once somebody said that they looked at it. `found`: the word that raised it. */
export interface GiftFinding {
  code: string;
  refuses: boolean;
  field: string;
  japanese: string;
  english: string;
  found?: string;
}

export interface Hindrance {
  kind: HindranceKind;
  at?: number;
  missing?: number;
  day?: number;
}

/** Whether a member may have a benefit today. `left`: how often in this period, -1 for any. */
export interface Eligibility {
  may: boolean;
  hindrances: Hindrance[];
  left: number;
}

export interface CostLine {
  kind: CostKind;
  yen: number;
}

/** All costs of one kind: the rate's `share`, its upper limit (0 for none), what counts. */
export interface CostStep {
  kind: CostKind;
  yen: number;
  numerator: number;
  denominator: number;
  share: number;
  cap: number;
  counted: number;
}

/** How an amount comes about, line by line. `total` of the steps, `cap` over all (0 for none), `unit` to which the rest is rounded down. */
export interface Calculation {
  steps: CostStep[];
  total: number;
  cap: number;
  unit: number;
  amount: number;
}

/** A fiscal year's money: granted, and asked by what waits. `budget` 0: no limit is set. */
export interface BudgetState {
  year: number;
  budget: number;
  granted: number;
  waiting: number;
}

/** A benefit at the office. `terms` as they are written now, `published` as members have them; `number` counts what was published. */
export interface OfficeBenefit {
  id: number;
  state: BenefitState;
  number: number;
  terms: BenefitTerms;
  published: BenefitTerms | null;
  findings: GiftFinding[];
  budget: BudgetState;
}

/** Among the body's `members` so many `may` have it now; the others by what hinders first. */
export interface BenefitPreview {
  members: number;
  may: number;
  hindered: Record<string, number>;
  findings: GiftFinding[];
}

/** `looked_at`: codes of the findings that somebody looked at and found to be none (R52). */
export interface PublishBenefit {
  looked_at?: string[];
}

/** Where the money goes. `holder` in katakana, as the bank's book has it. */
export interface Payee {
  bank: string;
  branch: string;
  kind: AccountKind;
  number: string;
  holder: string;
}

/** `ref`: made by the phone, so that what is sent twice is stored once. `receipts`: how many photographs follow; staff see the application when all are there. */
export interface Apply {
  ref: string;
  applicant: ApplicantKind;
  from_day: number;
  nights: number;
  persons: number;
  costs: CostLine[];
  receipts: number;
  payee: Payee;
  words?: string;
}

/** What was done about an application (R18). `by`: 0 the system, 1 the member, 2 staff. */
export interface Step {
  ms: number;
  kind: string;
  rule: string;
  amount: number;
  words: string;
  by: number;
}

/** An application as the member has it. `arrived`: numbers of the photographs that are here. */
export interface OwnApplication {
  id: number;
  benefit: number;
  body: string;
  state: SubsidyState;
  asked: Apply;
  arrived: number[];
  calculation: Calculation;
  amount: number;
  steps: Step[];
}

/** Everything that a decision needs, on one row. `days_recorded` of `days` of the stay; `most` may be granted; `number` is the member's, `terms` those of the stay's first day. */
export interface OfficeApplication {
  id: number;
  benefit: number;
  name: string;
  english: string;
  number: number;
  member: string;
  state: SubsidyState;
  asked: Apply;
  completed: number;
  calculation: Calculation;
  most: number;
  amount: number;
  days: number;
  days_recorded: number;
  activities: number;
  terms: SubsidyTerms;
  paid_on: string;
  steps: Step[];
}

/** `waiting` in the order of their arrival, `unpaid`: granted; the newest of what is done. */
export interface SubsidyDesk {
  waiting: OfficeApplication[];
  unpaid: OfficeApplication[];
  done: OfficeApplication[];
  budgets: Record<string, BudgetState>;
  more: boolean;
}

export interface SubsidyCount {
  waiting: number;
  unpaid: number;
}

/** `amount`: for one alone, else what was calculated. Words are needed where it is another than calculated, and to refuse. */
export interface DecideApplications {
  ids: number[];
  grant: boolean;
  amount?: number | null;
  words?: string;
}

/** `reason`: `state` (it does not wait), `budget` (spent), `earlier` (those that came before ask for the rest), `nothing` (calculated as 0). */
export interface UndecidedApplication {
  id: number;
  reason: string;
}

export interface DecidedApplications {
  done: number[];
  refused: UndecidedApplication[];
}

export interface ReopenApplication {
  words: string;
}

export interface PayApplications {
  ids: number[];
  day: string;
}

/** R55. `home`: six digits, where the member lives, if no proof says it; "" for none. */
export interface GiveConsent {
  party: number;
  needs?: string;
  home?: string;
}

/** `areas`: municipalities, and prefectures for every municipality in them. */
export interface DeclareDisaster {
  name: string;
  areas: number[];
  from_day: string;
}

/** `shelter`: 0 while they did not arrive. */
export interface Evacuee {
  number: number;
  name: string;
  party: number;
  needs: string;
  home: number;
  shelter: number;
}

/** `parties` are members, `people` they and those with them. */
export interface ShelterCount {
  place: number;
  name: string;
  english: string;
  parties: number;
  people: number;
}

export interface Disaster {
  id: number;
  name: string;
  areas: number[];
  from_day: string;
  declared: number;
  ended: number | null;
  expected: number;
  expected_people: number;
}

/** `consents` are agreements that stand, of so many `people`; `evacuees` and `shelters` of the disaster that stands. */
export interface RefugeOffice {
  consents: number;
  people: number;
  disasters: Disaster[];
  evacuees: Evacuee[];
  shelters: ShelterCount[];
}
