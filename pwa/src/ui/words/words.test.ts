import { describe, expect, it } from "vitest";
import { fill } from "./vocabulary";

type Words = Record<string, string>;

/** Every pair of files here: the shell's, the lazy pages', staff's, the office's. */
const files = import.meta.glob<Record<string, unknown>>("./*.ts", { eager: true });

function wordsOf(path: string): Words {
  const exported = Object.values(files[path] ?? {}).filter((value) => typeof value === "object");
  expect(exported, `${path} exports its words`).toHaveLength(1);
  return exported[0] as Words;
}

function slots(text: string): string[] {
  return [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name as string))].sort();
}

const japanese = Object.keys(files).filter((path) => /[./]ja\.ts$/.test(path));

describe.each(japanese)("%s", (path) => {
  const ja = wordsOf(path);
  const en = wordsOf(path.replace(/ja\.ts$/, "en.ts"));

  it("has the same keys in English", () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(ja).sort());
  });

  it("leaves no word empty", () => {
    const empty = [ja, en].flatMap((words) =>
      Object.keys(words).filter((key) => !words[key]?.trim()),
    );
    expect(empty).toEqual([]);
  });

  it("fills the same slots in both", () => {
    for (const key of Object.keys(ja))
      expect(slots(en[key] ?? ""), key).toEqual(slots(ja[key] ?? ""));
  });

  it("is Japanese here and English there", () => {
    const letters = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;
    const strayed = Object.keys(en).filter((key) => letters.test(en[key] ?? ""));
    expect(strayed.filter((key) => key !== "otherLanguage")).toEqual([]);
  });
});

it("finds the shell's words", () => {
  expect(japanese).toContain("./ja.ts");
});

describe("fill", () => {
  it("puts values in", () => {
    expect(fill("未送信 {n}件", { n: 2 })).toBe("未送信 2件");
  });

  it("chooses the word that goes with a number", () => {
    expect(fill("{n} {n|record is|records are} here", { n: 1 })).toBe("1 record is here");
    expect(fill("{n} {n|record is|records are} here", { n: 2 })).toBe("2 records are here");
  });
});
