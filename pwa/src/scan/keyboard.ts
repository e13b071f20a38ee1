/**
 * What a reader that types meant, when it and the system do not agree on the keyboard.
 *
 * A reader presses the keys of the layout that it was set to, US or Japanese (JIS X 6002); the
 * system reads them by its own. Letters, digits and most of base45's signs lie on the same keys in
 * both; `*`, `+` and `:` do not, so a US reader's `FJ1:` arrives as `FJ1+` where the system is
 * Japanese. Caps Lock and a Japanese input method change more: the case, and full-width forms.
 *
 * Put right is only what then reads as a card, whole and strictly, in one way alone; its signatures
 * are checked afterwards like any other's. All else is refused by name or left as it came.
 */

import { ALPHABET } from "../card/base45";
import { CredentialError } from "../card/credential";
import { NAMED_PREFIX, PREFIX } from "../card/presentation";
import { readShown } from "./shown";
import type { Stroke } from "./wedge";

export type Typed =
  | { readonly kind: "text"; readonly text: string }
  /** Ours by its letters, but no layout that we know makes a card of it. */
  | { readonly kind: "wrong_layout" };

const OURS = /^FJ[0-9]{1,3}:/;
const KANA = /[\u3041-\u309f\u30a1-\u30fb\u30fd-\u30ff\uff66-\uff9f]/;

/** What the system makes of a reader's `*`, `+` and `:`, and what it then never makes. */
const MISTAKEN = [
  { signs: { "(": "*", "~": "+", "+": ":" }, never: /[*:]/ }, // a US reader, a Japanese system
  { signs: { '"': "*", ":": "+", "'": ":" }, never: /[*+]/ }, // the other way round
] as const;

/** Full-width signs outside the block that mirrors ASCII, as input methods write them. */
const WIDE: Readonly<Record<string, string>> = {
  "\u3000": " ",
  "\u30fc": "-", // ー
  "\u2212": "-", // −
  "\u3002": ".", // 。
  "\u30fb": "/", // ・
  "\u301c": "~", // 〜
  "\u201d": '"', // ”
  "\u2019": "'", // ’
};

/** Keys where both layouts have the same sign; letters and digits go by their names. */
const COMMON: Readonly<Record<string, string>> = {
  Space: " ",
  Minus: "-",
  Period: ".",
  Slash: "/",
  "Shift Digit4": "$",
  "Shift Digit5": "%",
  NumpadAdd: "+",
  NumpadSubtract: "-",
  NumpadMultiply: "*",
  NumpadDivide: "/",
  NumpadDecimal: ".",
};
const APART: readonly Readonly<Record<string, string>>[] = [
  { "Shift Digit8": "*", "Shift Equal": "+", "Shift Semicolon": ":" }, // US
  { "Shift Quote": "*", "Shift Semicolon": "+", Quote: ":" }, // JIS
];

/** The text that a reader's keys stand for. */
export function asMeant(strokes: readonly Stroke[]): Typed {
  const typed = strokes.map(({ key }) => (key.length === 1 ? key : "\ufffd")).join("");
  const plain = narrow(typed);
  const byKey = APART.map((layout) => byPosition(strokes, layout));
  const bySign = MISTAKEN.map(({ signs, never }) =>
    never.test(plain) ? null : swap(plain, signs),
  );
  const meant = [...new Set([typed, plain, ...byKey, ...bySign])].filter((text) => text !== null);
  const cards = meant.filter(isCard);
  if (cards.length === 1) return { kind: "text", text: cards[0] as string };
  if (cards.length > 1) return { kind: "wrong_layout" };
  // Ours and damaged, or of a later version: the verdict says which.
  const ours = meant.find((text) => OURS.test(text) && isBase45(text));
  if (ours !== undefined) return { kind: "text", text: ours };
  const untold = KANA.test(typed) || typed.includes("\ufffd");
  const resembles = meant.some((text) => text.startsWith("FJ"));
  return untold || resembles ? { kind: "wrong_layout" } : { kind: "text", text: typed };
}

/** By the places of the keys, where the system tells them; null for a key with no sign of ours. */
function byPosition(
  strokes: readonly Stroke[],
  apart: Readonly<Record<string, string>>,
): string | null {
  let text = "";
  for (const { code, shift } of strokes) {
    const place = shift && code !== "Space" ? `Shift ${code}` : code;
    const sign =
      /^Key([A-Z])$/.exec(code)?.[1] ??
      /^(?:Digit|Numpad)([0-9])$/.exec(place)?.[1] ??
      COMMON[place] ??
      apart[place];
    if (sign === undefined) return null;
    text += sign;
  }
  return text;
}

/** Half-width capitals: what base45 has. */
function narrow(text: string): string {
  return Array.from(text, (sign) => {
    const wide = sign >= "\uff01" && sign <= "\uff5e";
    return wide ? String.fromCharCode(sign.charCodeAt(0) - 0xfee0) : (WIDE[sign] ?? sign);
  })
    .join("")
    .replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

function swap(text: string, signs: Readonly<Record<string, string>>): string {
  return Array.from(text, (sign) => signs[sign] ?? sign).join("");
}

function isBase45(text: string): boolean {
  return Array.from(text).every((sign) => ALPHABET.includes(sign));
}

/** Whether a text is a card, whole; its signatures are another matter. */
export function isCard(text: string): boolean {
  if (!text.startsWith(PREFIX) && !text.startsWith(NAMED_PREFIX)) return false;
  try {
    readShown(text);
    return true;
  } catch (error) {
    if (error instanceof CredentialError) return false;
    throw error;
  }
}
