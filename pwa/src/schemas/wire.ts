// Generated from schemas/ by `just generate`. Do not edit.

export const DEVICE_ID_BYTES = 12;
export const PROOF_BYTES = 64;
export const KIOSK_PROOF_BYTES = 72;
export const MAX_CARD_KEYS = 28;
export const NO_STEP = -32768;
export const BY_HAND = -32767;
export const GUEST = 4294967295;
export const PROTOCOL_VERSION = 1;
export const SYNC_MEDIA_TYPE = "application/vnd.furusato.sync";
export const SIGNATURE_BYTES = 64;
export const CHALLENGE_BYTES = 8;
export const MAX_ENTRIES = 1000;
export const MAX_ENTRY_BYTES = 4096;
export const MAX_REQUEST_BYTES = 262144;
export const MAX_REPLY_KB = 1024;
export const MAX_CURSOR_BYTES = 4096;
export const MAX_COLUMN_BITS = 53;
export const SIGN_SYNC_CONTEXT = "furusato-sync-v1\u0000";
export const SIGN_ENROL_CONTEXT = "furusato-enrol-v1\u0000";

import type { PlaceKind, Reach, Period, Pending, DecidedBy, NoticeKind, ApplicationState, SubsidyState, ConditionKind, Automation, Finding, ChangeKind, Reason, RateReason, ProblemCode, BodyKind, Role, Language, QuestionKind, PaperSize } from "./constants";

export * from "./constants";

/** Where a piece of evidence comes from, strongest first (R26). */
export const Source = {
  LIVE_CARD: 1,
  LIVE_VENUE_CODE: 2,
  PRINTED_CODE: 3,
  STAFF_ENTRY: 4,
  MEMBER_ENTRY: 5,
} as const;
export type Source = (typeof Source)[keyof typeof Source];

/** What a member sets for themselves; each is a last-writer-wins register. */
export const ProfileField = {
  NAME: "name",
  LANGUAGE: "language",
} as const;
export type ProfileField = (typeof ProfileField)[keyof typeof ProfileField];

export const RulingKind = {
  ACCEPTED: 1,
  REJECTED: 2,
  FLAGGED: 3,
} as const;
export type RulingKind = (typeof RulingKind)[keyof typeof RulingKind];

export const RulingReason = {
  NONE: 0,
  NOT_PERMITTED: 1,
  UNKNOWN_PLACE: 2,
  UNKNOWN_CARD: 3,
  UNKNOWN_ENTRY: 4,
  WRONG_CODE: 5,
  CODE_WITHDRAWN: 6,
  CLOCK_AHEAD: 7,
  CLOCK_BEHIND: 8,
  CARD_REVOKED: 9,
  CARD_NOT_VALID: 10,
  COPIED: 11,
  NOT_REGISTERED: 12,
  DAY_NOT_ALLOWED: 13,
  UNREADABLE: 14,
  WRONG_BODY: 15,
} as const;
export type RulingReason = (typeof RulingReason)[keyof typeof RulingReason];

/** R07, R09. */
export const Tier = {
  BASIC: 1,
  PREMIUM: 2,
} as const;
export type Tier = (typeof Tier)[keyof typeof Tier];

export const CardState = {
  ACTIVE: 1,
  REVOKED: 2,
  ENDED: 3,
} as const;
export type CardState = (typeof CardState)[keyof typeof CardState];

/** The identity of one entry, for ever: its device and its number there. */
export interface EntryRef {
  device: Uint8Array;
  seq: number;
}

/** Staff scanned a member's live card at a place (R22). */
export interface CheckIn {
  type: "CheckIn";
  ms: number;
  counter: number;
  place: number;
  issuer: number;
  card: number;
  drift: number;
  project: number;
  proof: Uint8Array;
}

/** A member was at a place on a day: they scanned its code, or say so (R11, R22, R26). */
export interface Stay {
  type: "Stay";
  ms: number;
  counter: number;
  place: number;
  day: number;
  source: Source;
  code: Uint8Array;
  project: number;
}

/** A member's own words on an entry of their history (R25). */
export interface Note {
  type: "Note";
  ms: number;
  counter: number;
  about: EntryRef;
  text: string;
}

/** Takes an entry back, with a reason; the entry stays in the log (R27). */
export interface Void {
  type: "Void";
  ms: number;
  counter: number;
  about: EntryRef;
  reason: string;
}

/** Writes a last-writer-wins register. */
export interface SetField {
  type: "SetField";
  ms: number;
  counter: number;
  field: ProfileField;
  value: string;
}

