import { describe, expect, it } from "vitest";
import { dayOf } from "../replica/calendar";
import type { LiveReading } from "../scan/kiosk-code";
import type { VenueReading } from "../scan/venue";
import {
  type JournalItem,
  type RegistrationItem,
  RulingKind,
  RulingReason,
  Source,
  Tier,
} from "../schemas/wire";
import { stayFrom } from "./stay";

const DAY = 20_780;
const token = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8);
const venue: VenueReading = { kind: "venue", body: 292010, place: 7, project: 0, serial: 1, token };
const registration: RegistrationItem = {
  type: "RegistrationItem",
  version: 1,
  body: 292010,
  member: 1,
  tier: Tier.BASIC,
  since: 20_000,
  long_stay: false,
  linked: false,
  ended: false,
};
const recorded: JournalItem = {
  device: new Uint8Array(12),
  seq: 1,
  ms: 0,
  counter: 0,
  body: 292010,
  place: 7,
  project: 0,
  day: DAY,
  source: Source.PRINTED_CODE,
  ruling: RulingKind.ACCEPTED,
  reason: RulingReason.NONE,
  voided: false,
  void_reason: "",
  notes: [],
};

/** In the first minute of DAY in Japan. */
const STEP = (DAY * 86_400 - 9 * 3600) / 30;
const live: LiveReading = {
  kind: "live",
  body: 292010,
  place: 7,
  step: STEP,
  proof: new Uint8Array(72),
  drift: 0,
};
const outcome = (journal: JournalItem[]) => stayFrom(venue, [registration], journal, DAY);

describe("stayFrom", () => {
  it("records today's stay with the token that was read", () => {
    expect(outcome([])).toEqual({
      kind: "record",
      body: 292010,
      day: DAY,
      draft: {
        type: "Stay",
        place: 7,
        day: DAY,
        source: Source.PRINTED_CODE,
        code: token,
        project: 0,
      },
    });
  });

  it("records nothing twice", () => {
    expect(outcome([recorded]).kind).toBe("already");
  });

  it.each([
    ["another day", { day: DAY - 1 }],
    ["another place", { place: 8 }],
    ["an activity", { project: 3 }],
    ["the desk's own record", { source: Source.LIVE_CARD }],
    ["one that was taken back", { voided: true }],
    ["one that was rejected", { ruling: RulingKind.REJECTED }],
  ])("is not held up by %s", (_, changes) => {
    expect(outcome([{ ...recorded, ...changes }]).kind).toBe("record");
  });

  it("counts an activity beside the stay, once", () => {
    const activity = (journal: JournalItem[]) =>
      stayFrom(venue, [registration], journal, DAY, 3).kind;
    expect(activity([recorded])).toBe("record");
    expect(activity([recorded, { ...recorded, seq: 2, project: 3 }])).toBe("already");
  });

  it("takes part at once by a project's own code", () => {
    const code = { ...venue, project: 3 };
    const found = (journal: JournalItem[]) => stayFrom(code, [registration], journal, DAY);
    expect(found([recorded])).toMatchObject({ kind: "record", draft: { place: 7, project: 3 } });
    expect(found([{ ...recorded, project: 3 }]).kind).toBe("already");
  });

  it("needs a registration in force with the place's body", () => {
    expect(stayFrom(venue, [], [], DAY)).toEqual({ kind: "not_registered", body: 292010 });
    const others = [
      { ...registration, ended: true },
      { ...registration, body: 290009 },
    ];
    expect(stayFrom(venue, others, [], DAY).kind).toBe("not_registered");
  });

  it.each(["not_ours", "unreadable", "unknown_issuer", "not_yet_valid", "expired"] as const)(
    "refuses %s",
    (kind) => {
      expect(stayFrom({ kind }, [registration], [], DAY)).toEqual({ kind });
    },
  );
});

describe("stayFrom the place's screen", () => {
  const today = DAY + 1;
  const outcome = (journal: JournalItem[], reading: LiveReading | VenueReading = live) =>
    stayFrom(reading, [registration], journal, today);

  it("records the day of the screen's clock with what it signed", () => {
    expect(dayOf(STEP * 30_000)).toBe(DAY);
    expect(dayOf(STEP * 30_000 - 1)).toBe(DAY - 1);
    expect(outcome([])).toEqual({
      kind: "record",
      body: 292010,
      day: DAY,
      draft: {
        type: "Stay",
        place: 7,
        day: DAY,
        source: Source.LIVE_VENUE_CODE,
        code: live.proof,
        project: 0,
      },
    });
  });

  it("records it after a printed code: it is stronger", () => {
    expect(outcome([recorded]).kind).toBe("record");
  });

  it("records nothing twice, nor a printed code after it", () => {
    const seen = { ...recorded, source: Source.LIVE_VENUE_CODE };
    expect(outcome([seen]).kind).toBe("already");
    expect(outcome([{ ...seen, day: today }], venue).kind).toBe("already");
  });

  it("says by how much it is stale", () => {
    const stale: LiveReading = { kind: "stale", drift: 700 };
    expect(outcome([], stale)).toEqual({ kind: "stale", drift: 700 });
  });
});
