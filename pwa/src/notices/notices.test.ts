import { afterEach, describe, expect, it } from "vitest";
import { startOf } from "../replica/calendar";
import { type NoticeItem, NoticeKind } from "../schemas/wire";
import { keep } from "../ui/kept";
import { isOpen } from "./open";
import { markRead, newestFirst, readUpTo } from "./read";

const ANNA = { instance: "here", account: "anna" };
const BEATE = { instance: "here", account: "beate" };
const KAWAKAMI = 294527;

function notice(number: number, more: Partial<NoticeItem> = {}): NoticeItem {
  return {
    type: "NoticeItem",
    version: 1,
    notice: number,
    body: KAWAKAMI,
    ms: number * 1000,
    kind: NoticeKind.RENEWED,
    day: 20_880,
    count: 0,
    ...more,
  };
}

function memory(): Storage {
  const rows = new Map<string, string>();
  return {
    getItem: (key: string) => rows.get(key) ?? null,
    setItem: (key: string, value: string) => void rows.set(key, value),
    removeItem: (key: string) => void rows.delete(key),
  } as unknown as Storage;
}

describe("what was read", () => {
  globalThis.localStorage ??= memory();
  afterEach(() => keep("notices", null));

  it("is nothing at first", () => {
    expect(readUpTo(ANNA)).toBe(0);
  });

  it("is kept for each person", () => {
    markRead(ANNA, [notice(3), notice(7)]);
    markRead(BEATE, [notice(5)]);
    expect([readUpTo(ANNA), readUpTo(BEATE)]).toEqual([7, 5]);
  });

  it("never grows less", () => {
    markRead(ANNA, [notice(7)]);
    markRead(ANNA, [notice(3)]);
    markRead(ANNA, []);
    expect(readUpTo(ANNA)).toBe(7);
  });

  it.each(["", "{", "7", "null", "[1]"])("forgets what it cannot read: %s", (text) => {
    keep("notices", text);
    expect(readUpTo(ANNA)).toBe(0);
    markRead(ANNA, [notice(2)]);
    expect(readUpTo(ANNA)).toBe(2);
  });
});

it("shows the newest first", () => {
  const shown = newestFirst([notice(2), notice(9), notice(5), notice(10, { ms: 9000 })]);
  expect(shown.map((one) => one.notice)).toEqual([10, 9, 5, 2]);
});

describe("a question", () => {
  const asked = notice(4, { kind: NoticeKind.INTENT });
  const held = [{ body: KAWAKAMI, ended: false }];
  const lastMoment = startOf(20_881) - 1;

  it.each([
    ["until the end of its day", asked, [asked], held, [], lastMoment, true],
    ["not after it", asked, [asked], held, [], lastMoment + 1, false],
    ["not of another kind", notice(4), [notice(4)], held, [], 0, false],
    [
      "not when the registration ended",
      asked,
      [asked],
      [{ body: KAWAKAMI, ended: true }],
      [],
      0,
      false,
    ],
    ["not when there is none", asked, [asked], [{ body: 1, ended: false }], [], 0, false],
    [
      "not when it was asked again",
      asked,
      [asked, notice(5, { kind: NoticeKind.INTENT })],
      held,
      [],
      0,
      false,
    ],
    [
      "also when another town asked later",
      asked,
      [asked, notice(5, { kind: NoticeKind.INTENT, body: 1 })],
      held,
      [],
      0,
      true,
    ],
    ["while it is not settled", asked, [asked], held, [{ body: KAWAKAMI, asked: 9 }], 0, true],
    ["not once it is settled", asked, [asked], held, [{ body: KAWAKAMI, asked: 0 }], 0, false],
    ["whatever of another town", asked, [asked], held, [{ body: 1, asked: 0 }], 0, true],
  ] as const)("is open %s", (_, one, all, registrations, standing, now, open) => {
    expect(isOpen(one, all, registrations, standing, now)).toBe(open);
  });
});
