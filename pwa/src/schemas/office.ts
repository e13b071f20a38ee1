// Generated from schemas/ by `just generate`. Do not edit.

import type { PrintedCard, Tier, UseView } from "./wire";

export const MAX_UPLOAD_BYTES = 20000000;
export const MAX_ROWS = 50000;

export const MemberSort = {
  NUMBER: "number",
  KANA: "kana",
  NEWEST: "newest",
} as const;
export type MemberSort = (typeof MemberSort)[keyof typeof MemberSort];

/** What a column of a list holds. */
export const ImportField = {
  NOTHING: "",
  NAME: "name",
  FAMILY_NAME: "family-name",
  GIVEN_NAME: "given-name",
  KANA: "kana",
  FAMILY_KANA: "family-kana",
  GIVEN_KANA: "given-kana",
  OLD_NUMBER: "old-number",
  SINCE: "since",
  POSTAL_CODE: "postal-code",
  PREFECTURE: "prefecture",
  ADDRESS: "address",
  BIRTH_DAY: "birth-day",
  EMAIL: "email",
  TELEPHONE: "telephone",
  CATEGORY: "category",
  NOTE: "note",
  CONSENT: "consent",
} as const;
export type ImportField = (typeof ImportField)[keyof typeof ImportField];

/** What is amiss with a row. Those with `left_out` keep it from coming in. */
export const IssueKind = {
  NO_NAME: "no-name",
  TOO_LONG: "too-long",
  SAME_NUMBER: "same-number",
  TWICE: "twice",
  KNOWN: "known",
  DATE: "date",
  PREFECTURE: "prefecture",
  EMAIL: "email",
} as const;
export type IssueKind = (typeof IssueKind)[keyof typeof IssueKind];

/** What a member tells one body of themselves (R04); all of it may be empty. */
export interface OwnDetails {
  name?: string;
  kana?: string;
  postal_code?: string;
  prefecture?: number;
  address?: string;
  email?: string;
  telephone?: string;
  birth_day?: string;
}

/** The same with what the office adds: the number and the kind in its own older list, a note. */
export interface MemberDetails {
  name?: string;
  kana?: string;
  postal_code?: string;
  prefecture?: number;
  address?: string;
  email?: string;
  telephone?: string;
  birth_day?: string;
  old_number?: string;
  category?: string;
  note?: string;
}

/** What a body knows of one member beside their standing. */
export interface MemberRecord {
  number: number;
  shown_name: string;
  tier: Tier;
  since: string;
  linked: boolean;
  details: MemberDetails;
  changed: number;
  kept_by_office: boolean;
  imported: number | null;
  last_here: string;
  ended: string;
  uses: UseView[];
}

/** Somebody without a phone (R62). The name is needed. `refuse_prefecture`: R03. */
export interface RegisterAtCounter {
  details: MemberDetails;
  refuse_prefecture?: boolean;
}

/** The number, a card to print, and the code by which the person takes the registration over on a phone of their own: told now and never again. */
export interface RegisteredAtCounter {
  number: number;
  card: PrintedCard;
  code: string;
}

export interface TakeOverCode {
  code: string;
}

/** `name` is the one that the body knows, or else the one that the member chose. */
export interface MemberRow {
  number: number;
  name: string;
  kana: string;
  tier: Tier;
  since: string;
  linked: boolean;
  long_stay: boolean;
  cards: number;
  ended: boolean;
  kept_by_office: boolean;
  prefecture: number;
  old_number: string;
}

/** `total` match; `premium` and `kept_by_office` of them are so. */
export interface MemberPage {
  members: MemberRow[];
  total: number;
  premium: number;
  kept_by_office: number;
}

/** Registrations that end at their members' wish, told to the office. */
export interface EndMembers {
  numbers: number[];
  note: string;
}

/** A column as it stands in the list, what is in its first rows, and what it seems to hold. */
export interface UploadColumn {
  header: string;
  samples: string[];
  field: ImportField;
}

/** A list that was sent. `heading`: which of its rows names the columns, from 0; the rows above it are left out. `encoding`: how the text was read; of a workbook the name of its sheet. */
export interface UploadInfo {
  id: string;
  file_name: string;
  rows: number;
  encoding: string;
  heading: number;
  columns: UploadColumn[];
}

/** How a list is to be read. `leave_out_known`: rows of people who seem to be members already, or who stand in the list twice, do not come in. */
export interface ImportPlan {
  heading: number;
  columns: ImportField[];
  leave_out_known?: boolean;
}

/** `row` as a spreadsheet counts them, from 1. `earlier`: the row, or the member's number, that it is like; 0 for none. */
export interface RowIssue {
  row: number;
  kind: IssueKind;
  field: ImportField;
  text: string;
  left_out: boolean;
  earlier?: number;
}

export interface IssueCount {
  kind: IssueKind;
  left_out: boolean;
  rows: number;
}

/** A row as it would come in. */
export interface ImportRow {
  row: number;
  details: MemberDetails;
  since: string;
  consents: boolean;
}

/** `members` of `rows` would come in. Of the issues the first 200 are told, of the rows ten. */
export interface ImportPreview {
  rows: number;
  members: number;
  consenting: number;
  counts: IssueCount[];
  issues: RowIssue[];
  sample: ImportRow[];
}

/** How far a list has come in; `total` is 0 where nothing is under way. */
export interface ImportProgress {
  done: number;
  total: number;
}

/** An import that took place. `kept` members stayed when it was taken back. */
export interface ImportInfo {
  id: number;
  file_name: string;
  made: number;
  members: number;
  left_out: number;
  undone: number;
  kept: number;
}

/** How many are gone, and the numbers of those who stay, because something is known of them since: a card, a visit, a code for a phone; the first 200. */
export interface ImportUndone {
  removed: number;
  kept: number;
  numbers: number[];
}

/** When somebody asked to be forgotten, and the day on which they will be: 0 and empty for nobody asked. `by_office`: the office was asked. */
export interface Erasure {
  asked?: number;
  day?: string;
  by_office?: boolean;
}
