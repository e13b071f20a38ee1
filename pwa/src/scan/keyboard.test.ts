import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { ALPHABET, encodeBase45 } from "../card/base45";
import { PREFIX } from "../card/presentation";
import { asMeant } from "./keyboard";
import { LAYOUTS, type Setting, typed } from "./testing/layouts";
import { publicKey, unhex, vectors } from "./testing/vectors";
import { verifyTrustList } from "./trust";
import { judge } from "./verdict";
import type { Stroke } from "./wedge";

const live = unhex(vectors.presentation.packed);
const printed = unhex(vectors.printed.packed);
const trust = await verifyTrustList(unhex(vectors.trust_list.signed), publicKey("root"));
const { now } = vectors.verdicts.cases[0] as { now: number };

/** Any card's text: the vectors' with other bytes where any bytes may be. */
const cards = fc
  .tuple(fc.constantFrom(live, printed), fc.uint8Array({ minLength: 200, maxLength: 200 }))
  .map(([packed, any]) => {
    const bytes = Uint8Array.from(packed, (byte, at) => (at < 17 ? byte : (any[at] as number)));
    return PREFIX + encodeBase45(bytes);
  });

const settings: fc.Arbitrary<Setting> = fc.record({
  reader: fc.constantFrom("US", "JIS"),
  system: fc.constantFrom("US", "JIS"),
  capsLock: fc.boolean(),
  wide: fc.boolean(),
  codes: fc.boolean(),
});

function judged(text: string) {
  const context = {
    trust,
    statusLists: new Map(),
    accepted: new Set([vectors.status_list.body]),
    maxListAgeSeconds: 1,
  };
  return judge(text, context, now);
}

function strokes(text: string): Stroke[] {
  return [...text].map((key) => ({ key, code: "", shift: false, command: false }));
}

describe("a reader and a system that are US or Japanese, in any state", () => {
  it("hand over every card as it is", () => {
    fc.assert(
      fc.property(cards, settings, (text, setting) => {
        expect(asMeant(typed(text, setting))).toEqual({ kind: "text", text });
      }),
      { numRuns: 1000 },
    );
  });

  it("hand over every sign of base45", () => {
    fc.assert(
      fc.property(settings, (setting) => {
        // A later version's: its content is not looked at, and all the more has to be exact.
        const text = `FJ2:${ALPHABET}`;
        expect(asMeant(typed(text, setting))).toEqual({ kind: "text", text });
      }),
    );
  });
});

describe("a system of any layout", () => {
  it("makes no other card of one: it comes out equal, or is refused", async () => {
    const text = PREFIX + encodeBase45(live);
    expect((await judged(text)).kind).toBe("valid");
    const signs = [...ALPHABET, ..."'\"()~^@!;ö－ー"];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(signs, { minLength: ALPHABET.length, maxLength: ALPHABET.length }),
        fc.integer({ min: 0, max: ALPHABET.length }),
        async (shuffled, moved) => {
          // Some of the signs change places, among them ones that the alphabet has not.
          const swap = new Map([...ALPHABET].map((sign, at) => [sign, shuffled[at] as string]));
          const changed = new Set([...ALPHABET].slice(ALPHABET.length - moved));
          const arrived = [...text].map((sign) => (changed.has(sign) ? swap.get(sign) : sign));
          const meant = asMeant(strokes(arrived.join("")));
          if (meant.kind === "wrong_layout" || meant.text === text) return;
          expect((await judged(meant.text)).kind).not.toMatch(/valid|expired|revoked|stale/);
        },
      ),
      { numRuns: 500 },
    );
  });

  it.each(LAYOUTS.flatMap((reader) => LAYOUTS.map((system) => [reader, system] as const)))(
    "%s read by %s: equal, or refused by name",
    (reader, system) => {
      fc.assert(
        fc.property(cards, fc.boolean(), (text, codes) => {
          const setting = { reader, system, capsLock: false, wide: false, codes };
          const meant = asMeant(typed(text, setting));
          if (meant.kind === "text") expect(meant.text).toBe(text);
          else expect([reader, system]).toContain("FR");
        }),
        { numRuns: 50 },
      );
    },
  );
});

test("a Japanese input method that writes kana is refused where no key is told", () => {
  expect(asMeant(strokes("はまぬけちこそしいりきく")).kind).toBe("wrong_layout");
  const text = PREFIX + encodeBase45(live);
  const setting = {
    reader: "US",
    system: "JIS",
    capsLock: false,
    wide: false,
    codes: true,
  } as const;
  const held = typed(text, setting).map((stroke) => ({ ...stroke, key: "Process" }));
  expect(asMeant(held)).toEqual({ kind: "text", text });
  expect(asMeant(held.map((stroke) => ({ ...stroke, code: "" }))).kind).toBe("wrong_layout");
});

test("a damaged card is damaged, and no question of layout", () => {
  const text = (PREFIX + encodeBase45(live)).slice(0, 100);
  for (const system of ["US", "JIS"] as const) {
    const setting = { reader: "US", system, capsLock: true, wide: false, codes: true } as const;
    expect(asMeant(typed(text, setting))).toEqual({ kind: "text", text });
  }
});

test("what is not ours stays as it came", () => {
  for (const text of ["https://example.com/menu", "4901234567894", "WIFI:T:WPA;S:Yu;P:(1+1)~2;;"]) {
    expect(asMeant(strokes(text))).toEqual({ kind: "text", text });
  }
});

test("signs that a mistaken layout never makes are not swapped", () => {
  // As a US reader's on a Japanese system, were it not for the asterisk.
  const text = (PREFIX + encodeBase45(live)).replace("FJ1:", "FJ1+").replace(/\*/g, "(");
  expect(asMeant(strokes(`${text}*`)).kind).toBe("wrong_layout");
});
