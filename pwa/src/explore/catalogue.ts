/** The catalogue of bodies on the phone: loaded once, searched with no network (R40). */

import { BodyKind, type CatalogueBody } from "../schemas/wire";
import { foldKana, foldRomaji } from "./spelling";

type Row = [string, string, string, string, string, string, BodyKind];

/** A body with its search keys, made once so that a keystroke costs next to nothing. */
export interface Body extends CatalogueBody {
  /** Six digits. */
  readonly codeText: string;
  readonly prefectureName: string;
  readonly prefectureEnglish: string;
  readonly keys: readonly string[];
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

export function parseCatalogue({ bodies }: { bodies: Row[] }): Body[] {
  const prefectures = new Map(
    bodies.filter((row) => row[6] === BodyKind.PREFECTURE).map((row) => [row[0], row] as const),
  );
  return bodies.map(([codeText, name, kana, romaji, english, prefecture, kind]) => {
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
      keys: [
        name,
        foldKana(kana),
        foldRomaji(romaji),
        foldRomaji(english),
        foldRomaji(english.split(" ")[0] ?? ""),
        codeText,
      ],
    };
  });
}

/**
 * Bodies for what a person typed: kanji, kana of either kind or width, romaji of any school, the
 * code, or a prefecture and a town with a space between. The best come first: the very name, then
 * names that begin so, then names that hold it; among equals prefectures, then by code.
 */
export function searchBodies(bodies: readonly Body[], query: string, limit = 50): Body[] {
  const words = query.normalize("NFKC").trim().split(/\s+/).filter(Boolean);
  const last = words.at(-1);
  if (!last) return [];
  const before = words.slice(0, -1).map(spellings);
  const wanted = spellings(last);
  const whole = spellings(words.join(""));
  const found: { body: Body; rank: number }[] = [];
  for (const body of bodies) {
    const within = before.every((word) => inPrefecture(body, word, bodies));
    const rank = Math.min(rankOf(body, whole), within ? rankOf(body, wanted) : MISS);
    if (rank < MISS) found.push({ body, rank });
  }
  // The catalogue is in the order of codes, prefectures of a number first; sort() is stable.
  return found
    .sort((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ body }) => body);
}

const MISS = 9;
const SUFFIX = /[都道府県市区町村]$/;

function spellings(word: string): string[] {
  return [...new Set([word, foldKana(word), foldRomaji(word)].filter(Boolean))];
}

function rankOf(body: Body, wanted: readonly string[]): number {
  let best = MISS;
  for (const word of wanted) {
    for (const key of body.keys) {
      if (key === word || (key === body.name && key.replace(SUFFIX, "") === word)) return 0;
      if (key.startsWith(word)) best = Math.min(best, 1);
      else if (word.length > 1 && key.includes(word)) best = Math.min(best, 2);
    }
  }
  return best;
}

function inPrefecture(body: Body, word: readonly string[], bodies: readonly Body[]): boolean {
  const prefecture = byCode(bodies).get(body.prefecture);
  return prefecture !== undefined && rankOf(prefecture, word) <= 1;
}

const indexes = new WeakMap<readonly Body[], Map<number, Body>>();

function byCode(bodies: readonly Body[]): Map<number, Body> {
  let index = indexes.get(bodies);
  if (!index) {
    index = new Map(bodies.map((body) => [body.code, body]));
    indexes.set(bodies, index);
  }
  return index;
}
