// Generated from schemas/ by `just generate`. Do not edit.

/** Values that the holder's shell does not compare; others import them from `wire.ts`. */

export const PlaceKind = {
  BATH: "bath",
  MUSEUM: "museum",
  LODGING: "lodging",
  HALL: "hall",
  SHOP: "shop",
  OUTDOORS: "outdoors",
  SHELTER: "shelter",
  OTHER: "other",
} as const;
export type PlaceKind = (typeof PlaceKind)[keyof typeof PlaceKind];

/** Whose members a facility gives its members' rate to (R51). */
export const Reach = {
  OWN: 1,
  PREFECTURE: 2,
} as const;
export type Reach = (typeof Reach)[keyof typeof Reach];

/** What a quota counts in: a day, a month, a year or a fiscal year from April, in Asia/Tokyo. */
export const Period = {
  DAY: 1,
  MONTH: 2,
  YEAR: 3,
  FISCAL_YEAR: 4,
} as const;
export type Period = (typeof Period)[keyof typeof Period];

/** What the system found, which waits for a member of staff (R31). */
export const Pending = {
  NOTHING: 0,
  GRANT: 1,
  RENEWAL: 2,
  ENDING: 3,
} as const;
export type Pending = (typeof Pending)[keyof typeof Pending];

export const DecidedBy = {
  SYSTEM: 0,
  MEMBER: 1,
  STAFF: 2,
} as const;
export type DecidedBy = (typeof DecidedBy)[keyof typeof DecidedBy];

/** What a member is told at the right day, in the app and by e-mail. */
export const NoticeKind = {
  RENEWAL_OPEN: 1,
  RENEWED: 2,
  LAPSED: 3,
  GRANTED: 4,
  REFUSED: 5,
  INTENT: 6,
  ENDED: 7,
  PRINTED_CARD_ENDS: 8,
  OF_AGE: 9,
  REVIEWED: 10,
  ERASURE: 11,
  ACTIVITY_ACCEPTED: 20,
  ACTIVITY_WAITING: 21,
  ACTIVITY_DECLINED: 22,
  ACTIVITY_CANCELLED: 23,
  SUBSIDY_GRANTED: 28,
  SUBSIDY_REFUSED: 29,
  SUBSIDY_PAID: 30,
  REFUGE: 31,
} as const;
export type NoticeKind = (typeof NoticeKind)[keyof typeof NoticeKind];

/** Of somebody who applied to help on an occasion. */
export const ApplicationState = {
  APPLIED: 1,
  ACCEPTED: 2,
  WAITING: 3,
  DECLINED: 4,
  WITHDRAWN: 5,
  CANCELLED: 6,
} as const;
export type ApplicationState = (typeof ApplicationState)[keyof typeof ApplicationState];

/** Of an application for a subsidy (R54). */
export const SubsidyState = {
  INCOMPLETE: "incomplete",
  WAITING: "waiting",
  GRANTED: "granted",
  REFUSED: "refused",
  PAID: "paid",
  WITHDRAWN: "withdrawn",
} as const;
export type SubsidyState = (typeof SubsidyState)[keyof typeof SubsidyState];

/** What can be asked of somebody who wants to be premium (R09). */
export const ConditionKind = {
  ACTIVITIES: "activities",
  PROJECTS: "projects",
  STAY_DAYS: "stay-days",
  RESIDENCE: "residence",
  PROGRAMME: "programme",
} as const;
export type ConditionKind = (typeof ConditionKind)[keyof typeof ConditionKind];

/** Who decides once the system has found something (R31). */
export const Automation = {
  SYSTEM: "system",
  STAFF: "staff",
} as const;
export type Automation = (typeof Automation)[keyof typeof Automation];

/** What the system found, which waits for a member of staff (R31). */
export const Finding = {
  GRANT: "grant",
  RENEWAL: "renewal",
  ENDING: "ending",
} as const;
export type Finding = (typeof Finding)[keyof typeof Finding];

/** What a decision does (R18). */
export const ChangeKind = {
  GRANT: "grant",
  MAKE_DIRECT: "make-direct",
  END: "end",
  REFUSE_LINK: "refuse-link",
  ALLOW_LINK: "allow-link",
  PREMIUM: "premium",
  RENEW: "renew",
  LAPSE: "lapse",
  REFUSE: "refuse",
  PROPOSE: "propose",
  MARK: "mark",
  UNMARK: "unmark",
  ASK: "ask",
  STAY: "stay",
} as const;
export type ChangeKind = (typeof ChangeKind)[keyof typeof ChangeKind];