/** Adds to the observed-remove set of interests. */
export interface AddInterest {
  type: "AddInterest";
  ms: number;
  counter: number;
  interest: string;
}

/** Removes the adds that this device had seen; an add it had not seen stands. */
export interface RemoveInterest {
  type: "RemoveInterest";
  ms: number;
  counter: number;
  interest: string;
  observed: EntryRef[];
}

/** How many people paid by one line of a facility's prices, as members or their companions. */
export interface Party {
  line: number;
  people: number;
}

/** Staff gave a member the members' rate of a facility (R53). */
export interface Use {
  type: "Use";
  ms: number;
  counter: number;
  place: number;
  issuer: number;
  card: number;
  party: Party[];
  yen: number;
}

/** Compressed P-256 keys that the device made for one-day cards of a body, each for one card. */
export interface CardKeys {
  type: "CardKeys";
  ms: number;
  counter: number;
  body: number;
  keys: Uint8Array[];
}

/** The newest `version` of a ruling on an entry wins. */
export interface Ruling {
  device: Uint8Array;
  seq: number;
  version: number;
  kind: RulingKind;
  reason: RulingReason;
  day: number;
}

/** An entry of another device that concerns the reader. */
export interface FactItem {
  type: "FactItem";
  version: number;
  device: Uint8Array;
  seq: number;
  body: number;
  member: number;
  entry: CheckIn | Stay | Note | Void | SetField | AddInterest | RemoveInterest | Use | CardKeys;
}

export interface RulingItem {
  type: "RulingItem";
  version: number;
  ruling: Ruling;
}

/** A body that takes part and that the reader has to do with. */
export interface BodyItem {
  type: "BodyItem";
  version: number;
  body: number;
  name: string;
  english: string;
  prefecture: number;
}

/** `keeps_proofs`: a check-in here carries the holder's signature. */
export interface PlaceItem {
  type: "PlaceItem";
  version: number;
  place: number;
  body: number;
  name: string;
  english: string;
  kind: PlaceKind;
  closed: boolean;
  keeps_proofs: boolean;
}

/** A project (担い手活動); only a designated one counts towards premium (R20). */
export interface ProjectItem {
  type: "ProjectItem";
  version: number;
  project: number;
  body: number;
  place: number;
  name: string;
  english: string;
  designated: boolean;
  closed: boolean;
}

/** The reader's registration with a body. `linked` tells that R02 brought it. */
export interface RegistrationItem {
  type: "RegistrationItem";
  version: number;
  body: number;
  member: number;
  tier: Tier;
  since: number;
  long_stay: boolean;
  linked: boolean;
  ended: boolean;
}

/** A credential for the reading device, packed as in `credential.md`. */
export interface CardItem {
  type: "CardItem";
  version: number;
  body: number;
  card: number;
  not_before: number;
  expires: number;
  credential: Uint8Array;
  state: CardState;
}

/** One card of a body's member, for that body's staff alone (R04). */
export interface RosterItem {
  type: "RosterItem";
  version: number;
  body: number;
  card: number;
  member: number;
  tier: Tier;
  name: string;
  state: CardState;
}

/** The trust list of body keys, signed by the root key (COSE_Sign1). */
export interface TrustItem {
  type: "TrustItem";
  version: number;
  signed: Uint8Array;
}

/** A body's status list, signed by the body's key (COSE_Sign1). */
export interface StatusItem {
  type: "StatusItem";
  version: number;
  body: number;
  signed: Uint8Array;
}

/** A body for which the reader may record check-ins. */
export interface StaffItem {
  type: "StaffItem";
  version: number;
  body: number;
  ended: boolean;
}

/** What one person pays: an age band, and the season in which the line is in force. */
export interface PriceLine {
  line: number;
  name: string;
  english: string;
  age_from: number;
  age_to: number;
  season_from: number;
  season_to: number;
  general: number;
  resident: number;
  basic: number;
  premium: number;
}

/** When the members' rate is given: days of the week (bit 0 is Monday), minutes after midnight, from the first until before the last, which may be after midnight (up to 30 h). */
export interface OpenHours {
  weekdays: number;
  opens: number;
  closes: number;
}

/** How cards are judged at a place, and its prices (R51, R53). Without one the defaults hold. */
export interface FacilityItem {
  type: "FacilityItem";
  version: number;
  place: number;
  body: number;
  tolerated_steps: number;
  list_age_h: number;
  lines: PriceLine[];
  tier: Tier;
  long_stay: boolean;
  reach: Reach;
  partners: number[];
  companions: number;
  quota: number;
  period: Period;
  hours: OpenHours[];
}

