import { expect, test } from "vitest";
import vectors from "../../../schemas/vectors/spelling.json";
import { foldName, foldRomaji, kunreiOf } from "../explore/spelling";
import { foldText, formsOf, soundsOf, wordsOf } from "./folding";

test.each(vectors.cases)("$text is folded as on the server", (one) => {
  expect({
    text: one.text,
    name: foldName(one.text),
    romaji: foldRomaji(one.text),
    kunrei: kunreiOf(foldRomaji(one.text)),
    written: foldText(one.text),
    sounds: soundsOf(one.text),
    forms: formsOf(one.text),
  }).toEqual(one);
});

test("words stand by themselves, few and short", () => {
  expect(wordsOf("  吉野　もり ")).toEqual([["吉野"], ["もり", "mori"]]);
  expect(wordsOf("")).toEqual([]);
  expect(wordsOf("一 二 三 四 五 六 七")).toHaveLength(6);
  expect(wordsOf("山".repeat(200))[0]?.[0]).toHaveLength(100);
});
