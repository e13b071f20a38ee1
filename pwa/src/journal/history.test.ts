import { describe, expect, it } from "vitest";
import { parseDay } from "../replica/calendar";
import { type JournalItem, RulingKind, RulingReason, Source, type StayDay } from "../schemas/wire";
import { byDay, daysByMonth, itemState } from "./history";

const TODAY = parseDay("2026-11-23");

function item(changes: Partial<JournalItem> = {}): JournalItem {
  return {
    device: new Uint8Array(12),
    seq: 1,
    ms: 0,
    counter: 0,
    body: 292010,
    place: 1,
    project: 0,
    day: TODAY,
    source: Source.PRINTED_CODE,
    ruling: RulingKind.ACCEPTED,
    reason: RulingReason.NONE,
    voided: false,
    void_reason: "",
    notes: [],
    ...changes,
  };
}

const stay = (day: string, body = 292010): StayDay => ({ body, day: parseDay(day) });

describe("itemState", () => {
  it("is recorded once the server has it", () => {
    expect(itemState(item(), false, "counts")).toBe("waiting");
    expect(itemState(item(), true, "counts")).toBe("recorded");
  });

  it("has what is flagged, or entered without a code, looked at", () => {
    expect(itemState(item({ ruling: RulingKind.FLAGGED }), true, "counts")).toBe("checking");
    expect(itemState(item(), true, "waits")).toBe("checking");
    expect(itemState(item(), true, "declined")).toBe("rejected");
    expect(itemState(item({ ruling: RulingKind.REJECTED }), true, "counts")).toBe("rejected");
  });

  it("is taken back at once, sent or not", () => {
    expect(itemState(item({ voided: true }), false, "waits")).toBe("voided");
    expect(itemState(item({ voided: true, ruling: RulingKind.REJECTED }), true, "declined")).toBe(
      "voided",
    );
  });
});

it("puts what happened on one day under one heading", () => {
  const journal = [item({ seq: 3 }), item({ seq: 2 }), item({ seq: 1, day: TODAY - 4 })];
  const days = byDay(journal);
  expect(days.map(({ day, items }) => [day, items.map(({ seq }) => seq)])).toEqual([
    [TODAY, [3, 2]],
    [TODAY - 4, [1]],
  ]);
});

describe("the past year", () => {
  it("has twelve months, this one last", () => {
    const days = [stay("2025-12-01"), stay("2025-11-30"), stay("2026-02-28"), stay("2026-11-23")];
    const months = daysByMonth(days, 292010, TODAY);
    expect(months).toHaveLength(12);
    expect(months[0]).toEqual({ first: parseDay("2025-12-01"), days: 1 });
    expect(months[2]).toEqual({ first: parseDay("2026-02-01"), days: 1 });
    expect(months[11]).toEqual({ first: parseDay("2026-11-01"), days: 1 });
    expect(months.reduce((sum, month) => sum + month.days, 0)).toBe(3);
  });

  it("crosses the new year", () => {
    const months = daysByMonth([], 292010, parseDay("2026-01-15"));
    expect(months[0]?.first).toBe(parseDay("2025-02-01"));
    expect(months[11]?.first).toBe(parseDay("2026-01-01"));
  });
});