/** What changed in a body's status list since the `StatusItem` that stands (COSE_Sign1). */
export interface StatusDeltaItem {
  type: "StatusDeltaItem";
  version: number;
  body: number;
  signed: Uint8Array;
}

/** The body's word that the reading device shows a place's live code (schemas/credential.md). */
export interface KioskItem {
  type: "KioskItem";
  version: number;
  place: number;
  body: number;
  certificate: Uint8Array;
  ended: boolean;
}

/** What cards a body gives. `daily`: one-day cards beside the ordinary one, to those phones that make keys for them (`CardKeys`); two visits cannot be linked by what is shown. */
export interface CardPolicyItem {
  type: "CardPolicyItem";
  version: number;
  body: number;
  daily: boolean;
}

/** A body's rules from a day on (R06). `policy`: `schemas.policy.Policy` as JSON. */
export interface PolicyItem {
  type: "PolicyItem";
  version: number;
  body: number;
  from_day: number;
  policy: string;
}

/** What beside its tier is known of the reader's registration: `schemas.standing.Held`. */
export interface StandingItem {
  type: "StandingItem";
  version: number;
  body: number;
  premium_until: number;
  pending: Pending;
  asked: number;
  lapsed: number;
  programmes: number[];
}

/** A decision on the reader (R18). `kind`, `rule` and `reason` as of `schemas.standing.Change`; `note` holds the words of a member of staff. */
export interface DecisionItem {
  type: "DecisionItem";
  version: number;
  decision: number;
  body: number;
  ms: number;
  day: number;
  kind: string;
  rule: string;
  reason: string;
  until: number;
  by: DecidedBy;
  note: string;
}

/** What the reader has proven of themselves: `schemas.standing.Person`. */
export interface PersonItem {
  type: "PersonItem";
  version: number;
  proven: boolean;
  home: number;
  birth_day: number;
  guardian: boolean;
  refused: number[];
}

/** Something that the reader should know. `body` 0 for what concerns none. */
export interface NoticeItem {
  type: "NoticeItem";
  version: number;
  notice: number;
  body: number;
  ms: number;
  kind: NoticeKind;
  day: number;
  count: number;
}

/** Staff confirmed an entry that is weaker evidence than its body accepts (R26), or took their word back. */
export interface ConfirmationItem {
  type: "ConfirmationItem";
  version: number;
  device: Uint8Array;
  seq: number;
  confirmed: boolean;
}

/** A programme that a body's rules may ask membership of (P12), by its name. */
export interface ProgrammeItem {
  type: "ProgrammeItem";
  version: number;
  programme: number;
  body: number;
  name: string;
  english: string;
}

/** What a phone shows of a project beside its `ProjectItem`: `schemas.projects.ActivityShown` as JSON, with the occasions of the next months; empty for one that is no longer shown. */
export interface ActivityItem {
  type: "ActivityItem";
  version: number;
  project: number;
  body: number;
  detail: string;
}

/** The reader's own application. */
export interface ApplicationItem {
  type: "ApplicationItem";
  version: number;
  application: number;
  body: number;
  project: number;
  occasion: number;
  day: number;
  starts: number;
  ends: number;
  name: string;
  english: string;
  state: ApplicationState;
}

/** Somebody who applied, for those who receive them on the day (R04), by their chosen name. */
export interface AttendeeItem {
  type: "AttendeeItem";
  version: number;
  application: number;
  body: number;
  project: number;
  occasion: number;
  day: number;
  starts: number;
  ends: number;
  member: number;
  name: string;
  state: ApplicationState;
  cards: number[];
}

/** A partner for which the reader may record check-ins: at its own projects, and no others. */
export interface ScannerItem {
  type: "ScannerItem";
  version: number;
  body: number;
  partner: number;
  name: string;
  english: string;
  projects: number[];
  ended: boolean;
}

/** What a body offers its members (R50). `terms`: `schemas.benefits.BenefitTerms` as JSON; `spent`: the fiscal year whose budget is spent, 0 for none. */
export interface BenefitItem {
  type: "BenefitItem";
  version: number;
  benefit: number;
  body: number;
  ended: boolean;
  spent: number;
  terms: string;
}

/** The reader's application for a subsidy (R54). `day`: of the application; `amount`: granted, or calculated while it waits; `words`: of the staff; `decided`, `paid`: days, 0 for none. */
export interface SubsidyItem {
  type: "SubsidyItem";
  version: number;
  application: number;
  body: number;
  benefit: number;
  state: SubsidyState;
  day: number;
  from_day: number;
  nights: number;
  asked: number;
  amount: number;
  decided: number;
  paid: number;
  words: string;
}

