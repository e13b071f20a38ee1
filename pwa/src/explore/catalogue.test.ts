import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCatalogue, searchBodies } from "./catalogue";
import { foldKana, foldRomaji } from "./spelling";

const file = new URL("../../../server/catalogue/bodies.json", import.meta.url);
const bodies = parseCatalogue(JSON.parse(readFileSync(file, "utf8")));
const names = (query: string, limit = 5) =>
  searchBodies(bodies, query, limit).map((body) => body.name);

describe("a town is found", () => {
  test.each([
    ["by kanji", "気仙沼"],
    ["by hiragana", "けせんぬま"],
    ["by katakana", "ケセンヌマ"],
    ["by half-width katakana", "ｹｾﾝﾇﾏ"],
    ["by Hepburn", "kesennuma"],
    ["by full-width letters", "ＫＥＳＥＮＮＵＭＡ"],
    ["by its English name", "Kesennuma City"],
    ["by its code", "042056"],
    ["with its prefecture", "宮城県　気仙沼"],
    ["with its prefecture in romaji", "miyagi kesennuma"],
  ])("%s", (_, query) => {
    expect(names(query, 1)).toEqual(["気仙沼市"]);
  });

  test.each([
    ["titibu", "秩父市"],
    ["chichibu", "秩父市"],
    ["tiba", "千葉県"],
    ["huzi", "富士市"],
    ["Ōsaka", "大阪府"],
    ["oosaka", "大阪府"],
    ["ohsaka", "大阪府"],
    ["gumma", "群馬県"],
    ["gunma", "群馬県"],
    ["syoudosima", "小豆島町"],
    ["Shōdoshima", "小豆島町"],
    ["Chōshi", "銚子市"],
    ["tyosi", "銚子市"],
  ])("%s", (query, name) => {
    expect(names(query)).toContain(name);
  });
});

test("two towns of one name are both found, and told apart by the prefecture", () => {
  const found = searchBodies(bodies, "府中市");
  expect(found.map((body) => body.prefectureName)).toEqual(["東京都", "広島県"]);
  expect(searchBodies(bodies, "広島 府中市").map((body) => body.codeText)).toEqual(["342084"]);
  expect(names("伊達市")).toEqual(["伊達市", "伊達市"]);
  expect(searchBodies(bodies, "森町").map((body) => body.codeText)).toEqual(
    expect.arrayContaining(["013455", "224618"]),
  );
});

test("the very name comes before names that hold it", () => {
  expect(names("川上村", 2)).toEqual(["川上村", "川上村"]);
  expect(names("さかい", 3)[0]).toMatch(/^(堺市|境町|坂井市|酒井)/);
});

test("nothing is found for nothing", () => {
  expect(names("")).toEqual([]);
  expect(names("　")).toEqual([]);
  expect(names("みつからない町")).toEqual([]);
});

test("a keystroke costs little", () => {
  const start = performance.now();
  for (const query of ["k", "ka", "kaw", "か", "川", "奈良 か"]) searchBodies(bodies, query);
  expect((performance.now() - start) / 6).toBeLessThan(20);
});

test("spellings fold to one", () => {
  expect(foldKana("ヴ")).toBe("ゔ");
  expect(foldKana("kana")).toBe("");
  expect(foldRomaji("漢字")).toBe("");
  expect(foldRomaji("Jōetsu")).toBe(foldRomaji("zyouetu"));
});
