import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parseCatalogue } from "../explore/catalogue";
import type { PlaceItem, ProjectItem } from "../schemas/wire";
import { type Filters, searchPhone } from "./on-phone";

const bodies = parseCatalogue(
  JSON.parse(
    readFileSync(new URL("../../../server/catalogue/bodies.json", import.meta.url), "utf8"),
  ),
);
const KAWAKAMI = 294527;
const ANY: Filters = { kind: "", prefecture: "", from: "", to: "" };

function project(id: number, name: string, english = "", closed = false): ProjectItem {
  const rest = { type: "ProjectItem", version: 1, place: 0, designated: true } as const;
  return { ...rest, project: id, body: KAWAKAMI, name, english, closed };
}

const bath: PlaceItem = {
  type: "PlaceItem",
  version: 1,
  place: 3,
  body: KAWAKAMI,
  name: "ホテル杉の湯",
  english: "",
  kind: "bath",
  closed: false,
  keeps_proofs: false,
};
const held = {
  bodies,
  projects: [
    project(1, "いも掘り", "Digging"),
    project(2, "森の手入れ"),
    project(3, "薪割り", "", true),
  ],
  places: [bath],
  open: new Set(["294527"]),
};
const names = (query: string, filters = ANY) =>
  searchPhone(held, query, filters).map(({ name }) => name);

test("bodies, projects and places are found by any spelling", () => {
  expect(names("yosinotyo")[0]).toBe("吉野町");
  for (const query of [
    "いも掘り",
    "imo",
    "ｲﾓ",
    "digging",
    "川上 いも",
    "kawakami imo",
    "奈良 いも",
  ]) {
    expect(names(query), query).toContain("いも掘り");
  }
  expect(names("ほてる")).toEqual(["ホテル杉の湯"]);
  expect(names("hoteru")).toEqual(["ホテル杉の湯"]);
  expect(names("川上")[0]).toBe("川上村");
  expect(names("いも 大阪")).toEqual([]);
});

test("what is closed, elsewhere, of another kind or asked by days is left out", () => {
  expect(names("薪割り")).toEqual([]);
  expect(names("森の手入れ", { ...ANY, prefecture: "271004" })).toEqual([]);
  expect(names("森の手入れ", { ...ANY, prefecture: "290009" })).toEqual(["森の手入れ"]);
  expect(names("川上", { ...ANY, kind: "place" })).toEqual(["ホテル杉の湯"]);
  expect(names("森の手入れ", { ...ANY, from: "2026-11-01" })).toEqual([]);
  expect(names("")).toEqual([]);
});