/** Whether the reader agreed to be taken in by a body if disaster strikes at home (R55). */
export interface ConsentItem {
  type: "ConsentItem";
  version: number;
  body: number;
  given: boolean;
  party: number;
  needs: string;
  home: number;
}

/** A body's staff take in members from an area (R55). Once it `ended` it has no name. */
export interface DisasterItem {
  type: "DisasterItem";
  version: number;
  disaster: number;
  body: number;
  name: string;
  from_day: number;
  ended: boolean;
}

/** A member to be taken in, for that body's staff alone (R04, R55). Nothing of them is left in one that `ended`. */
export interface EvacueeItem {
  type: "EvacueeItem";
  version: number;
  disaster: number;
  body: number;
  member: number;
  name: string;
  party: number;
  needs: string;
  home: number;
  ended: boolean;
}

/** One thing asked. `count` and `months` are meant for what is counted: at least so many within so many calendar months up to the day on which it is asked. `of`: projects, bodies or programmes. `excluded`: of residence and programmes, that it must not be one of them. */
export interface Condition {
  kind: ConditionKind;
  count?: number;
  months?: number;
  of?: number[];
  excluded?: boolean;
}

/** How long premium lasts for members of a programme (P12). */
export interface Validity {
  programme: number;
  months: number;
}

/** Everything that a body decides on its tiers. The defaults are the scheme's. */
export interface Policy {
  premium?: Condition[][];
  consecutive_days?: boolean;
  per_project?: boolean;
  weakest?: Source;
  long_stay_days?: number;
  long_stay_tier?: Tier;
  valid_months?: number;
  validities?: Validity[];
  renewal_days?: number;
  grant?: Automation;
  renewal?: Automation;
  ending?: Automation;
  inactive_months?: number;
  answer_days?: number;
}

/** A policy and the first day on which it holds; it holds until the next one does. */
export interface PolicyInForce {
  from_day: number;
  policy: Policy;
}

/** A day on which somebody took part in a designated project, by evidence that counts. */
export interface ActivityDay {
  day: number;
  project: number;
}

/** What counts of a person's history with one body (R10, R11): each list in order and without repetition, so that what an evaluation costs does not grow with it. */
export interface History {
  activities?: ActivityDay[];
  stays?: number[];
  voided?: ActivityDay[];
}

/** A registration that stands. */
export interface Held {
  body: number;
  tier?: Tier;
  linked?: boolean;
  long_stay?: boolean;
  premium_until?: number;
  pending?: Finding | null;
  asked?: number;
  lapsed?: number;
  programmes?: number[];
}

/** A person, as far as the rules ask. Without a proof of identity nothing of it is known (R13). */
export interface Person {
  proven?: boolean;
  home?: number;
  birth_day?: number;
  guardian?: boolean;
  refused?: number[];
  last_access?: number;
  held?: Held[];
}

/** One step, with the rule that it rests on and the day on which it takes effect. `until`: of premium, its last day. `linked` is meant for a grant. */
export interface Change {
  kind: ChangeKind;
  body: number;
  rule: string;
  reason: Reason;
  day: number;
  until?: number;
  linked?: boolean;
  finding?: Finding | null;
}

/** How far one condition is met. `until`: the last day on which it is still met with nothing more. `by`: until when what is missing must be added, before what is there begins to count no longer. 0 for both: no such day. */
export interface ConditionState {
  kind: ConditionKind;
  needed: number;
  have: number;
  met: boolean;
  until: number;
  by: number;
}

/** How far a requirement is met on a day, by the list of conditions that is met longest, or else nearest: `group` is its place. `until` and `by` as of its conditions together. */
export interface Progress {
  met: boolean;
  group: number;
  conditions: ConditionState[];
  until: number;
  by: number;
}

/** One registration as the member is shown it, offline too. */
export interface Standing {
  tier: Tier;
  premium_until: number;
  hindrances: Reason[];
  renewable: boolean;
  next_until: number;
  progress: Progress;
  stay_days: number;
  stay_needed: number;
  long_stay: boolean;
}

/** Numbers that differ: each is `base` and a distance, which `bits` holds in equal widths. */
export interface Bits {
  base: number;
  bits: Uint8Array;
}

/** Consecutive `CheckIn`s, field by field (sync/README.md, "Packing"). */
export interface CheckInRun {
  type: "CheckInRun";
  count: number;
  start: number;
  gaps: number | Bits;
  counter: number | Bits;
  place: number | Bits;
  issuer: number | Bits;
  card: number | Bits;
  drift: number | Bits;
  project: number | Bits;
  proofs: Uint8Array;
}

