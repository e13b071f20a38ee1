/** A project while it is being written: what the form holds, and what is missing. Pure. */

import {
  type ActivityDesk,
  type ActivityFile,
  ActivityState,
  Choosing,
  type Content,
  Ground,
  type Skill,
  type Theme,
  type WriteActivity,
  type WriteOccasion,
} from "../../schemas/projects";
import { t } from "../../ui/words/projects";

export interface Draft {
  name: string;
  english: string;
  about: string;
  about_english: string;
  themes: Theme[];
  skills: Skill[];
  place: number | null;
  where: string;
  latitude: string;
  longitude: string;
  bring: string;
  insurance: string;
  reward: string;
  contact: string;
  minimum_age: string;
  deadline_days: string;
  choosing: Choosing;
  question: string;
  designated: boolean;
  grounds: Ground[];
  basis: string;
  pictures: string[];
  partner: number | null;
  occasions: WriteOccasion[];
  /** How many applied, by day and beginning. */
  people: ReadonlyMap<string, number>;
  /** The day that is being written, not yet among the occasions. */
  day: string;
  starts: string;
  ends: string;
  capacity: string;
}

const TEXTS = [
  "name",
  "english",
  "about",
  "about_english",
  "where",
  "bring",
  "insurance",
  "reward",
  "contact",
  "question",
  "basis",
] as const;

/** A new one begins as most are: in the morning, for ten, with all that R21 names. */
export function draftOf(file: ActivityFile | null, desk: ActivityDesk): Draft {
  const content: Partial<Content> = file?.content ?? {};
  const texts = Object.fromEntries(TEXTS.map((name) => [name, content[name] ?? ""]));
  const held = (file?.occasions ?? []).filter((one) => !one.cancelled);
  return {
    ...(texts as Record<(typeof TEXTS)[number], string>),
    themes: [...(content.themes ?? [])],
    skills: [...(content.skills ?? [])],
    place: content.place ?? null,
    latitude: content.latitude == null ? "" : String(content.latitude),
    longitude: content.longitude == null ? "" : String(content.longitude),
    minimum_age: String(content.minimum_age ?? 0),
    deadline_days: String(content.deadline_days ?? 0),
    choosing: content.choosing ?? Choosing.FIRST_COME,
    designated: content.designated ?? true,
    grounds: [...(content.grounds ?? (file ? [] : Object.values(Ground)))],
    pictures: [...(content.pictures ?? [])],
    partner: file ? file.row.partner : desk.office ? null : (desk.partners[0]?.id ?? null),
    occasions: held.map(({ day, starts, ends, capacity }) => ({ day, starts, ends, capacity })),
    people: new Map(
      held.map((one) => [keyOf(one), one.applied + one.accepted + one.waiting] as const),
    ),
    day: "",
    starts: "09:00",
    ends: "12:00",
    capacity: String(content.capacity ?? 10),
  };
}

export function keyOf({ day, starts }: Pick<WriteOccasion, "day" | "starts">): string {
  return `${day} ${starts}`;
}

export function isOpen(state: ActivityState): boolean {
  return state === ActivityState.PUBLISHED || state === ActivityState.CLOSED;
}

/** What the day that is being written lacks; undefined for one that can be added. */
export function dayFault(draft: Draft): string | undefined {
  if (!draft.day) return t("form.missingDay");
  if (!draft.starts || !draft.ends || draft.ends <= draft.starts) return t("form.endsEarly");
  const people = Number(draft.capacity);
  return people >= 1 && people <= 1000 ? undefined : t("form.people");
}

/** With the day that stands in the fields, if it can be added. */
export function allOccasions(draft: Draft): WriteOccasion[] {
  if (dayFault(draft)) return draft.occasions;
  return together(draft.occasions, [
    {
      day: draft.day,
      starts: draft.starts,
      ends: draft.ends,
      capacity: Number(draft.capacity),
    },
  ]);
}

/** Both in the order of time; of two that begin at the same time the newer stands. */
export function together(
  known: readonly WriteOccasion[],
  added: readonly WriteOccasion[],
): WriteOccasion[] {
  const all = new Map([...known, ...added].map((one) => [keyOf(one), one]));
  return [...all.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

export function faultsOf(
  draft: Draft,
): Record<"name" | "about" | "days" | "where" | "map" | "grounds", string | undefined> {
  const missing = t("form.missing");
  // A day that was begun must be finished; none at all is an open call.
  const started = draft.day || draft.occasions.length === 0;
  return {
    name: draft.name.trim() ? undefined : missing,
    about: draft.about.trim() ? undefined : missing,
    days: started ? dayFault(draft) : undefined,
    where: draft.where.trim() || draft.place !== null ? undefined : missing,
    map: mapFault(draft) ? t("form.mapWrong") : undefined,
    grounds:
      draft.designated && draft.grounds.length === 0 && !draft.basis.trim()
        ? t("form.groundsMissing")
        : undefined,
  };
}

function mapFault({ latitude, longitude }: Draft): boolean {
  if (!latitude.trim() && !longitude.trim()) return false;
  const [north, east] = [number(latitude), number(longitude)];
  return !(north >= 20 && north <= 46 && east >= 122 && east <= 154);
}

function number(text: string): number {
  const folded = text.normalize("NFKC").trim();
  return folded ? Number(folded) : Number.NaN;
}

export function toWrite(draft: Draft, to: ActivityState): WriteActivity {
  const texts = Object.fromEntries(TEXTS.map((name) => [name, draft[name].trim()]));
  const point = draft.latitude.trim() !== "" && !mapFault(draft);
  return {
    ...(texts as Record<(typeof TEXTS)[number], string>),
    // A draft may be without it yet, and is no project without any word.
    about: draft.about.trim() || draft.name.trim(),
    themes: draft.themes,
    skills: draft.skills,
    place: draft.place,
    latitude: point ? number(draft.latitude) : null,
    longitude: point ? number(draft.longitude) : null,
    capacity: Math.min(Math.max(Number(draft.capacity) || 10, 1), 1000),
    minimum_age: Number(draft.minimum_age) || 0,
    deadline_days: Math.min(Number(draft.deadline_days) || 0, 90),
    choosing: draft.choosing,
    designated: draft.designated,
    grounds: draft.designated ? draft.grounds : [],
    pictures: draft.pictures,
    partner: draft.partner,
    occasions: allOccasions(draft),
    to,
  };
}
