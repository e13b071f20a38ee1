// Generated from schemas/ by `just generate`. Do not edit.

import type { Role } from "./wire";

/** Somebody looked at personal data, or changed something. */
export interface AuditRow {
  id: number;
  ms: number;
  account: string;
  name: string;
  role: Role;
  partner: string;
  about: string;
  changed: boolean;
  route: string;
  detail: string;
  member: number;
}

/** Somebody who is in the log. */
export interface AuditPerson {
  account: string;
  name: string;
  role: Role;
}

/** The newest first. `before` is what to ask for further ones with; 0 when there are none. */
export interface AuditPage {
  rows: AuditRow[];
  before: number;
  people: AuditPerson[];
}