/** A device's upload. On the wire 64 bytes of signature stand before it. */
export interface SyncRequest {
  version: number;
  device: Uint8Array;
  first: number;
  entries: (Uint8Array | CheckInRun)[];
  cursor: Uint8Array;
  max_kb: number;
  older: number;
}

/** The server's answer. */
export interface SyncReply {
  stored: number;
  items: unknown[];
  cursor: Uint8Array;
  more: boolean;
  server_ms: number;
  challenge: Uint8Array;
  older: number;
}

/** An entry together with where it stands and whom it concerns, as a replica holds it. */
export interface Fact {
  device: Uint8Array;
  seq: number;
  body: number;
  member: number;
  mine: boolean;
  entry: CheckIn | Stay | Note | Void | SetField | AddInterest | RemoveInterest | Use | CardKeys;
}

/** One calendar day of a person in a body, however many records prove it (R11). */
export interface StayDay {
  body: number;
  day: number;
}

export interface NoteView {
  device: Uint8Array;
  seq: number;
  ms: number;
  text: string;
}

/** One piece of evidence in a member's history (R25), with what became of it (R18, R27). */
export interface JournalItem {
  device: Uint8Array;
  seq: number;
  ms: number;
  counter: number;
  body: number;
  place: number;
  project: number;
  day: number;
  source: Source;
  ruling: RulingKind;
  reason: RulingReason;
  voided: boolean;
  void_reason: string;
  notes: NoteView[];
}

/** One member's presence at a place on a day, for its staff. */
export interface AttendanceRow {
  member: number;
  card: number;
  first_ms: number;
  records: number;
  source: Source;
}

/** One use of a facility's rate, with what became of it (R53). */
export interface UseView {
  device: Uint8Array;
  seq: number;
  ms: number;
  day: number;
  body: number;
  place: number;
  issuer: number;
  card: number;
  member: number;
  party: Party[];
  yen: number;
  ruling: RulingKind;
  reason: RulingReason;
  voided: boolean;
  over: boolean;
}

/** What one person pays by a line of the prices, in yen: `member` is this card's own rate. */
export interface RateLine {
  line: number;
  name: string;
  english: string;
  general: number;
  member: number;
}

/** The one answer at a facility. `left`: uses left in this period with this one, -1 for any number. `companions`: how many beside the member pay as the member does. */
export interface Rate {
  granted: boolean;
  reason: RateReason;
  lines: RateLine[];
  left: number;
  companions: number;
}

/** Everything that a member's phone shows of their own history. */
export interface MemberViews {
  journal: JournalItem[];
  stay_days: StayDay[];
  activity_days: StayDay[];
  name: string;
  language: string;
  interests: string[];
}

/** `code` repeats the end of `type`; `detail` is in the language asked for. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  code: ProblemCode;
  detail?: string;
  stored?: number | null;
  challenge?: string | null;
  field?: string | null;
  retry_after?: number | null;
  ticket?: string | null;
}

/** `prefecture` is the prefecture's own body code, for a prefecture itself too. */
export interface CatalogueBody {
  code: number;
  name: string;
  kana: string;
  romaji: string;
  english: string;
  prefecture: number;
  kind: BodyKind;
}

/** The server's key that a courier's parcel is sealed to (sync/README.md, "The courier"). */
export interface SealingKey {
  id: string;
  public_key: string;
}

/** Which installation answers. `id` belongs to the database: a phone never mixes two. */
export interface Instance {
  id: string;
  sample: boolean;
  empty: boolean;
  protocol: number;
  version: string;
  root_key: string;
  sealing_key: SealingKey;
  participating: string[];
}

export interface SampleOpened {
  url: string;
}

/** A ready account of the sample village. */
export interface Persona {
  id: string;
  name: string;
  english: string;
  role: string;
  description: string;
  description_english: string;
  start: string;
}

export interface EnterPersona {
  persona: string;
}

/** A card to try the scanner with: the text of a QR code, made at this moment. */
export interface SampleCard {
  label: string;
  label_english: string;
  text: string;
}

/** `name` is how the passkey is labelled on the person's own devices. */
export interface PasskeyOptionsRequest {
  name?: string;
}

/** Options for `navigator.credentials`, as the WebAuthn JSON of the browser expects them. */
export interface PasskeyOptions {
  ceremony: string;
  options: Record<string, unknown>;
}

export interface PasskeyResponse {
  ceremony: string;
  response: Record<string, unknown>;
  label?: string;
}

/** Shown once. Each signs in once, to make a new passkey. */
export interface RecoveryCodes {
  codes: string[];
}

