/**
 * Readers that type and systems that listen, in tests: what each key gives, by layout, written from
 * the boards themselves (ANSI INCITS 154, JIS X 6002), apart from what `keyboard.ts` knows.
 */

import type { Stroke } from "../wedge";

/** Two signs a key, plain and with Shift, in this order; `..` where a board has no such key. */
const CODES = [
  ..."1234567890".split("").map((digit) => `Digit${digit}`),
  ...["Minus", "Equal", "IntlYen"],
  ..."QWERTYUIOP".split("").map((letter) => `Key${letter}`),
  ...["BracketLeft", "BracketRight"],
  ..."ASDFGHJKL".split("").map((letter) => `Key${letter}`),
  ...["Semicolon", "Quote", "Backslash"],
  ..."ZXCVBNM".split("").map((letter) => `Key${letter}`),
  ...["Comma", "Period", "Slash", "IntlRo", "Space"],
];
const SIGNS = {
  US: `1! 2@ 3# 4$ 5% 6^ 7& 8* 9( 0) -_ =+ .. qQ wW eE rR tT yY uU iI oO pP [{ ]} aA sS dD fF gG hH jJ kK lL ;: '" \\| zZ xX cC vV bB nN mM ,< .> /? ..`,
  JIS: `1! 2" 3# 4$ 5% 6& 7' 8( 9) 0¬ -= ^~ \\| qQ wW eE rR tT yY uU iI oO pP @\` [{ aA sS dD fF gG hH jJ kK lL ;+ :* ]} zZ xX cC vV bB nN mM ,< .> /? \\_`,
  // (Shift and 0 write nothing on a Japanese board.)
  // Another that readers come with; digits need Shift, A and Q change places.
  FR: `&1 é2 "3 '4 (5 -6 è7 _8 ç9 à0 )° =+ .. aA zZ eE rR tT yY uU iI oO pP ^¨ $£ qQ sS dD fF gG hH jJ kK lL mM ù% *µ wW xX cC vV bB nN ,? ;. :/ !§ ..`,
} as const;

export type Layout = keyof typeof SIGNS;
export const LAYOUTS = Object.keys(SIGNS) as Layout[];

interface Key {
  readonly code: string;
  readonly shift: boolean;
}

function boardOf(layout: Layout): ReadonlyMap<string, string> {
  const pairs = [...SIGNS[layout].split(" "), "  "];
  return new Map(
    CODES.flatMap((code, at) => {
      const pair = pairs[at] as string;
      // A board without this key.
      if (pair === "..") return [];
      return [
        [code, pair[0] as string],
        [`Shift ${code}`, pair[1] as string],
      ];
    }),
  );
}

const BOARDS = { US: boardOf("US"), JIS: boardOf("JIS"), FR: boardOf("FR") };

export interface Setting {
  readonly reader: Layout;
  readonly system: Layout;
  readonly capsLock: boolean;
  /** The input method writes full-width signs. */
  readonly wide: boolean;
  /** The system tells which key it was. */
  readonly codes: boolean;
}

/** The keys of a text; one without a key on the reader's board is left out, as readers do. */
export function typed(text: string, setting: Setting): Stroke[] {
  const keys = [...text].flatMap((sign) => keyOf(setting.reader, sign) ?? []);
  return keys.map(({ code, shift }) => ({
    key: signOf(setting, { code, shift }),
    code: setting.codes ? code : "",
    shift,
    command: false,
  }));
}

function keyOf(layout: Layout, sign: string): Key | null {
  for (const [name, given] of BOARDS[layout]) {
    if (given !== sign) continue;
    const shift = name.startsWith("Shift ");
    return { code: shift ? name.slice(6) : name, shift };
  }
  return null;
}

function signOf({ system, capsLock, wide }: Setting, { code, shift }: Key): string {
  const sign = BOARDS[system].get(shift ? `Shift ${code}` : code) ?? "Unidentified";
  if (sign.length > 1) return sign;
  const letter = /^[a-z]$/i.test(sign);
  const lower = sign.toLowerCase();
  const cased = capsLock && letter ? (sign === lower ? sign.toUpperCase() : lower) : sign;
  return wide ? widened(cased) : cased;
}

/** As Japanese input methods do in full-width mode. */
function widened(sign: string): string {
  const own: Record<string, string> = {
    " ": "\u3000",
    '"': "\u201d",
    "'": "\u2019",
    "~": "\u301c",
  };
  if (own[sign]) return own[sign];
  return sign > " " && sign <= "~" ? String.fromCharCode(sign.charCodeAt(0) + 0xfee0) : sign;
}
