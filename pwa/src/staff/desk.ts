/**
 * The desk: takes what the camera read, judges it, records what is to be recorded. One reading at
 * a time. What was read before is taken from the log, so that a reload forgets no copy.
 */

import { equal } from "../card/bytes";
import { STEP_SECONDS } from "../card/presentation";
import { type Replica, refKey, rosterKey } from "../replica";
import { type Consequence, consequence, type Recorded, type Station } from "../scan/record";
import type { Sighting } from "../scan/seen";
import { judge, type Verdict } from "../scan/verdict";
import type { CheckIn, EntryRef, Party, Rate, Use } from "../schemas/wire";
import { OLD_MS } from "./freshness";
import type { Knowledge } from "./knowledge";
import { acceptedAt, aloneAt, rateAt, useOf } from "./rate";
import { editionOf, knowledgeOf } from "./verifier";

/** Old enough that no clock that is tolerated can show the same presentation again. */
const MEMORY_MS = 30 * 60_000;

/** Where and for what this phone scans. */
export type Stand = Omit<Station, "own">;

export interface Answer {
  readonly verdict: Verdict;
  readonly consequence: Consequence;
  /** 0 where the roster does not know the card. */
  readonly member: number;
  /** The check-in, if one was recorded. */
  readonly entry: EntryRef | null;
  /** What the place asks, null where it has no prices or the card is not valid. */
  readonly rate: Rate | null;
  /** Who pays by it, and its record if it was given. */
  readonly party: readonly Party[];
  readonly use: EntryRef | null;
  /** When it was read, ms. */
  readonly at: number;
}

const NOTHING = { entry: null, rate: null, party: [], use: null } as const;

export class Desk {
  private seen: Sighting[] = [];
  private recorded: Recorded[] = [];
  private knowledge: { readonly key: string; readonly value: Promise<Knowledge> } | null = null;

  constructor(
    private readonly replica: Replica,
    nowMs: number,
  ) {
    const facts = replica.facts.value;
    const voided = new Set(
      facts.flatMap(({ entry }) => (entry.type === "Void" ? [refKey(entry.about)] : [])),
    );
    for (const fact of facts) {
      const { entry, device } = fact;
      if (!equal(device, replica.device.id) || nowMs - entry.ms >= MEMORY_MS) continue;
      if (entry.type === "CheckIn") this.remember(entry, voided.has(refKey(fact)));
      else if (entry.type === "Use" && !voided.has(refKey(fact))) this.record(entry);
    }
  }

  /** The lists that this phone knows, verified when they change. */
  knows(nowMs: number): Promise<Knowledge> {
    const key = editionOf(this.replica);
    const last = this.knowledge;
    if (last?.key === key) return last.value;
    const value = (async () => knowledgeOf(this.replica, nowMs, await last?.value))();
    this.knowledge = { key, value };
    return value;
  }

  /** The answer to what was held up, and its record. */
  async read(text: string, stand: Stand, nowMs: number): Promise<Answer> {
    const { trust, statusLists } = await this.knows(nowMs);
    const facility = this.replica.facilities.value.get(stand.place);
    const trusted = [...(trust?.keys.values() ?? [])].map(({ body }) => body);
    const verdict = await judge(
      text,
      {
        trust: trust ?? { issuedAt: 0, keys: new Map() },
        statusLists,
        accepted: acceptedAt(stand.body, facility, trusted),
        maxListAgeSeconds: facility ? facility.list_age_h * 3600 : OLD_MS / 1000,
        seen: this.seen,
        ...(facility && { toleratedSteps: facility.tolerated_steps }),
      },
      nowMs / 1000,
    );
    const member = this.memberOf(verdict);
    const station = { ...stand, own: this.numberOfMine(stand.body) };
    const follows = consequence(verdict, station, member, this.recorded, nowMs);
    if (verdict.kind !== "valid")
      return { verdict, ...NOTHING, consequence: follows, member, at: nowMs };
    const rate = rateAt(this.replica, facility, verdict, member, nowMs);
    const entry = follows.kind === "record" ? await this.replica.append(follows.draft) : null;
    const party = rate ? aloneAt(rate) : [];
    const isNew = follows.kind === "record" || follows.kind === "guest";
    const use =
      rate?.granted && isNew
        ? await this.replica.append(useOf(stand.place, verdict, rate, party))
        : null;
    const { body, index } = verdict.claims;
    if (!verdict.sameSight) this.seen.push({ body, index, step: verdict.step, at: nowMs / 1000 });
    if (entry || use) this.recorded.push({ issuer: body, card: index, member, ms: nowMs });
    return { verdict, consequence: follows, member, entry, rate, party, use, at: nowMs };
  }

  /** Other people pay than was recorded: the use is taken back, and made anew (R27). */
  async changeParty(answer: Answer, stand: Stand, party: Party[], reason: string): Promise<Answer> {
    const { verdict, rate } = answer;
    if (verdict.kind !== "valid" || !rate?.granted) return { ...answer, party };
    if (answer.use) await this.replica.append({ type: "Void", about: answer.use, reason });
    const use =
      party.length > 0 ? await this.replica.append(useOf(stand.place, verdict, rate, party)) : null;
    return { ...answer, party, use };
  }

  /** Takes back what was recorded (R27). A card scanned again after that is recorded again. */
  async takeBack(answer: Answer, reason: string): Promise<void> {
    for (const about of [answer.entry, answer.use]) {
      if (about) await this.replica.append({ type: "Void", about, reason });
    }
    this.recorded = this.recorded.filter((one) => one.ms !== answer.at);
  }

  private numberOfMine(body: number): number {
    const mine = this.replica.registrations.value.find((one) => one.body === body && !one.ended);
    return mine?.member ?? 0;
  }

  private memberOf(verdict: Verdict): number {
    if (!("claims" in verdict)) return 0;
    const { body, index } = verdict.claims;
    return this.replica.roster.value.get(rosterKey(body, index))?.member ?? 0;
  }

  /** One that was taken back was seen, and is recorded no more. */
  private remember({ issuer, card, ms, drift }: CheckIn, voided: boolean): void {
    const step = Math.floor(ms / 1000 / STEP_SECONDS) + drift;
    this.seen.push({ body: issuer, index: card, step, at: ms / 1000 });
    if (!voided) this.record({ issuer, card, ms });
  }

  private record({ issuer, card, ms }: Pick<CheckIn | Use, "issuer" | "card" | "ms">): void {
    const member = this.replica.roster.value.get(rosterKey(issuer, card))?.member ?? 0;
    this.recorded.push({ issuer, card, member, ms });
  }
}