/** Why (R18): a word for the record, told to the member in their language. */
export const Reason = {
  APPLIED: "applied",
  WITH_MUNICIPALITY: "with-municipality",
  LEFT: "left",
  LINK_REFUSED: "link-refused",
  LINK_ALLOWED: "link-allowed",
  LEFT_PREFECTURE: "left-prefecture",
  NO_MUNICIPALITY_LEFT: "no-municipality-left",
  REQUIREMENT_MET: "requirement-met",
  REQUIREMENT_MISSED: "requirement-missed",
  LATE_EVIDENCE: "late-evidence",
  NOT_REGISTERED: "not-registered",
  NOT_PROVEN: "not-proven",
  AT_HOME: "at-home",
  NO_GUARDIAN: "no-guardian",
  THREE_BODIES: "three-bodies",
  ALREADY: "already",
  MUNICIPALITY_PREMIUM: "municipality-premium",
  MUNICIPALITY_BASIC: "municipality-basic",
  STAYED: "stayed",
  STAYED_TOO_LITTLE: "stayed-too-little",
  ONLY_PREMIUM: "only-premium",
  INACTIVE: "inactive",
  NO_ANSWER: "no-answer",
  SEEN: "seen",
  STAFF: "staff",
  BROUGHT_IN: "brought-in",
  MERGED: "merged",
} as const;
export type Reason = (typeof Reason)[keyof typeof Reason];

/** Why the members' rate is given, or not (R53). */
export const RateReason = {
  GRANTED: 1,
  NO_PRICES: 2,
  OTHER_BODY: 3,
  TIER: 4,
  HOURS: 5,
  QUOTA: 6,
} as const;
export type RateReason = (typeof RateReason)[keyof typeof RateReason];

export const ProblemCode = {
  MALFORMED: "malformed",
  TOO_LARGE: "too-large",
  TOO_MANY_REQUESTS: "too-many-requests",
  NOT_SIGNED_IN: "not-signed-in",
  NOT_ALLOWED: "not-allowed",
  NOT_FOUND: "not-found",
  CONFLICT: "conflict",
  CLIENT_TOO_OLD: "client-too-old",
  UNKNOWN_DEVICE: "unknown-device",
  DEVICE_REVOKED: "device-revoked",
  BAD_SIGNATURE: "bad-signature",
  STALE_CHALLENGE: "stale-challenge",
  GAP: "gap",
  FORK: "fork",
  PASSKEY_REFUSED: "passkey-refused",
  CODE_REFUSED: "code-refused",
  NOT_TAKING_PART: "not-taking-part",
  UNAVAILABLE: "unavailable",
  INTERNAL: "internal",
  IDENTITY_NOT_SET_UP: "identity-not-set-up",
  IDENTITY_REFUSED: "identity-refused",
  IDENTITY_KNOWN_ELSEWHERE: "identity-known-elsewhere",
  IDENTITY_NEEDED: "identity-needed",
} as const;
export type ProblemCode = (typeof ProblemCode)[keyof typeof ProblemCode];

export const BodyKind = {
  MUNICIPALITY: "municipality",
  PREFECTURE: "prefecture",
} as const;
export type BodyKind = (typeof BodyKind)[keyof typeof BodyKind];

/** What an account may do for one body. */
export const Role = {
  ADMIN: "admin",
  CLERK: "clerk",
  STAFF: "staff",
  ORGANISER: "organiser",
  SCANNER: "scanner",
  READER: "reader",
  OPERATOR: "operator",
} as const;
export type Role = (typeof Role)[keyof typeof Role];

/** What we write in. */
export const Language = {
  JA: "ja",
  EN: "en",
} as const;
export type Language = (typeof Language)[keyof typeof Language];

export const QuestionKind = {
  ONE: "one",
  MANY: "many",
  TEXT: "text",
} as const;
export type QuestionKind = (typeof QuestionKind)[keyof typeof QuestionKind];

export const PaperSize = {
  CARD: "card",
  A4: "a4",
} as const;
export type PaperSize = (typeof PaperSize)[keyof typeof PaperSize];
