// Generated from schemas/ by `just generate`. Do not edit.

import type { ApplicationState } from "./wire";

export const MAX_OCCASIONS = 366;
export const MAX_PICTURES = 3;
export const PICTURE_BYTES = 200000;

/** What a project is about, and what a member is interested in. */
export const Theme = {
  FOREST: "forest",
  FARMING: "farming",
  SNOW: "snow",
  WATER: "water",
  ROADS: "roads",
  FESTIVAL: "festival",
  CHILDREN: "children",
  ELDERS: "elders",
  HERITAGE: "heritage",
  BUILDING: "building",
  FOOD: "food",
  TOURISM: "tourism",
  INFORMATION: "information",
  SAFETY: "safety",
  WORK: "work",
  LODGING: "lodging",
} as const;
export type Theme = (typeof Theme)[keyof typeof Theme];

/** What helps, and what a member can do. */
export const Skill = {
  DRIVING: "driving",
  MACHINES: "machines",
  CARPENTRY: "carpentry",
  COOKING: "cooking",
  CARE: "care",
  FIRST_AID: "first-aid",
  LANGUAGES: "languages",
  MUSIC: "music",
  PHOTOGRAPHY: "photography",
  COMPUTERS: "computers",
  WRITING: "writing",
} as const;
export type Skill = (typeof Skill)[keyof typeof Skill];

/** What a designation rests on (R21). */
export const Ground = {
  PUBLIC: "public",
  COMMUNITY: "community",
  SHORTAGE: "shortage",
} as const;
export type Ground = (typeof Ground)[keyof typeof Ground];

/** Who decides on applications. */
export const Choosing = {
  FIRST_COME: "first-come",
  ORGANISER: "organiser",
} as const;
export type Choosing = (typeof Choosing)[keyof typeof Choosing];

export const ActivityState = {
  DRAFT: "draft",
  SUBMITTED: "submitted",
  RETURNED: "returned",
  PUBLISHED: "published",
  CLOSED: "closed",
  CANCELLED: "cancelled",
} as const;
export type ActivityState = (typeof ActivityState)[keyof typeof ActivityState];

export const Repeats = {
  DAILY: "daily",
  WEEKLY: "weekly",
  FORTNIGHTLY: "fortnightly",
  MONTHLY: "monthly",
  MONTHLY_WEEKDAY: "monthly-weekday",
} as const;
export type Repeats = (typeof Repeats)[keyof typeof Repeats];

/** What is written of a project. `latitude` and `longitude`, both or none, are of where one meets. `deadline_days`: applications end with the day so many days before the occasion; 0: when it begins. `minimum_age` 0: any. `question`: one, for those who apply; empty for none. `reward`: pay or reward, on site alone (R52). */
export interface Content {
  name: string;
  english?: string;
  about: string;
  about_english?: string;
  themes?: Theme[];
  skills?: Skill[];
  place?: number | null;
  where?: string;
  latitude?: number | null;
  longitude?: number | null;
  bring?: string;
  insurance?: string;
  reward?: string;
  contact?: string;
  capacity?: number;
  minimum_age?: number;
  deadline_days?: number;
  choosing?: Choosing;
  question?: string;
  designated?: boolean;
  grounds?: Ground[];
  basis?: string;
  pictures?: string[];
}

/** `ends` is after `starts`, on the same day. */
export interface WriteOccasion {
  day: string;
  starts: string;
  ends: string;
  capacity: number;
}

/** The whole project anew. An occasion of the same day and beginning stays the same one; one that is no longer there is cancelled, and told to those who applied. */
export interface WriteActivity {
  name: string;
  english?: string;
  about: string;
  about_english?: string;
  themes?: Theme[];
  skills?: Skill[];
  place?: number | null;
  where?: string;
  latitude?: number | null;
  longitude?: number | null;
  bring?: string;
  insurance?: string;
  reward?: string;
  contact?: string;
  capacity?: number;
  minimum_age?: number;
  deadline_days?: number;
  choosing?: Choosing;
  question?: string;
  designated?: boolean;
  grounds?: Ground[];
  basis?: string;
  pictures?: string[];
  occasions?: WriteOccasion[];
  partner?: number | null;
  to?: ActivityState;
}

/** Days from the first until the last. `weekdays` (0 is Monday) for weekly and fortnightly ones; none: that of the first day. */
export interface Recurrence {
  first: string;
  until: string;
  repeats: Repeats;
  weekdays?: number[];
}

export interface Days {
  days: string[];
  more: boolean;
}

/** One that takes place. */
export interface OccasionShown {
  id: number;
  day: string;
  starts: string;
  ends: string;
  capacity: number;
}

