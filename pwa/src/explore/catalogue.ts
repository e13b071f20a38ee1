/** The catalogue of bodies on the phone: loaded once, searched with no network (R01). */

import { BodyKind, type CatalogueBody } from "../schemas/wire";
import { type Area, BEGINS, type Keys, keysOf, MISS, rankOf, readings } from "./keys";

/** A line of bodies.json: its `fields`. */
type Row = [
  code: string,
  name: string,
  kana: string,
  romaji: string,
  english: string,
  prefecture: string,
  kind: BodyKind,
  county: string,
];

/** A body with its search keys, made once so that a keystroke costs next to nothing. */
export interface Body extends CatalogueBody {
  /** Six digits. */
  readonly codeText: string;
  readonly prefectureName: string;
  readonly prefectureEnglish: string;
  /** 郡, of a town or village; "" elsewhere. */
  readonly county: string;
  readonly keys: Keys;
}

let loading: Promise<Body[]> | null = null;

/** All bodies. Rejects when there is no network and no copy; the next call tries again. */
export function loadCatalogue(): Promise<Body[]> {
  loading ??= fetch("/catalogue/bodies.json")
    .then(async (response) => {
      if (!response.ok) throw new Error(`catalogue: ${response.status}`);
      return parseCatalogue((await response.json()) as { bodies: Row[] });
    })
    .catch((error: unknown) => {
      loading = null;
      throw error;
    });
  return loading;
}

/** The bodies of bodies.json, in the order of their codes. */
export function parseCatalogue({ bodies }: { bodies: Row[] }): Body[] {
  const prefectures = new Map(
    bodies.filter((row) => row[6] === BodyKind.PREFECTURE).map((row) => [row[0], row] as const),
  );
  return bodies.map(([codeText, name, kana, romaji, english, prefecture, kind, county]) => {
    const home = prefectures.get(prefecture);
    return {
      code: Number(codeText),
      codeText,
      name,
      kana,
      romaji,
      english,
      prefecture: Number(prefecture),
      kind,
      prefectureName: home?.[1] ?? "",
      prefectureEnglish: home?.[4] ?? "",
      county,
      keys: keysOf({ codeText, name, kana, romaji, english, county }),
    };
  });
}

/** Of one search: nobody reads further, they type on. */
export const MOST = 50;

/**
 * Bodies for what a person typed: kanji, kana of either kind or width, romaji of any school, the
 * code, or a town with its prefecture or county in front or behind, with a space between or none.
 * The best come first: the very name, then names that begin so, then names that hold it; among
 * equals prefectures, then towns by code.
 */
export function searchBodies(bodies: readonly Body[], query: string, limit = MOST): Body[] {
  const prefectures = bodies.filter((body) => body.kind === BodyKind.PREFECTURE);
  const ways = readings(query, prefectures).map(({ body, area }) => ({
    body,
    area,
    within: area && withinArea(area, prefectures),
  }));
  const found: Body[][] = [[], [], [], [], [], []]; // by rank, and prefectures first in each
  for (const body of bodies) {
    let best: number = MISS;
    for (const way of ways) {
      if (!way.within || inArea(body, way.area, way.within)) {
        best = Math.min(best, rankOf(body.keys, way.body));
      }
    }
    if (best < MISS) found[2 * best + (body.kind === BodyKind.PREFECTURE ? 0 : 1)]?.push(body);
  }
  return found.flat().slice(0, limit);
}

/** The prefectures that a word may mean: those of this name, or beginning so. */
function withinArea(area: Area, prefectures: readonly Body[]): ReadonlySet<number> {
  const fitting = prefectures.filter((prefecture) => rankOf(prefecture.keys, area) <= BEGINS);
  return new Set(fitting.map((prefecture) => prefecture.code));
}

/** Whether a municipality lies in the prefecture or county meant; a prefecture lies in none. */
function inArea(body: Body, area: Area | null, within: ReadonlySet<number>): boolean {
  if (body.kind === BodyKind.PREFECTURE) return false;
  return within.has(body.prefecture) || (body.county !== "" && area?.[0] === body.keys.county);
}
