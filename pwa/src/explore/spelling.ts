/** Different spellings of one name, each brought to one form for searching. */

const HIRAGANA_BELOW_KATAKANA = 0x60;

/** Characters that people write for one another in names of places. */
const VARIANTS: Readonly<Record<string, string>> = {
  竃: "竈",
  釜: "竈",
  龍: "竜",
  驒: "騨",
  諌: "諫",
  桧: "檜",
  曾: "曽",
  惠: "恵",
  檮: "梼",
  髙: "高",
  﨑: "崎",
  濱: "浜",
  澤: "沢",
  嶋: "島",
  國: "国",
  櫻: "桜",
  鯵: "鰺",
};

/** Small letters as large, ぢ as じ, づ as ず: how a name sounds, not how it is set. */
const SOUNDING: Readonly<Record<string, string>> = {
  ぁ: "あ",
  ぃ: "い",
  ぅ: "う",
  ぇ: "え",
  ぉ: "お",
  っ: "つ",
  ゃ: "や",
  ゅ: "ゆ",
  ょ: "よ",
  ゎ: "わ",
  ぢ: "じ",
  づ: "ず",
};

function hiragana(text: string): string {
  return text
    .normalize("NFKC")
    .replace(/[ァ-ヶ]/g, (letter) =>
      String.fromCharCode(letter.charCodeAt(0) - HIRAGANA_BELOW_KATAKANA),
    );
}

/** A written name: old and new forms of a character, and 龍ケ崎, 竜ヶ崎, 龍が崎, become one. */
export function foldName(text: string): string {
  return [...hiragana(text).toLowerCase()]
    .map((letter) => VARIANTS[letter] ?? letter)
    .join("")
    .replace(/(\p{Script=Han})[けゖが](?=\p{Script=Han})/gu, "$1け");
}

/** Hiragana, full width, no long-vowel mark; "" when there is something else in it. */
export function foldKana(text: string): string {
  const kana = hiragana(text);
  if (!/^[ぁ-ゖー]+$/.test(kana)) return "";
  return [...kana.replace(/ー/g, "")].map((letter) => SOUNDING[letter] ?? letter).join("");
}

/** Official (Kunrei, Nihon) spellings of a sound and their Hepburn ones, longest first. */
const HEPBURN: readonly (readonly [RegExp, string])[] = [
  [/dz/g, "z"],
  [/sy([auo])/g, "sh$1"],
  [/[ct]y([auo])/g, "ch$1"],
  [/[zjd]y([auo])/g, "j$1"],
  [/si/g, "shi"],
  [/ti/g, "chi"],
  [/cch/g, "tch"],
  [/tu/g, "tsu"],
  [/[zd]i/g, "ji"],
  [/du/g, "zu"],
  [/m(?=[bpm])/g, "n"],
  [/n+/g, "n"],
  [/oh(?![aiueoy])/g, "o"],
  [/o[ou]+/g, "o"],
  [/([aiue])\1+/g, "$1"],
];

const KUNREI: readonly (readonly [RegExp, string])[] = [
  [/tch/g, "tt"],
  [/shi/g, "si"],
  [/chi/g, "ti"],
  [/sh/g, "sy"],
  [/ch/g, "ty"],
  [/tsu/g, "tu"],
  [/f/g, "h"],
  [/ji/g, "zi"],
  [/j/g, "zy"],
];

/** One spelling for all schools of romaji, macrons or not; "" when there is something else in it. */
export function foldRomaji(text: string): string {
  const romaji = text
    .normalize("NFKD")
    .replace(/[\u0302\u0304]/g, "")
    .toLowerCase()
    .replace(/[\s'’\p{Pd}]/gu, "");
  if (!/^[a-z]+$/.test(romaji)) return "";
  // `hu` alone is `fu`; in `shu` and `chu` it is not.
  return replaceAll(romaji, HEPBURN).replace(/([sc]?)hu/g, (all, before) => (before ? all : "fu"));
}

/**
 * A folded word as Kunrei. A word half typed needs both: `tit` begins `titibu` but not `chichibu`,
 * `chich` the other way round.
 */
export function kunreiOf(folded: string): string {
  return replaceAll(folded, KUNREI);
}

function replaceAll(text: string, rules: readonly (readonly [RegExp, string])[]): string {
  return rules.reduce((result, [sound, letters]) => result.replace(sound, letters), text);
}
