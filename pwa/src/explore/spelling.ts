/** Different spellings of one reading, brought to one form for searching. */

/** Hiragana, full width, no long-vowel mark; "" when there is something else in it. */
export function foldKana(text: string): string {
  const kana = text
    .normalize("NFKC")
    .replace(/[ァ-ヶ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0x60));
  return /^[ぁ-ゖー]+$/.test(kana) ? kana.replace(/ー/g, "") : "";
}

/** Hepburn and the official (Kunrei) spellings of a sound, longest first. */
const SOUNDS: readonly (readonly [RegExp, string])[] = [
  [/sy([auo])/g, "sh$1"],
  [/t(?:y|hy)([auo])/g, "ch$1"],
  [/cch/g, "tch"],
  [/(?:zy|jy|dy)([auo])/g, "j$1"],
  [/si/g, "shi"],
  [/ti/g, "chi"],
  [/tu/g, "tsu"],
  [/hu/g, "fu"],
  [/(?:zi|di)/g, "ji"],
  [/du/g, "zu"],
  [/m(?=[bpm])/g, "n"],
  [/nn/g, "n"],
  [/ou|oo|oh(?![aiueo])/g, "o"],
  [/uu/g, "u"],
];

/** One spelling for all schools of romaji, macrons or not; "" when there is something else in it. */
export function foldRomaji(text: string): string {
  let romaji = text
    .normalize("NFD")
    .replace(/[\u0302\u0304]/g, "")
    .toLowerCase()
    .replace(/[\s'’-]/g, "");
  if (!/^[a-z]+$/.test(romaji)) return "";
  for (const [sound, hepburn] of SOUNDS) romaji = romaji.replace(sound, hepburn);
  return romaji;
}
