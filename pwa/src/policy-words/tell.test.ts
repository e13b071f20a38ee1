import { afterEach, describe, expect, it, vi } from "vitest";
import { Automation, ConditionKind, Source, Tier } from "../schemas/wire";
import { setLanguage } from "../ui/words";
import { type Names, tell, tellCondition, type WholeCondition, type WholePolicy } from "./tell";

const NAMES: Names = {
  project: (id) => `雪かき${id}`,
  body: (code) => (code === 290009 ? "奈良県" : "川上村"),
  programme: (id) => `移住${id}`,
};

function asked(kind: ConditionKind, more: Partial<WholeCondition> = {}): WholeCondition {
  return { kind, count: 1, months: 12, of: [], excluded: false, ...more };
}

/** As the scheme has it where a body wrote nothing. */
const SCHEME: WholePolicy = {
  premium: [[asked(ConditionKind.ACTIVITIES, { count: 3 })]],
  consecutive_days: true,
  per_project: false,
  weakest: Source.PRINTED_CODE,
  long_stay_days: 10,
  long_stay_tier: Tier.PREMIUM,
  valid_months: 12,
  validities: [],
  renewal_days: 60,
  grant: Automation.SYSTEM,
  renewal: Automation.SYSTEM,
  ending: Automation.SYSTEM,
  inactive_months: 24,
  answer_days: 60,
};

vi.stubGlobal("document", { documentElement: { lang: "ja" } });
afterEach(() => setLanguage("ja"));

function lines(policy: WholePolicy): string[] {
  return tell(policy, NAMES).chapters.flatMap((chapter) => chapter.lines);
}

describe("the requirement", () => {
  it("is told as one where there is one way", () => {
    const told = tell(SCHEME, NAMES);
    expect(told.lead).toBe("次の要件を満たす人が、プレミアムになれます。");
    expect(told.ways).toEqual(["1年のうちに、担い手活動が3回以上"]);
  });

  it("is told as any of several, each with all that it asks", async () => {
    const policy = {
      ...SCHEME,
      premium: [
        [asked(ConditionKind.ACTIVITIES, { count: 5 })],
        [
          asked(ConditionKind.STAY_DAYS, { count: 20, months: 6 }),
          asked(ConditionKind.RESIDENCE, { of: [290009], excluded: true }),
        ],
      ],
    };
    const told = tell(policy, NAMES);
    expect(told.lead).toContain("どれか一つ");
    expect(told.ways).toEqual([
      "1年のうちに、担い手活動が5回以上",
      "6か月のうちに、滞在が20日以上、かつ、住まいが「奈良県」ではない",
    ]);
    await setLanguage("en");
    expect(tell(policy, NAMES).ways[1]).toBe(
      "at least 20 days of stay within 6 months, and home is not in “奈良県”",
    );
  });

  it.each([
    [asked(ConditionKind.ACTIVITIES), "at least 1 designated activity within 1 year"],
    [
      asked(ConditionKind.PROJECTS, { of: [1, 2], count: 2, months: 24 }),
      "at least 2 times in all at “雪かき1” or “雪かき2” within 2 years",
    ],
    [asked(ConditionKind.RESIDENCE, { of: [294527] }), "home is in “川上村”"],
    [asked(ConditionKind.PROGRAMME, { of: [7] }), "belongs to the programme “移住7”"],
    [
      asked(ConditionKind.PROGRAMME, { of: [7], excluded: true }),
      "does not belong to the programme “移住7”",
    ],
    [asked(ConditionKind.PROGRAMME), "belongs to the programme (not chosen yet)"],
  ])("tells %j", async (condition, words) => {
    await setLanguage("en");
    expect(tellCondition(condition, NAMES)).toBe(words);
  });
});

describe("the rest", () => {
  it("tells the scheme's defaults", () => {
    expect(lines(SCHEME)).toEqual([
      "何日か続けて参加したときは、1日を1回と数えます。",
      "同じ日にいくつの活動に参加しても、1回と数えます。",
      "「貼ってあるコードを読み取った記録」と、それより確かな記録を、そのまま数えます。ほかの記録は、担当者が確かめたものだけを数えます。",
      "1年のうちに10日以上滞在した、プレミアムの人のカードに付きます。",
      "プレミアムは1年続きます。",
      "終わる日の60日前から更新でき、その日に本人へ知らせます。",
      "要件を満たした人が申し込むと、システムがすぐプレミアムにします。",
      "更新のときに要件を満たしていれば、システムが更新します。",
      "期間の終わりに要件を満たしていなければ、システムがベーシックに戻します。記録は残ります。",
      "ベーシックの人が2年使わないと、続けたいかどうかを尋ねます。60日のうちに答えがなければ、登録は終わります。",
    ]);
  });

  it.each<[Partial<WholePolicy>, string]>([
    [{ consecutive_days: false }, "Several days in a row count as one together."],
    [{ per_project: true }, "Different activities on one day count as one each."],
    [
      { weakest: Source.MEMBER_ENTRY },
      "Every record counts as it is, what members entered themselves too.",
    ],
    [
      { long_stay_tier: Tier.BASIC, long_stay_days: 1 },
      "On the card of members who stayed at least 1 day within a year, basic ones too.",
    ],
    [
      { validities: [{ programme: 3, months: 36 }] },
      "For members of the programme “移住3” it lasts 3 years.",
    ],
    [{ valid_months: 18 }, "Premium lasts 18 months."],
    [{ renewal_days: 0 }, "It may be renewed on its last day; members are told on that day."],
    [{ grant: Automation.STAFF }, "When somebody who meets the requirement applies, staff decide."],
    [
      { renewal: Automation.STAFF },
      "If the requirement is met at renewal, staff decide whether to renew.",
    ],
    [
      { ending: Automation.STAFF },
      "If it is not met when premium ends, staff decide whether the member becomes basic. Records stay.",
    ],
  ])("tells %j", async (change, words) => {
    await setLanguage("en");
    expect(lines({ ...SCHEME, ...change })).toContain(words);
    expect(lines(SCHEME)).not.toContain(words);
  });
});
