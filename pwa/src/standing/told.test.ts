import { describe, expect, test } from "vitest";
import type { PersonItem, PolicyItem, RegistrationItem, StandingItem } from "../schemas/wire";
import { policyOn } from "./premium";
import { personOf, policiesOf } from "./told";
import { wholeHeld, wholePerson, wholePolicy } from "./values";

const VILLAGE = 294527;
const PREFECTURE = 290009;

const registration = (body: number, more: Partial<RegistrationItem> = {}): RegistrationItem => ({
  type: "RegistrationItem",
  version: 1,
  body,
  member: 1,
  tier: 1,
  since: 20_500,
  long_stay: false,
  linked: false,
  ended: false,
  ...more,
});

const more: StandingItem = {
  type: "StandingItem",
  version: 1,
  body: VILLAGE,
  premium_until: 20_900,
  pending: 2,
  asked: 0,
  lapsed: 0,
  programmes: [3],
};

describe("a person, as far as this phone was told", () => {
  test("nothing yet", () => {
    expect(personOf(undefined, [], [], 20_600)).toEqual(wholePerson({ last_access: 20_600 }));
  });

  test("registrations that stand, in the order of their codes, with what else is known of them", () => {
    const proof: PersonItem = {
      type: "PersonItem",
      version: 1,
      proven: true,
      home: 131016,
      birth_day: 3_800,
      guardian: false,
      refused: [200000],
    };
    const told = personOf(
      proof,
      [
        registration(VILLAGE, { tier: 2, long_stay: true }),
        registration(202029, { ended: true }),
        registration(PREFECTURE, { tier: 2, linked: true }),
      ],
      [more],
      20_600,
    );
    expect(told).toEqual(
      wholePerson({
        proven: true,
        home: 131016,
        birth_day: 3_800,
        refused: [200000],
        last_access: 20_600,
        held: [
          wholeHeld({ body: PREFECTURE, tier: 2, linked: true }),
          wholeHeld({
            body: VILLAGE,
            tier: 2,
            long_stay: true,
            premium_until: 20_900,
            pending: "renewal",
            programmes: [3],
          }),
        ],
      }),
    );
  });
});

test("a body's policies, with the scheme's defaults for what is not told", () => {
  const item = (body: number, from_day: number, policy: object): PolicyItem => ({
    type: "PolicyItem",
    version: 1,
    body,
    from_day,
    policy: JSON.stringify(policy),
  });
  const told = policiesOf(
    [
      item(VILLAGE, 100, { premium: [[{ kind: "stay-days", count: 5 }]] }),
      item(VILLAGE, 200, {}),
      item(PREFECTURE, 50, {}),
    ],
    VILLAGE,
  );
  expect(policyOn(told, 99)).toEqual(wholePolicy());
  expect(policyOn(told, 199).premium).toEqual([
    [{ kind: "stay-days", count: 5, months: 12, of: [], excluded: false }],
  ]);
  expect(policyOn(told, 199).valid_months).toBe(12);
  expect(policyOn(told, 200)).toEqual(wholePolicy());
});
