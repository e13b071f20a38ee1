// Generated from schemas/ by `just generate`. Do not edit.

/** What kind of organisation a partner is (R23). */
export const PartnerKind = {
  RESIDENTS: "residents",
  RMO: "rmo",
  FIRE_CORPS: "fire-corps",
  PTA: "pta",
  NPO: "npo",
  TOWN_COMPANY: "town-company",
  DMO: "dmo",
  CHAMBER: "chamber",
  DUAL_RESIDENCE: "dual-residence",
  FARMING: "farming",
  LAND_AND_WATER: "land-and-water",
  INTERMEDIARY: "intermediary",
} as const;
export type PartnerKind = (typeof PartnerKind)[keyof typeof PartnerKind];

/** `designated` is pattern 2 of R20: all of its projects count; then `basis` says why (R21). */
export interface WritePartner {
  name: string;
  kind: PartnerKind;
  english?: string;
  contact?: string;
  designated?: boolean;
  basis?: string;
  closed?: boolean;
}

/** Whose a project is from now on; None: the body's own. */
export interface AssignProject {
  partner: number | null;
}

export interface Partner {
  id: number;
  name: string;
  english: string;
  kind: PartnerKind;
  contact: string;
  designated: boolean;
  basis: string;
  closed: boolean;
  people: number;
}
