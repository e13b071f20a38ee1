import { expect, test } from "vitest";
import { Wedge } from "./wedge";

function type(wedge: Wedge, text: string, pause: number, from = 0): string | null {
  let at = from;
  let code: string | null = null;
  for (const key of [...text, "Enter"]) {
    code = wedge.key(key, at);
    at += pause;
  }
  return code;
}

test("a reader's burst is a code", () => {
  expect(type(new Wedge(), "FJ1:ABC DEF%+*", 80)).toBe("FJ1:ABC DEF%+*");
});

test("a person's typing is none", () => {
  expect(type(new Wedge(), "FJ1:ABC DEF%+*", 81)).toBeNull();
});

test("a short burst is none, and leaves nothing behind", () => {
  const wedge = new Wedge();
  expect(type(wedge, "FJ1", 5)).toBeNull();
  expect(type(wedge, "FJ1:ABCDEFGHI", 5, 1000)).toBe("FJ1:ABCDEFGHI");
});

test("keys that write nothing are passed over", () => {
  const wedge = new Wedge();
  for (const [at, key] of [
    "Shift",
    "F",
    "J",
    "1",
    ":",
    "A",
    "B",
    "C",
    "D",
    "E",
    "F",
    "G",
    "H",
  ].entries()) {
    wedge.key(key, at);
  }
  expect(wedge.key("Enter", 13)).toBe("FJ1:ABCDEFGH");
});
