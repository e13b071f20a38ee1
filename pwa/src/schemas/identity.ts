// Generated from schemas/ by `just generate`. Do not edit.

/** What a guardian is to the minor (R17). */
export const Relation = {
  PARENT: "parent",
  GUARDIAN: "guardian",
  OTHER: "other",
} as const;
export type Relation = (typeof Relation)[keyof typeof Relation];

/** What is kept of a person's proof, all of it. */
export interface Proven {
  day: string;
  birth_day: string;
  home: string | null;
  home_declared: boolean;
  name: string;
  minor: boolean;
  consented: boolean;
}

/** A guardian's consent, as the minor and the guardian see it. */
export interface Consent {
  id: number;
  mine: boolean;
  name: string;
  relation: Relation;
  day: string;
  withdrawn: string | null;
}

export interface IdentityStatus {
  set_up: boolean;
  proven: Proven | null;
  consents: Consent[];
}

export interface BeginProof {
  keep_name?: boolean;
}

export interface ProofBegun {
  url: string;
}

/** What the provider gave the browser to bring back: a code, or why there is none. */
export interface ProofReturn {
  state: string;
  code?: string;
  error?: string;
  issuer?: string;
}

export interface NameHome {
  body: string;
}

export interface MergeAccounts {
  ticket: string;
}

export interface AccountsMerged {
  account: string;
}

/** Shown once. The code stands in the link's fragment, which no server and no log ever sees. */
export interface GuardianInvite {
  code: string;
  url: string;
  expires: number;
}

export interface GuardianInvited {
  code: string;
}

/** For whom consent is asked. */
export interface Ward {
  name: string;
  age: number;
}

export interface GiveConsent {
  code: string;
  relation: Relation;
}
