/** Different spellings of one word brought to one form: the twin of `server/search/folding.py`. */

import { foldName, foldRomaji, kunreiOf } from "../explore/spelling";
import { KANA_SOUNDS, MAX_SEARCH_LETTERS, MAX_SEARCH_WORDS } from "../schemas/search";

const SOUNDS = new Map(
  KANA_SOUNDS.split(" ").map((pair) => {
    const at = pair.search(/[a-z]/);
    return [pair.slice(0, at), pair.slice(at)] as const;
  }),
);

/** Hiragana in Hepburn, letter by letter; a long-vowel mark lengthens nothing. */
export function romanise(kana: string): string {
  let letters = "";
  let doubled = false;
  for (let at = 0; at < kana.length; at++) {
    const two = kana.slice(at, at + 2);
    const pair = two.length === 2 ? SOUNDS.get(two) : undefined;
    const sound = pair ?? SOUNDS.get(two.charAt(0));
    if (two.startsWith("っ")) doubled = true;
    else if (sound) {
      letters += (doubled ? sound.charAt(0) : "") + sound;
      doubled = false;
    }
    if (pair) at++;
  }
  return letters;
}

/** A written text without what stands between its words. */
export function foldText(text: string): string {
  return foldName(text.normalize("NFKC").replace(/[\s・·]+/g, ""));
}

/** How what is written in kana or in Latin letters sounds, each stretch by itself. */
export function soundsOf(text: string): string[] {
  const folded = foldName(text);
  const kana = folded.match(/[ぁ-ゖー]{2,}/g) ?? [];
  const latin = folded.match(/[a-z]{2,}/g) ?? [];
  const sounds = [...kana.map((one) => foldRomaji(romanise(one))), ...latin.map(foldRomaji)];
  return [...new Set(sounds.filter(Boolean))];
}

/** What may stand in a folded text for a word that somebody typed. */
export function formsOf(word: string): string[] {
  const written = foldText(word);
  let sound = foldRomaji(word);
  if (!sound && /^[ぁ-ゖー]{2,}$/.test(written)) sound = foldRomaji(romanise(written));
  return [...new Set([written, sound, kunreiOf(sound)].filter(Boolean))];
}

/** The forms of each word of a query: one of them must be found of each. */
export function wordsOf(query: string): string[][] {
  const words = [...query].slice(0, MAX_SEARCH_LETTERS).join("").trim().split(/\s+/);
  return words
    .slice(0, MAX_SEARCH_WORDS)
    .map(formsOf)
    .filter((forms) => forms.length > 0);
}