export interface AccountMade {
  account: string;
  recovery_codes: string[];
}

export interface SignedIn {
  account: string;
}

export interface RecoverWithCode {
  code: string;
}

/** `public_key` lets the person's phone check the passkey by itself, to lock the app without a network: SubjectPublicKeyInfo (RFC 5280) in DER, base64url. */
export interface PasskeyInfo {
  id: string;
  label: string;
  created: number;
  last_used: number | null;
  algorithm: number;
  public_key: string;
}

export interface DeviceInfo {
  id: string;
  label: string;
  enrolled: number;
  last_sync: number | null;
  stored: number;
  revoked: boolean;
}

export interface RoleInfo {
  body: string;
  role: Role;
  partner: number | null;
}

export interface RegistrationInfo {
  body: string;
  number: number;
  tier: Tier;
  since: string;
  linked: boolean;
  prefecture_refused: boolean;
  survey_answered: boolean;
}

/** The person who is signed in. */
export interface Account {
  account: string;
  passkeys: PasskeyInfo[];
  devices: DeviceInfo[];
  sessions: number;
  recovery_codes_left: number;
  roles: RoleInfo[];
  operator: boolean;
  registrations: RegistrationInfo[];
}

/** Where the signed-in person gets notices by mail; nobody else sees it. */
export interface Email {
  address: string | null;
  language: Language;
  waiting: string | null;
  waiting_until: number | null;
}

export interface SetEmail {
  address: string;
  language: Language;
}

export interface ConfirmEmail {
  code: string;
}

/** `signature` is by the new key over SIGN_ENROL_CONTEXT and the account id (UTF-8). */
export interface EnrolDevice {
  public_key: string;
  signature: string;
  label?: string;
}

export interface DeviceEnrolled {
  device: string;
  challenge: string;
  root_key: string;
  server_ms: number;
}

export interface Register {
  body: string;
  refuse_prefecture?: boolean;
}

export interface Choice {
  id: string;
  label: string;
  english: string;
}

export interface Question {
  id: string;
  kind: QuestionKind;
  label: string;
  english: string;
  required: boolean;
  choices: Choice[];
}

/** A body's survey on a person's relation to the area (R07). */
export interface Survey {
  body: string;
  questions: Question[];
}

/** A card on paper, of one member and body. Times are Unix seconds. */
export interface PrintedCard {
  card: number;
  since: number;
  expires: number;
  state: CardState;
  by_office: boolean;
}

/** `replaces`: a printed card that is lost, which is stopped with this. */
export interface MakePrintedCard {
  replaces?: number | null;
}

/** How a printed card is to look. The name is put on the paper and kept nowhere. */
export interface PrintCard {
  size: PaperSize;
  large?: boolean;
  name?: string;
  code?: string;
}

/** Answers by question id; a skipped question is absent. */
export interface SurveyAnswers {
  answers: Record<string, string[]>;
}

export interface PrefectureLink {
  refused: boolean;
}

/** The first office: the code printed by the server at its first start. */
export interface StartOffice {
  code: string;
  body: string;
}

export interface OfficeSummary {
  body: string;
  members_basic: number;
  members_premium: number;
  places: number;
  projects: number;
  staff: number;
  records_today: number;
  new_members_30_days: number;
  records_by_day: number[];
}

export interface Invite {
  id: string;
  role: Role;
  name: string;
  created: number;
  expires: number;
  used: boolean;
}

/** `name`: what the office calls the person; they can say it themselves when they join. */
export interface MakeInvite {
  role: Role;
  name?: string;
}

export interface InviteMade {
  id: string;
  url: string;
  code: string;
  expires: number;
}

/** `name`: what the person wants to be called there; empty leaves it to the invite. */
export interface AcceptInvite {
  code: string;
  name?: string;
}

export interface InviteAccepted {
  body: string;
  role: Role;
  partner?: number | null;
}

export interface StaffRole {
  id: number;
  role: Role;
  since: number;
}

/** Somebody who works for a body, or for one partner of it. */
export interface StaffMember {
  account: string;
  name: string;
  roles: StaffRole[];
  devices: number;
  seen: number;
}

export interface NameStaff {
  name: string;
}

export interface WritePlace {
  name: string;
  english: string;
  kind: PlaceKind;
  closed?: boolean;
  keeps_proofs?: boolean;
}

export interface Place {
  id: number;
  name: string;
  english: string;
  kind: PlaceKind;
  closed: boolean;
  keeps_proofs: boolean;
  code_serial: number;
}

