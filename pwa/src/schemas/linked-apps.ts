// Generated from schemas/ by `just generate`. Do not edit.

import type { RulingReason, Tier } from "./wire";

export const MAX_REDIRECT_URIS = 10;
export const MAX_RECORDS = 500;
export const MAX_RECORD_BYTES = 262144;

/** What an app may ask for; a member grants each of them, or the app gets nothing. */
export const AppScope = {
  REGISTRATION_READ: "registration:read",
  ACTIVITY_READ: "activity:read",
  CHECKIN_WRITE: "checkin:write",
} as const;
export type AppScope = (typeof AppScope)[keyof typeof AppScope];

/** What an app's webhook is told. */
export const AppEvent = {
  REGISTRATION_STARTED: "registration.started",
  REGISTRATION_CHANGED: "registration.changed",
  REGISTRATION_ENDED: "registration.ended",
  PREMIUM_GRANTED: "premium.granted",
  PREMIUM_LAPSED: "premium.lapsed",
  CHECKIN_RECORDED: "checkin.recorded",
  CONSENT_WITHDRAWN: "consent.withdrawn",
} as const;
export type AppEvent = (typeof AppEvent)[keyof typeof AppEvent];

export const DeliveryState = {
  WAITING: "waiting",
  DELIVERED: "delivered",
  FAILED: "failed",
  DROPPED: "dropped",
} as const;
export type DeliveryState = (typeof DeliveryState)[keyof typeof DeliveryState];

export const RecordState = {
  RECORDED: "recorded",
  FLAGGED: "flagged",
  REFUSED: "refused",
  VOIDED: "voided",
} as const;
export type RecordState = (typeof RecordState)[keyof typeof RecordState];

export const RecordProblem = {
  UNKNOWN_MEMBER: "unknown-member",
  NO_CARD: "no-card",
  UNKNOWN_PLACE: "unknown-place",
  UNKNOWN_PROJECT: "unknown-project",
  NOT_THEN: "not-then",
  ANOTHER_RECORD: "another-record",
} as const;
export type RecordProblem = (typeof RecordProblem)[keyof typeof RecordProblem];

/** What an office says of an app. `webhook` is empty for none. */
export interface WriteApp {
  name: string;
  contact: string;
  redirect_uris: string[];
  scopes: AppScope[];
  webhook?: string;
}

/** An app as its body's office sees it. Times in ms. */
export interface LinkedApp {
  id: string;
  name: string;
  contact: string;
  redirect_uris: string[];
  scopes: AppScope[];
  webhook: string;
  registered: number;
  revoked: boolean;
  members: number;
  old_secret_until: number | null;
  waiting: number;
  failed: number;
}

/** Shown once: neither can be read again. `webhook_secret` is for the signatures (whsec_…). */
export interface AppSecrets {
  app: LinkedApp;
  secret: string;
  webhook_secret: string;
}

/** `keep_days`: how long the secret before is still good; 0 where it leaked. */
export interface RotateSecret {
  keep_days?: number;
}

/** A webhook that went out, or waits. `due` is the next attempt (ms); `reason` of the last. */
export interface Delivery {
  id: number;
  event: AppEvent;
  state: DeliveryState;
  attempts: number;
  made: number;
  due: number | null;
  done: number | null;
  reason: string;
}

export interface ReplayDeliveries {
  deliveries: number[];
}

/** What an app asks of the member who is signed in. With `go_to` there is nothing to decide: the browser goes back there, with the reason why not. */
export interface AskedConsent {
  app: string;
  contact: string;
  body: string;
  host: string;
  scopes: AppScope[];
  granted: boolean;
  shows_name: boolean;
  registered: boolean;
  go_to: string;
}

/** `query`: that of the address by which the app sent the member here, as it is. */
export interface AnswerConsent {
  query: string;
  granted: boolean;
  shows_name?: boolean;
}

export interface ConsentAnswered {
  go_to: string;
}

/** An app that may see one's registration with a body. */
export interface GrantedApp {
  id: number;
  app: string;
  contact: string;
  body: string;
  scopes: AppScope[];
  shows_name: boolean;
  since: number;
}

export interface ShowName {
  shows_name: boolean;
}

/** RFC 6749, section 5.1. `member`: whom a token from a member's consent is of. */
export interface TokenAnswer {
  access_token: string;
  token_type: string;
  expires_in: number;
  scope: string;
  refresh_token?: string;
  member?: string;
}

/** RFC 6749, section 5.2. */
export interface OAuthError {
  error: string;
  error_description?: string;
}

export interface AppMember {
  member: string;
  since: string;
  scopes: AppScope[];
}

/** `next` is the `cursor` of the next page, None at the end. */
export interface AppMembers {
  members: AppMember[];
  next: string | null;
}

/** How a member stands with the body. Where `registered` is false nothing else is told. */
export interface RegistrationState {
  member: string;
  body: string;
  registered: boolean;
  number?: number | null;
  tier?: Tier | null;
  since?: string | null;
  valid_until?: string | null;
  long_stay?: boolean;
  name?: string | null;
}

/** A day that counts with the body (R10, R11), by whatever records. */
export interface CountedDay {
  day: string;
  stay: boolean;
  activity: boolean;
  projects: number[];
}

/** From the newest on. `next` is the `cursor` of the next page, None at the end. */
export interface CountedDays {
  member: string;
  days: CountedDay[];
  next: string | null;
}

export interface AppPlace {
  id: number;
  name: string;
  english: string;
}

export interface AppProject {
  id: number;
  name: string;
  english: string;
  place: number | null;
  designated: boolean;
}

/** What a record can name. */
export interface AppPlaces {
  places: AppPlace[];
  projects: AppProject[];
}

/** A member was at a place, in the app's word. `project`: what they took part in. */
export interface NewRecord {
  id: string;
  member: string;
  place: number;
  at: string;
  project?: number | null;
}

export interface NewRecords {
  records: NewRecord[];
}

export interface RecordAnswer {
  id: string;
  state: RecordState;
  day?: string | null;
  problem?: RecordProblem | null;
  reason?: RulingReason | null;
}

/** In the order of the request. */
export interface RecordAnswers {
  records: RecordAnswer[];
}

export interface VoidRecord {
  reason: string;
}
