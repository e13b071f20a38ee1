/** What a body is found by, and what a query may mean. Pure; no body is looked up here. */

import { foldKana, foldName, foldRomaji, kunreiOf } from "./spelling";

/** A word as written, as kana, as Hepburn and as Kunrei; "" where it is not of that kind. */
export type Spelling = readonly [name: string, kana: string, hepburn: string, kunrei: string];

/** The spelling of a prefecture or county. */
export type Area = Spelling;

export interface Keys {
  readonly code: string;
  readonly county: string;
  /** What the very name may look like: with or without its last part (市, し, City …). */
  readonly exact: ReadonlySet<string>;
  /** Longer forms by kind of writing, in the order of `Spelling`; a query begins or lies in one. */
  readonly texts: readonly [
    readonly string[],
    readonly string[],
    readonly string[],
    readonly string[],
  ];
}

/** One way to understand a query: a body, perhaps in an area. */
export interface Reading {
  readonly body: Spelling;
  readonly area: Area | null;
}

interface Names {
  readonly codeText: string;
  readonly name: string;
  readonly kana: string;
  readonly romaji: string;
  readonly english: string;
  readonly county: string;
}

const SUFFIX = /[都道府県市区町村]$/;
const KANA_SUFFIX: Readonly<Record<string, RegExp>> = {
  都: /と$/,
  府: /ふ$/,
  県: /けん$/,
  市: /し$/,
  区: /く$/,
  町: /(?:ちょう|まち)$/,
  村: /(?:そん|むら)$/,
};

/** 町 and 村 are read in two ways, and few know which: the other one finds the body too. */
const KANA_TWINS = { まち: "ちょう", ちょう: "まち", むら: "そん", そん: "むら" };
const ROMAJI_TWINS = { machi: "chou", chou: "machi", mura: "son", son: "mura" };

/** The name with the other reading of its last part, where it has one. */
function otherwise(text: string, twins: Readonly<Record<string, string>>): string[] {
  const ending = Object.keys(twins).find((candidate) => text.endsWith(candidate));
  return ending ? [text.slice(0, -ending.length) + twins[ending]] : [];
}

export function keysOf({ codeText, name, kana, romaji, english, county }: Names): Keys {
  // 北海道 has no form without 道.
  const kanaSuffix = KANA_SUFFIX[name.slice(-1)];
  const written = [name, kanaSuffix ? name.replace(SUFFIX, "") : name].map(foldName);
  const sounded = [kana, kanaSuffix ? kana.replace(kanaSuffix, "") : kana];
  const hepburn = [romaji, english, english.split(" ")[0] ?? ""].map(foldRomaji);
  const hepburnTwins = otherwise(romaji, ROMAJI_TWINS).map(foldRomaji);
  const address = county ? [foldName(county + name)] : [];
  return {
    code: codeText,
    county: foldName(county),
    exact: new Set([
      ...written,
      ...address,
      ...sounded.map(foldName),
      ...sounded.map(foldKana),
      ...hepburn,
      ...hepburn.map(kunreiOf),
    ]),
    texts: [
      [...written, ...address],
      [kana, ...otherwise(kana, KANA_TWINS)].map(foldKana),
      [...hepburn, ...hepburnTwins],
      [...hepburn, ...hepburnTwins].map(kunreiOf),
    ],
  };
}

/** How well a word fits a body: it is the very name or code, begins so, or holds it. */
export const [EXACT, BEGINS, HOLDS, MISS] = [0, 1, 2, 3];

export function rankOf(keys: Keys, word: Spelling): number {
  if (/^\d+$/.test(word[0])) {
    if (keys.code === word[0]) return EXACT;
    return keys.code.startsWith(word[0]) ? BEGINS : MISS;
  }
  let best = MISS;
  for (const [kind, texts] of keys.texts.entries()) {
    const part = word[kind];
    if (!part) continue;
    if (keys.exact.has(part)) return EXACT;
    for (const text of texts) {
      if (text.startsWith(part)) best = BEGINS;
      else if (best === MISS && (part.length > 1 || HAN.test(part)) && text.includes(part)) {
        best = HOLDS;
      }
    }
  }
  return best;
}

/** One kanji says enough to look for it inside a name; one letter of kana or romaji does not. */
const HAN = /\p{Script=Han}/u;

/** A query's ways of being understood; none for an empty one. */
export function readings(query: string, prefectures: readonly { keys: Keys }[]): Reading[] {
  const words = query
    .normalize("NFKC")
    .split(/[\s,、・]+/)
    .filter(Boolean);
  if (words.length === 0) return [];
  const whole = spell(words.join(""));
  const ways: Reading[] = [{ body: whole, area: null }];
  for (let cut = 1; cut < words.length; cut += 1) {
    const front = spell(words.slice(0, cut).join(""));
    const back = spell(words.slice(cut).join(""));
    ways.push({ body: back, area: front }, { body: front, area: back });
  }
  for (const { keys } of prefectures) {
    const way = afterPrefecture(whole, keys);
    if (way) ways.push(way);
  }
  return ways;
}

/** An address in one piece: 宮城県気仙沼市. Needs the whole name of the prefecture. */
function afterPrefecture(whole: Spelling, { texts }: Keys): Reading | null {
  const area: [string, string, string, string] = ["", "", "", ""];
  const body: [string, string, string, string] = ["", "", "", ""];
  for (const [kind, [prefecture]] of texts.entries()) {
    const text = whole[kind];
    if (prefecture && text && text.length > prefecture.length && text.startsWith(prefecture)) {
      area[kind] = prefecture;
      body[kind] = text.slice(prefecture.length);
    }
  }
  return area.some(Boolean) ? { body, area } : null;
}

function spell(word: string): Spelling {
  // けせんぬま市: kana with the last part already in kanji.
  const kana = foldKana(word) || foldKana(word.replace(SUFFIX, ""));
  const hepburn = foldRomaji(word);
  return [foldName(word), kana, hepburn, kunreiOf(hepburn)];
}
