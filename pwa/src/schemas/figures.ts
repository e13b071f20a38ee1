// Generated from schemas/ by `just generate`. Do not edit.

export const MIN_THRESHOLD = 3;
export const MAX_THRESHOLD = 100;

/** One value of something that people are counted by. */
export interface Part {
  key: string;
  people: number;
  count: number;
}

/** Members at the end of a month, or now, by what is known of them. */
export interface MembersBy {
  people: number;
  count: number;
  tiers: Part[];
  marks: Part[];
  residence: Part[];
  ages: Part[];
}

/** What took place in a month. `members`: at its end, as counted then, else by when members joined and left. */
export interface MonthFigures {
  month: string;
  members: number;
  joined: number;
  left: number;
  stay_people: number;
  stay_days: number;
  activity_people: number;
  activity_days: number;
  use_people: number;
  uses: number;
  paid: number;
  reduced: number;
}

/** Who registered in a month: how many, and how many of them were still registered at the end of that month and of each that followed, to the last that is over; the present one as it is. */
export interface Cohort {
  month: string;
  joined: number;
  kept: number[];
}

/** A body's figures. The home body of each person is left out (R16); `at_home` tells how many members that were. */
export interface Figures {
  body: string;
  month: string;
  made: number | null;
  members: MembersBy | null;
  at_home: number;
  active: number;
  within: MembersBy | null;
  months: MonthFigures[];
  cohorts: Cohort[];
}

/** Whether a body's figures are open to everyone, and below which number a cell is withheld. */
export interface Publishing {
  on: boolean;
  threshold?: number;
}

/** `people` is None where it is withheld. */
export interface OpenCell {
  table: string;
  key: string;
  people: number | null;
  count?: number | null;
}

/** What is published of a body and a month. */
export interface OpenFigures {
  body: string;
  name: string;
  english: string;
  month: string;
  threshold: number;
  licence: string;
  licence_url: string;
  source: string;
  note: string;
  note_english: string;
  cells: OpenCell[];
}

/** A body that publishes, and the months that there are, newest first. */
export interface OpenBody {
  body: string;
  name: string;
  english: string;
  months: string[];
}

/** The office's switch, and what is published, or would be, of the last month that is over. */
export interface PublishingView {
  on: boolean;
  threshold: number;
  months: string[];
  preview: OpenFigures | null;
}
