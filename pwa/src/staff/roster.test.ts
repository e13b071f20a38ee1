import { describe, expect, test } from "vitest";
import { CardState, type RosterItem, Tier } from "../schemas/wire";
import { memberByNumber, membersByName, membersOf } from "./roster";

const BODY = 294527;
const { ACTIVE, ENDED, REVOKED } = CardState;

function line(card: number, member: number, more: Partial<RosterItem> = {}): RosterItem {
  const base = { version: 1, body: BODY, tier: Tier.BASIC, name: "", state: ACTIVE };
  return { type: "RosterItem", ...base, card, member, ...more };
}

const ROSTER = [
  line(9, 12, { name: "森本 さくら", tier: Tier.PREMIUM }),
  line(3, 12, { name: "森本 さくら" }),
  line(7, 12, { state: REVOKED }),
  line(1, 2, { name: "ハヤシ タカシ" }),
  line(2, 120, { state: ENDED }),
  line(4, 5, { name: "John Smith" }),
  line(5, 31, { name: "髙橋さくらこ" }),
  line(6, 1, { body: 290009, name: "森" }),
];
const members = membersOf(ROSTER, BODY);
const names = (written: string) => membersByName(members, written).map((one) => one.member);

test("a member is one line, however many cards they have, and of this body alone", () => {
  expect(members.map((one) => one.member)).toEqual([2, 5, 12, 31, 120]);
  expect(members[2]).toMatchObject({
    name: "森本 さくら",
    tier: Tier.PREMIUM,
    active: [3, 9],
    stopped: [7],
  });
});

test("a check-in names the newest card that stands", () => {
  expect(members[2]?.card?.card).toBe(9);
  expect(members[4]?.card).toBeNull();
});

describe("by number", () => {
  test.each([
    ["12", 12],
    ["120", 120],
    ["1", null],
    ["012", null],
    ["", null],
    ["99", null],
  ])("%s", (digits, member) => {
    expect(memberByNumber(members, digits)?.member ?? null).toBe(member);
  });
});

describe("by name", () => {
  test.each([
    ["森本", [12]],
    ["もりもと", []],
    ["さくら", [12, 31]],
    ["サクラ", [12, 31]],
    ["森本さくら", [12]],
    ["森本　さくら", [12]],
    ["はやし", [2]],
    ["ﾊﾔｼ", [2]],
    ["john", [5]],
    ["SMITH", [5]],
    ["高橋", [31]],
    ["", []],
    [" ", []],
    ["誰か", []],
  ])("%s", (written, found) => {
    expect(names(written)).toEqual(found);
  });

  test("who begins with it comes first", () => {
    const two = membersOf([line(1, 1, { name: "大森" }), line(2, 2, { name: "森" })], BODY);
    expect(membersByName(two, "森").map((one) => one.member)).toEqual([2, 1]);
  });
});
