import { expect, test } from "vitest";
import { askedOf, changed, countOf } from "./asked";

test("the address keeps what is asked, and nothing else", () => {
  const asked = askedOf("?query=%E6%A3%AE&tier=2&offset=50&utm=x&since=");
  expect(asked.toString()).toBe("query=%E6%A3%AE&offset=50&tier=2");
  expect(countOf(asked)).toBe(1);
});

test("a change begins at the first page, a page does not", () => {
  const asked = askedOf("?query=a&offset=50");
  expect(changed(asked, "tier", "1").toString()).toBe("query=a&tier=1");
  expect(changed(asked, "offset", "100").toString()).toBe("query=a&offset=100");
  expect(changed(asked, "query", "").toString()).toBe("");
});
