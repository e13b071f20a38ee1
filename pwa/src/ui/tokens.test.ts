import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");
const declarations = (css: string) =>
  new Map(
    [...css.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [
      name,
      value?.replaceAll(" ", ""),
    ]),
  );

const ours = read("./tokens.css");
const theirs = declarations(
  read("../../node_modules/@digital-go-jp/design-tokens/dist/tokens.css"),
);

it("gives each of the Digital Agency's tokens the Digital Agency's value", () => {
  const copied = [...declarations(ours.split("color-scheme")[0] ?? "")];
  expect(copied.length).toBeGreaterThan(20);
  for (const [name, value] of copied) expect(value, name).toBe(theirs.get(name));
});

it("carries no token that nothing uses", () => {
  const source = new URL("../", import.meta.url);
  const sheets = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".css"))
    .map((path) => readFileSync(new URL(path, source), "utf8"))
    .join();
  const unused = [...declarations(ours).keys()].filter((name) => !sheets.includes(`var(${name}`));
  expect(unused).toEqual([]);
});
