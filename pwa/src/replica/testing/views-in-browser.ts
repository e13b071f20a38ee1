/** For `just bench replica.views`: what a phone does with a long history before it can show it. */

import type { Fact } from "../../schemas/wire";
import { Source } from "../../schemas/wire";
import { joinFacts } from "../merge";
import { memberViews } from "../views";

const DAY_MS = 86_400_000;
const BODIES = 3;
const PLACES = 9;

/** One history in ten years: mostly stays, with check-ins by staff, notes, and a few taken back. */
function history(count: number): Fact[] {
  const phone = new Uint8Array(12).fill(7);
  const staff = new Uint8Array(12).fill(9);
  const facts: Fact[] = [];
  for (let seq = 1; seq <= count; seq++) {
    const ms = 1_500_000_000_000 + Math.floor((seq * 3650 * DAY_MS) / count);
    const place = 1 + (seq % PLACES);
    const body = 1 + (place % BODIES);
    const stamp = { ms, counter: 0 };
    const about = { device: phone, seq: seq - 1 };
    const fact = { device: phone, seq, body, member: 0, mine: true };
    if (seq % 10 === 0) {
      facts.push({
        ...fact,
        entry: { type: "Note", ...stamp, about, text: "露天風呂から雪が見えた" },
      });
    } else if (seq % 50 === 7) {
      facts.push({ ...fact, entry: { type: "Void", ...stamp, about, reason: "" } });
    } else if (seq % 3 === 0) {
      const scan = {
        place,
        issuer: body,
        card: 5,
        drift: 0,
        project: seq % 4,
        proof: new Uint8Array(),
      };
      facts.push({ ...fact, device: staff, entry: { type: "CheckIn", ...stamp, ...scan } });
    } else {
      const day = Math.floor(ms / DAY_MS);
      const stay = { place, day, source: Source.PRINTED_CODE, code: new Uint8Array(), project: 0 };
      facts.push({ ...fact, entry: { type: "Stay", ...stamp, ...stay } });
    }
  }
  return facts;
}

/** Milliseconds that joining and viewing take, and how long the journal became. */
function measure(count: number): { ms: number; journal: number } {
  const told = history(count);
  const places = new Map(
    Array.from({ length: PLACES }, (_, at) => [at + 1, 1 + ((at + 1) % BODIES)]),
  );
  const began = performance.now();
  const facts = joinFacts(told).values();
  const { journal } = memberViews(facts, new Map(), places, new Set([1, 2]));
  return { ms: performance.now() - began, journal: journal.length };
}

Object.assign(globalThis, { measure });
