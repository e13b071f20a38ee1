import { readFileSync } from "node:fs";
import { afterEach, describe, expect, test, vi } from "vitest";
import { BodyKind } from "../schemas/wire";
import { loadCatalogue, parseCatalogue, searchBodies } from "./catalogue";
import { foldKana, foldName, foldRomaji, kunreiOf } from "./spelling";

const file = new URL("../../../server/catalogue/bodies.json", import.meta.url);
const text = readFileSync(file, "utf8");
const bodies = parseCatalogue(JSON.parse(text));
const names = (query: string, limit = 5) =>
  searchBodies(bodies, query, limit).map((body) => body.name);
const codes = (query: string, limit = bodies.length) =>
  searchBodies(bodies, query, limit).map((body) => body.codeText);

describe("a town is found first", () => {
  test.each([
    ["by kanji", "気仙沼"],
    ["by hiragana", "けせんぬま"],
    ["by katakana", "ケセンヌマ"],
    ["by half-width katakana", "ｹｾﾝﾇﾏ"],
    ["by kana, the last part in kanji", "けせんぬま市"],
    ["by Hepburn", "kesennuma"],
    ["by romaji with its last part", "kesennuma-shi"],
    ["by one n or three", "kesenuma"],
    ["by the keys of an input method", "kesennnuma"],
    ["by full-width letters", "ＫＥＳＥＮＮＵＭＡ"],
    ["by its English name", "Kesennuma City"],
    ["by its code", "042056"],
    ["with its prefecture", "宮城県　気仙沼"],
    ["with its prefecture begun", "宮 気仙沼"],
    ["with its prefecture in romaji", "miyagi kesennuma"],
    ["with its prefecture behind", "Kesennuma, Miyagi"],
    ["with its prefecture in English", "Kesennuma City, Miyagi Prefecture"],
    ["as an address in one piece", "宮城県気仙沼市"],
    ["as an address in kana", "みやぎけんけせんぬまし"],
  ])("%s", (_, query) => {
    expect(names(query, 1)).toEqual(["気仙沼市"]);
  });

  test.each([
    ["奈良県 奈良", "292010"],
    ["奈良県奈良市", "292010"],
    ["広島県安芸郡府中町", "343021"],
    ["広島県 安芸郡 府中町", "343021"],
    ["安芸郡府中町", "343021"],
    ["安芸郡 府中", "343021"],
    ["東京都府中市", "132063"],
    ["京都府京都市", "261009"],
    ["京都市", "261009"],
    ["都城市", "452025"],
    ["津", "242012"],
    ["つ", "242012"],
    ["tsu", "242012"],
    ["tu", "242012"],
    ["四日市", "242021"],
    ["北海道", "010006"],
    ["ほっかいどう", "010006"],
    ["hokkaido", "010006"],
    ["東京", "130001"],
    ["fukushima", "070009"],
  ])("%s", (query, code) => {
    expect(codes(query)[0]).toBe(code);
  });
});

describe("every school of romaji", () => {
  test.each([
    ["titibu", "秩父市"],
    ["chichibu", "秩父市"],
    ["tiba", "千葉県"],
    ["huzi", "富士市"],
    ["fuji", "富士市"],
    ["simotuma", "下妻市"],
    ["Ōsaka", "大阪府"],
    ["Ôsaka", "大阪府"],
    ["oosaka", "大阪府"],
    ["ohsaka", "大阪府"],
    ["osaka", "大阪府"],
    ["gumma", "群馬県"],
    ["gunma", "群馬県"],
    ["nambu", "南部町"],
    ["syoudosima", "小豆島町"],
    ["Shōdoshima", "小豆島町"],
    ["Chōshi", "銚子市"],
    ["tyosi", "銚子市"],
    ["hacchoubori", undefined],
    ["hottimati", undefined],
    ["kutchan", "倶知安町"],
    ["kuttyan", "倶知安町"],
    ["shin-onsen", "新温泉町"],
    ["shin'onsen", "新温泉町"],
    ["touon", "東温市"],
    ["toon", "東温市"],
    ["Matsuura", "松浦市"],
    ["matuura", "松浦市"],
    ["Nīgata", "新潟県"],
    ["aidu", undefined],
    ["aizuwakamatsu", "会津若松市"],
    ["aiduwakamatu", "会津若松市"],
  ])("%s: %s", (query, name) => {
    if (name) expect(names(query)).toContain(name);
    else expect(names(query, 50)).toEqual(names(foldRomaji(query), 50));
  });

  test.each(["titibu", "chichibu", "huzisawa", "fujisawa", "syoudosima", "zyouetu", "tyuuou"])(
    "%s is never lost while it is typed",
    (query) => {
      for (let length = 1; length <= query.length; length += 1) {
        const typed = query.slice(0, length);
        expect(codes(typed), typed).toContain(codes(query)[0]);
      }
    },
  );
});