/** What one person pays, in yen: an age band (0 and 0: any age) and a season (0 and 0: the whole year). Members pay `resident` unless their tier has a price of its own; None: not offered. */
export interface Price {
  name: string;
  general: number;
  english?: string;
  age_from?: number;
  age_to?: number;
  season_from?: number;
  season_to?: number;
  resident?: number | null;
  basic?: number | null;
  premium?: number | null;
}

/** When the members' rate is given: days of the week (0 is Monday), and from when to when. An end that is not after the beginning is on the next day. */
export interface Hours {
  weekdays: number[];
  opens: string;
  closes: string;
}

/** What cards a body gives. `daily`: one-day cards beside the ordinary ones, so that two visits cannot be linked by the code alone. */
export interface CardPolicy {
  daily: boolean;
}

/** How cards are judged at a place, and who pays what there (R51, R53). */
export interface Facility {
  tolerated_steps?: number;
  list_age_h?: number;
  prices?: Price[];
  tier?: Tier;
  long_stay?: boolean;
  reach?: Reach;
  partners?: string[];
  companions?: number;
  quota?: number;
  period?: Period;
  hours?: Hours[];
}

export interface MakeKiosk {
  device: string;
}

/** A device that shows, or showed, the live code of a place. Times in ms. */
export interface Kiosk {
  id: number;
  device: string;
  label: string;
  account: string;
  since: number;
  seen: number | null;
  expires: number;
  ended: number | null;
}

export interface WriteProject {
  name: string;
  english: string;
  place: number | null;
  designated: boolean;
  basis?: string;
  closed?: boolean;
  partner?: number | null;
}

export interface Project {
  id: number;
  name: string;
  english: string;
  place: number | null;
  designated: boolean;
  basis: string;
  closed: boolean;
  code_serial: number | null;
  partner?: number | null;
}

/** All cards of a member: a lost phone reported at the office. */
export interface RevokeCards {
  reason: string;
}

/** What was decided, by which rule, why, and by whom (R18). */
export interface DecisionInfo {
  id: number;
  body: string;
  made: number;
  day: string;
  kind: ChangeKind;
  rule: string;
  reason: Reason;
  until: string;
  by: DecidedBy;
  note: string;
  asked: string | null;
  answer: string;
}

/** A registration as its holder is shown it, and everything that was decided on it. */
export interface MemberStanding {
  standing: Standing;
  decisions: DecisionInfo[];
}

/** A member as the body's office sees them: how they stand, what waits for staff, the programmes that they belong to, and everything that was decided. */
export interface MemberFile {
  number: number;
  name: string;
  since: string;
  linked: boolean;
  pending: Finding | null;
  programmes: number[];
  standing: Standing;
  decisions: DecisionInfo[];
}

/** A member asks that somebody looks at a decision again (R18). */
export interface AskReview {
  words: string;
}

export interface WrittenPolicy {
  from_day: string;
  policy: Policy;
  written: number;
}

/** A body's own rules (R06): those in force today, and all that were ever written, in order. */
export interface Policies {
  in_force: Policy;
  written: WrittenPolicy[];
}

export interface WritePolicy {
  from_day: string;
  policy: Policy;
}

/** What a policy would find today. `premium`: who is premium now; `kept` of them meet it. */
export interface PolicyPreview {
  members: number;
  qualifying: number;
  premium: number;
  kept: number;
  marked: number;
}

/** A body's own programme, which its rules may ask membership of (P12). */
export interface Programme {
  id: number;
  name: string;
  english: string;
  members: number;
}

export interface WriteProgramme {
  name: string;
  english?: string;
}

export interface Belonging {
  numbers: number[];
  belongs: boolean;
}

/** What the system found, which a member of staff confirms or decides otherwise (R31). */
export interface WaitingDecision {
  number: number;
  name: string;
  finding: Finding;
  standing: Standing;
}

export interface WaitingReview {
  number: number;
  name: string;
  decision: DecisionInfo;
}

/** Evidence that is weaker than the body accepts (R26): records of one member, alike. */
export interface WaitingEvidence {
  device: string;
  first: number;
  records: number;
  number: number;
  name: string;
  place: string;
  day: string;
  source: Source;
}

/** Everything of a body that needs a person (R34): decisions by member number, the rest with the oldest first. */
export interface Desk {
  decisions: WaitingDecision[];
  reviews: WaitingReview[];
  evidence: WaitingEvidence[];
  more: boolean;
}

/** How many of each kind wait for a person. */
export interface DeskCount {
  decisions: number;
  reviews: number;
  evidence: number;
  activities: number;
}

/** Whether these members are premium. `note` is told to them; it must be there where it is decided otherwise than the system found. */
export interface Decide {
  numbers: number[];
  premium: boolean;
  note?: string;
}