/** A project as everybody may read it, with its occasions of the next months. */
export interface ActivityShown {
  name: string;
  english?: string;
  about: string;
  about_english?: string;
  themes?: Theme[];
  skills?: Skill[];
  place?: number | null;
  where?: string;
  latitude?: number | null;
  longitude?: number | null;
  bring?: string;
  insurance?: string;
  reward?: string;
  contact?: string;
  capacity?: number;
  minimum_age?: number;
  deadline_days?: number;
  choosing?: Choosing;
  question?: string;
  designated?: boolean;
  grounds?: Ground[];
  basis?: string;
  pictures?: string[];
  project: number;
  body: number;
  state: ActivityState;
  partner?: string;
  partner_english?: string;
  occasions?: OccasionShown[];
}

/** How full an occasion is at this moment. `waiting`: how many stand before a newcomer. */
export interface OccasionNow {
  id: number;
  accepted: number;
  waiting: number;
}

/** `ahead`: how many on the waiting list come before, None for who is not on it. */
export interface ApplicationInfo {
  id: number;
  project: number;
  occasion: number;
  state: ApplicationState;
  ahead: number | null;
  words: string;
}

/** A project as it stands at this moment. */
export interface ActivityNow {
  activity: ActivityShown;
  occasions: OccasionNow[];
}

/** What the one who asks has to do with a project. `of_age`: a proof of identity says that they are as old as is asked; None where their word is needed. */
export interface OwnActivity {
  registered: boolean;
  of_age: boolean | null;
  applications: ApplicationInfo[];
}

/** `of_age`: the applicant says that they are as old as is asked; a proof of identity goes before their word. */
export interface Apply {
  occasion: number;
  answer?: string;
  of_age?: boolean;
}

/** Something else that the applicant has at the same time. */
export interface Overlap {
  name: string;
  english: string;
  day: string;
  starts: string;
  ends: string;
}

export interface Applied {
  application: ApplicationInfo;
  overlaps: Overlap[];
}

/** Of the one who asks. */
export interface OwnApplication {
  application: ApplicationInfo;
  body: number;
  name: string;
  english: string;
  day: string;
  starts: string;
  ends: string;
}

/** A project in the list of those who look after it. */
export interface ActivityRow {
  id: number;
  name: string;
  english: string;
  state: ActivityState;
  partner: number | null;
  partner_name: string;
  designated: boolean;
  by_partner_alone: boolean;
  changed: boolean;
  next: OccasionShown | null;
  ahead: number;
  applied: number;
  accepted: number;
  waiting: number;
  place: number | null;
  code_serial: number | null;
  words: string;
}

export interface OccasionFile {
  id: number;
  day: string;
  starts: string;
  ends: string;
  capacity: number;
  cancelled: boolean;
  applied: number;
  accepted: number;
  waiting: number;
}

/** Everything that those who look after a project see of it. */
export interface ActivityFile {
  row: ActivityRow;
  content: Content;
  occasions: OccasionFile[];
}

/** A partner whose projects the one who asks may write. `general`: designated as a whole (R20, pattern 2); `grounds` as the body recorded them. */
export interface PartnerChoice {
  id: number;
  name: string;
  general: boolean;
  basis: string;
}

/** What somebody may see and do of a body's projects. `office`: all of them, and approving. */
export interface ActivityDesk {
  office: boolean;
  partners: PartnerChoice[];
  activities: ActivityRow[];
}

/** `words` are told to those concerned; they must be there when a project is sent back or cancelled. `basis`: what a designation rests on, where the office writes another. */
export interface MoveActivity {
  to: ActivityState;
  words?: string;
  grounds?: Ground[] | null;
  basis?: string | null;
}

/** `came`: there is a record of them with the project on the day. */
export interface Applicant {
  application: number;
  number: number;
  name: string;
  state: ApplicationState;
  answer: string;
  applied_ms: number;
  came: boolean;
}

/** The organiser's word on applications. */
export interface Choose {
  applications: number[];
  accept: boolean;
  words?: string;
}

/** A project that waits for the office, with what its designation would rest on (R21). */
export interface WaitingActivity {
  file: ActivityFile;
  submitted_ms: number;
}

export interface PictureKept {
  name: string;
}

/** The address of one's own calendar; told once, and the one before ends. */
export interface CalendarMade {
  url: string;
}

export interface CalendarState {
  since_ms: number | null;
}

/** People who came, by where they live; `prefecture` 0 for those who did not prove it. */
export interface PrefectureCount {
  prefecture: number;
  name: string;
  came: number;
}

/** `applied`: who ever did. `came`: with an accepted application; `others` came without one. `hours` of all who came. */
export interface OccasionReport {
  occasion: number;
  day: string;
  starts: string;
  ends: string;
  cancelled: boolean;
  capacity: number;
  applied: number;
  accepted: number;
  came: number;
  others: number;
  hours: number;
}

export interface ActivityReport {
  project: number;
  name: string;
  partner: string;
  designated: boolean;
  occasions: OccasionReport[];
  people: number;
  hours: number;
  prefectures: PrefectureCount[];
}

/** What the body reads of its projects between two days, both counted (R20). */
export interface Report {
  first: string;
  last: string;
  activities: ActivityReport[];
  people: number;
  hours: number;
}