describe("every way to write a name", () => {
  test.each([
    ["竜ヶ崎", "龍ケ崎市"],
    ["龍が崎", "龍ケ崎市"],
    ["茅ケ崎市", "茅ヶ崎市"],
    ["塩釜", "塩竈市"],
    ["釜石", "釜石市"],
    ["山の内", "山ノ内町"],
    ["にせこ", "ニセコ町"],
    ["南あるぷす", "南アルプス市"],
    ["おおず", "大津町"],
    ["檮原", "梼原町"],
  ])("%s: %s", (query, name) => {
    expect(names(query)).toContain(name);
  });

  test("a body is found by each of its own names, before those that only hold it", () => {
    // Every eleventh: through all regions and kinds in under a second.
    for (const body of bodies.filter((_, index) => index % 11 === 0)) {
      const own = [body.name, body.kana, body.romaji, body.english, body.codeText];
      if (body.kind === BodyKind.MUNICIPALITY) {
        own.push(
          `${body.prefectureName} ${body.name}`,
          body.prefectureName + body.county + body.name,
        );
      }
      for (const query of own) {
        expect(codes(query, 8), query).toContain(body.codeText);
      }
    }
  });
});

describe("towns of one name", () => {
  test("府中市 is told apart by the prefecture", () => {
    const found = searchBodies(bodies, "府中市");
    expect(found.map((body) => body.prefectureName)).toEqual(["東京都", "広島県"]);
    expect(codes("広島 府中市")).toEqual(["342084"]);
    expect(names("府中", 3)).toEqual(["府中市", "府中市", "府中町"]);
  });

  test("伊達市, 川上村", () => {
    expect(codes("伊達市")).toEqual(["012335", "072133"]);
    expect(names("川上村", 2)).toEqual(["川上村", "川上村"]);
  });

  test("森町 is もりまち twice; who reads it もりちょう finds it too", () => {
    const mori = ["013455", "224618"];
    for (const query of ["森町", "もりまち", "モリマチ", "morimachi", "morimati", "Mori Town"]) {
      expect(codes(query).slice(0, 2), query).toEqual(mori);
    }
    for (const query of ["もりちょう", "ﾓﾘﾁｮｳ", "moricho", "morityou"]) {
      expect(codes(query), query).toEqual(expect.arrayContaining(mori));
    }
    expect(codes("静岡 森町")).toEqual(["224618"]);
    expect(codes("茅部郡森町")).toEqual(["013455"]);
    expect(names("ふちゅうまち", 1)).toEqual(["府中町"]);
  });

  test("a county lists its towns", () => {
    expect(names("安芸郡", 10)).toEqual(
      expect.arrayContaining(["府中町", "海田町", "熊野町", "坂町", "馬路村"]),
    );
  });
});

test("nothing is found for nothing", () => {
  for (const query of [
    "",
    "　",
    "、",
    "みつからない町",
    "042057",
    "宮城 みつからない",
    "👍",
    "(",
    "\\",
  ]) {
    expect(names(query), query).toEqual([]);
  }
});

test("no more than asked for, and a very long query is only a miss", () => {
  expect(searchBodies(bodies, "市", 7)).toHaveLength(7);
  expect(names("あ".repeat(10_000))).toEqual([]);
});

test("a keystroke costs under 5 ms", () => {
  const queries = ["k", "ka", "kaw", "か", "川", "奈良 か", "Kesennuma City, Miyagi", "042"];
  const costs = queries.flatMap((query) =>
    Array.from({ length: 7 }, () => {
      const start = performance.now();
      searchBodies(bodies, query);
      return performance.now() - start;
    }),
  );
  costs.sort((a, b) => a - b);
  expect(costs[costs.length >> 1]).toBeLessThan(5);
});

test("spellings fold to one", () => {
  expect(foldKana("ヴ")).toBe("ゔ");
  expect(foldKana("kana")).toBe("");
  expect(foldRomaji("漢字")).toBe("");
  expect(foldRomaji("Jōetsu")).toBe(foldRomaji("zyouetu"));
  expect(foldRomaji("shuu")).toBe("shu");
  expect(kunreiOf(foldRomaji("Chōshi"))).toBe("tyosi");
  expect(foldName("龍が崎")).toBe(foldName("竜ヶ崎"));
});

describe("loading", () => {
  afterEach(() => vi.unstubAllGlobals());

  test("a failure is told, and the next call tries again; then it is loaded once", async () => {
    const answers = [
      () => Promise.reject(new TypeError("offline")),
      () => Promise.resolve(new Response("", { status: 503 })),
      () => Promise.resolve(new Response(text)),
    ];
    const fetched = vi.fn(() => (answers.shift() ?? (() => Promise.reject(new Error("again"))))());
    vi.stubGlobal("fetch", fetched);
    await expect(loadCatalogue()).rejects.toThrow("offline");
    await expect(loadCatalogue()).rejects.toThrow("503");
    const [first, second] = await Promise.all([loadCatalogue(), loadCatalogue()]);
    expect(first).toHaveLength(1788);
    expect(second).toBe(first);
    expect(fetched).toHaveBeenCalledTimes(3);
    expect(fetched).toHaveBeenCalledWith("/catalogue/bodies.json");
  });
});

describe("the server's twin folds alike", () => {
  const shared = JSON.parse(
    readFileSync(new URL("../../../schemas/vectors/names.json", import.meta.url), "utf8"),
  ) as Record<"name" | "kana" | "romaji", [string, string][]>;
  test.each(shared.name)("name %s", (written, folded) => expect(foldName(written)).toBe(folded));
  test.each(shared.kana)("kana %s", (written, folded) => expect(foldKana(written)).toBe(folded));
  test.each(shared.romaji)("romaji %s", (written, folded) =>
    expect(foldRomaji(written)).toBe(folded),
  );
});
