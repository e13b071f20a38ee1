import { expect, test } from "vitest";
import { type Stroke, Wedge } from "./wedge";

const CODE = "FJ1:ABC DEF%+*";

function stroke(key: string, command = false): Stroke {
  return { key, code: "", shift: false, command };
}

function press(wedge: Wedge, keys: readonly Stroke[], pause: number, from = 0): string | null {
  let at = from;
  let code: readonly Stroke[] | null = null;
  for (const key of keys) {
    code = wedge.key(key, at);
    at += pause;
  }
  return code?.map(({ key }) => key).join("") ?? null;
}

function type(wedge: Wedge, text: string, pause: number, from = 0): string | null {
  return press(
    wedge,
    [...text, "Enter"].map((key) => stroke(key)),
    pause,
    from,
  );
}

test("a reader's burst is a code", () => {
  expect(type(new Wedge(), CODE, 80)).toBe(CODE);
});

test("a person's typing is none", () => {
  expect(type(new Wedge(), CODE, 81)).toBeNull();
});

test("a short burst is none, and leaves nothing behind", () => {
  const wedge = new Wedge();
  expect(type(wedge, "FJ1", 5)).toBeNull();
  expect(type(wedge, "FJ1:ABCDEFGHI", 5, 1000)).toBe("FJ1:ABCDEFGHI");
});

test("keys that write nothing are passed over", () => {
  const wedge = new Wedge();
  const keys = [..."FJ1:ABCDEFGH"].flatMap((key) => ["Shift", key, "CapsLock"]);
  expect(
    press(
      wedge,
      [...keys, "Enter"].map((key) => stroke(key)),
      1,
    ),
  ).toBe("FJ1:ABCDEFGH");
});

test.each([
  ["Tab", stroke("Tab")],
  ["a control character", stroke("m", true)],
  ["another", stroke("J", true)],
])("%s ends a code as Enter does", (_, end) => {
  const keys = [...CODE].map((key) => stroke(key));
  expect(press(new Wedge(), [...keys, end], 5)).toBe(CODE);
});

test("a command is no part of a code", () => {
  const keys = [stroke("F"), stroke("r", true), ..."J1:ABCDEFGHI"].map((key) =>
    typeof key === "string" ? stroke(key) : key,
  );
  expect(press(new Wedge(), [...keys, stroke("Enter")], 5)).toBe("FJ1:ABCDEFGHI");
});

test("without an end a code is complete when nothing follows", () => {
  const wedge = new Wedge();
  const keys = [...CODE].map((key) => stroke(key));
  expect(press(wedge, keys, 0)).toBeNull();
  expect(wedge.pause(80)).toBeNull();
  expect(wedge.pause(81)?.length).toBe(CODE.length);
  // What comes later is another.
  expect(press(wedge, [stroke("Enter")], 0, 200)).toBeNull();
});

test("a book on the keyboard fills no memory", () => {
  expect(type(new Wedge(), "F".repeat(5000), 1)?.length).toBe(1024);
});

test("a burst is known from its second key on", () => {
  const wedge = new Wedge();
  expect(wedge.isTyping(0)).toBe(false);
  wedge.key(stroke("F"), 0);
  expect(wedge.isTyping(80)).toBe(true);
  expect(wedge.isTyping(81)).toBe(false);
});