/** A member whom the scheme itself does not let be premium (R13, R14, R16, R17). */
export interface Undecided {
  number: number;
  reason: Reason;
}

export interface Decided {
  done: number[];
  refused: Undecided[];
}

export interface AnswerReview {
  answer: string;
}

export interface EvidenceName {
  device: string;
  first: number;
}

/** Staff's word on evidence: it counts, or it does not (R26). */
export interface ConfirmEvidence {
  evidence: EvidenceName[];
  confirmed: boolean;
}

export interface Attendance {
  place: number;
  day: string;
  rows: AttendanceRow[];
}

/** Uses of a place's rates on a day, newest first; whoever was over quota is marked (R53). */
export interface UsesOfDay {
  place: number;
  day: string;
  uses: UseView[];
}

/** The server's own computation of what the member's phone shows. */
export interface Views {
  views: MemberViews;
  uses: UseView[];
}

export interface Health {
  status: string;
  version: string;
}

export type Entry = CheckIn | Stay | Note | Void | SetField | AddInterest | RemoveInterest | Use | CardKeys;
export const entryTypes = ["CheckIn", "Stay", "Note", "Void", "SetField", "AddInterest", "RemoveInterest", "Use", "CardKeys"] as const;
export type FeedItem = FactItem | RulingItem | BodyItem | PlaceItem | ProjectItem | RegistrationItem | CardItem | RosterItem | TrustItem | StatusItem | StaffItem | FacilityItem | StatusDeltaItem | KioskItem | CardPolicyItem | PolicyItem | StandingItem | DecisionItem | PersonItem | NoticeItem | ConfirmationItem | ProgrammeItem | ActivityItem | ApplicationItem | AttendeeItem | ScannerItem | BenefitItem | SubsidyItem | ConsentItem | DisasterItem | EvacueeItem;
export const feedItemTypes = ["FactItem", "RulingItem", "BodyItem", "PlaceItem", "ProjectItem", "RegistrationItem", "CardItem", "RosterItem", "TrustItem", "StatusItem", "StaffItem", "FacilityItem", "StatusDeltaItem", "KioskItem", "CardPolicyItem", "PolicyItem", "StandingItem", "DecisionItem", "PersonItem", "NoticeItem", "ConfirmationItem", "ProgrammeItem", "ActivityItem", "ApplicationItem", "AttendeeItem", "ScannerItem", "BenefitItem", "SubsidyItem", "ConsentItem", "DisasterItem", "EvacueeItem"] as const;

/**
 * Array layouts: `tag` (null for none), then [field, how]. `how` is a struct's name, `*` for a
 * tagged entry, `[most]` and the same for a list, "int", "str" and "bin" with the smallest and the
 * largest value or length (of a text, in code points) if there are such, "bool", "one" and the
 * values of an enum, `|` between a scalar and a struct, "" for what is not looked at.
 */

export const entryLayouts = {
  EntryRef: { tag: null, fields: [["device", "bin 12 12"], ["seq", "int 1 4294967295"]] },
  CheckIn: { tag: 1, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["place", "int 1 4294967295"], ["issuer", "int 10006 479999"], ["card", "int 1 4294967295"], ["drift", "int -32768 32767"], ["project", "int 0 4294967295"], ["proof", "bin 0 64"]] },
  Stay: { tag: 2, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["place", "int 1 4294967295"], ["day", "int 0 131071"], ["source", "one 1 2 3 4 5"], ["code", "bin 0 72"], ["project", "int 0 4294967295"]] },
  Note: { tag: 3, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["about", "EntryRef"], ["text", "str 1 1000"]] },
  Void: { tag: 4, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["about", "EntryRef"], ["reason", "str 0 200"]] },
  SetField: { tag: 5, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["field", "one name language"], ["value", "str 0 200"]] },
  AddInterest: { tag: 6, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["interest", "str 1 40"]] },
  RemoveInterest: { tag: 7, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["interest", "str 1 40"], ["observed", "[64]EntryRef"]] },
  Party: { tag: null, fields: [["line", "int 1 20"], ["people", "int 1 99"]] },
  Use: { tag: 8, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["place", "int 1 4294967295"], ["issuer", "int 10006 479999"], ["card", "int 1 4294967295"], ["party", "[20]Party"], ["yen", "int 0 10000000"]] },
  CardKeys: { tag: 9, fields: [["ms", "int 0 281474976710655"], ["counter", "int 0 65535"], ["body", "int 10006 479999"], ["keys", "[28]bin 33 33"]] },
} as const;
