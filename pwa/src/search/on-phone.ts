/** Searching what the phone holds, by the same folding as the server: all bodies, and the places and
 * projects of those that its person is registered with. */

import { type Body, searchBodies } from "../explore/catalogue";
import { DocumentKind, type FoundDocument } from "../schemas/search";
import type { PlaceItem, ProjectItem } from "../schemas/wire";
import { foldText, formsOf, soundsOf, wordsOf } from "./folding";

export interface Filters {
  /** "" for any. */
  kind: DocumentKind | "";
  /** Six digits of a prefecture, "" for any. */
  prefecture: string;
  from: string;
  to: string;
}

export interface Held {
  bodies: readonly Body[];
  projects: readonly ProjectItem[];
  places: readonly PlaceItem[];
  /** Six digits of the bodies that take part. */
  open: ReadonlySet<string>;
}

/** How well a name fits, as on the server: the name itself, its beginning, a sound, somewhere. */
const [EXACT, BEGINS, SOUNDS, HOLDS] = [0, 1, 3, 4];

/** What is found, best first; nothing by days: the phone knows none. */
export function searchPhone(held: Held, query: string, filters: Filters): FoundDocument[] {
  const words = wordsOf(query);
  if (words.length === 0 || filters.from || filters.to) return [];
  const byCode = new Map(held.bodies.map((body) => [body.code, body]));
  const within = (body: Body | undefined) =>
    !filters.prefecture || body?.prefecture === Number(filters.prefecture);
  const found: FoundDocument[] = [];
  if (!filters.kind || filters.kind === DocumentKind.BODY) {
    found.push(
      ...searchBodies(held.bodies, query)
        .filter(within)
        .map((body) => ({
          ...document(DocumentKind.BODY, body.code, body, body),
          open: held.open.has(body.codeText),
        })),
    );
  }
  const things = [
    ...held.projects.map((one) => ({ kind: DocumentKind.PROJECT, ref: one.project, one })),
    ...held.places.map((one) => ({ kind: DocumentKind.PLACE, ref: one.place, one })),
  ];
  const ranked = things.flatMap(({ kind, ref, one }) => {
    const body = byCode.get(one.body);
    if (one.closed || !within(body) || (filters.kind && filters.kind !== kind)) return [];
    const rank = rankOf(words, one, body);
    return rank === null ? [] : [{ rank, found: document(kind, ref, one, body) }];
  });
  ranked.sort((a, b) => a.rank - b.rank);
  return [...found, ...ranked.map((one) => one.found)];
}

function rankOf(
  words: readonly string[][],
  thing: { name: string; english: string },
  body: Body | undefined,
): number | null {
  const names = [thing.name, thing.english].map(foldText).filter(Boolean);
  const sounds = [thing.name, thing.english].flatMap((text) => [
    ...soundsOf(text),
    ...soundsOf(text).flatMap(formsOf),
  ]);
  const around = body
    ? [body.name, body.kana, body.prefectureName, body.romaji].flatMap((text) => [
        foldText(text),
        ...soundsOf(text),
      ])
    : [];
  const all = [...names, ...sounds, ...around];
  const holds = (form: string) => all.some((text) => text.includes(form));
  if (!words.every((forms) => forms.some(holds))) return null;
  const forms = words.flat();
  if (forms.some((form) => names.includes(form))) return EXACT;
  if (forms.some((form) => names.some((name) => name.startsWith(form)))) return BEGINS;
  return forms.some((form) => sounds.some((sound) => sound.startsWith(form))) ? SOUNDS : HOLDS;
}

function document(
  kind: DocumentKind,
  ref: number,
  thing: { name: string; english: string },
  body: Body | undefined,
): FoundDocument {
  return {
    kind,
    ref,
    body: body?.codeText ?? "",
    name: thing.name,
    english: thing.english,
    note: "",
    note_english: "",
    from_day: "",
    to_day: "",
    open: true,
  };
}
