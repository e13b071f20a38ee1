/**
 * The desk: takes what the camera read, judges it, records what is to be recorded. One reading at
 * a time. What was read before is taken from the log, so that a reload forgets no copy.
 */

import { equal } from "../card/bytes";
import { STEP_SECONDS } from "../card/presentation";
import { type Replica, refKey, rosterKey } from "../replica";
import {
  type Consequence,
  consequence,
  consequenceByHand,
  type Recorded,
  type Station,
} from "../scan/record";
import type { Sighting } from "../scan/seen";
import { judge, type Verdict } from "../scan/verdict";
import { BY_HAND, type CheckIn, type EntryRef, NO_STEP, type RosterItem } from "../schemas/wire";
import { OLD_MS } from "./freshness";
import { type Knowledge, knowledgeOf } from "./verifier";

/** Old enough that no clock that is tolerated can show the same presentation again. */
const MEMORY_MS = 30 * 60_000;

/** Where and for what this phone scans; `body` is the place's. */
export type Stand = Omit<Station, "own"> & { readonly body: number };

export interface Answer {
  readonly verdict: Verdict;
  readonly consequence: Consequence;
  /** 0 where the roster does not know the card. */
  readonly member: number;
  /** The check-in, if one was recorded. */
  readonly entry: EntryRef | null;
  /** When it was read, ms. */
  readonly at: number;
}

/** What became of a member whom staff named. */
export type HandAnswer = Omit<Answer, "verdict">;

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
      if (entry.type !== "CheckIn" || !equal(device, replica.device.id)) continue;
      if (nowMs - entry.ms < MEMORY_MS) this.remember(entry, voided.has(refKey(fact)));
    }
  }

  /** The lists that this phone knows, verified when they change. */
  knows(): Promise<Knowledge> {
    const { trust, statusLists } = this.replica;
    const versions = [...statusLists.value.values()].map((list) => `${list.body}:${list.version}`);
    const key = [trust.value?.version ?? 0, ...versions].join(" ");
    if (this.knowledge?.key !== key) this.knowledge = { key, value: knowledgeOf(this.replica) };
    return this.knowledge.value;
  }

  /** The answer to what was held up, and its record. */
  async read(text: string, stand: Stand, nowMs: number): Promise<Answer> {
    const { trust, statusLists } = await this.knows();
    const verdict = await judge(
      text,
      {
        trust: trust ?? { issuedAt: 0, keys: new Map() },
        statusLists,
        accepted: new Set([stand.body]),
        maxListAgeSeconds: OLD_MS / 1000,
        seen: this.seen,
      },
      nowMs / 1000,
    );
    const member = this.memberOf(verdict);
    const station = { ...stand, own: this.numberOfMine(stand.body) };
    const follows = consequence(verdict, station, member, this.recorded, nowMs);
    const entry = follows.kind === "record" ? await this.replica.append(follows.draft) : null;
    if (verdict.kind === "valid") {
      const { body, index } = verdict.claims;
      if (!verdict.sameSight) this.seen.push({ body, index, step: verdict.step, at: nowMs / 1000 });
      if (entry) this.recorded.push({ issuer: body, card: index, member, ms: nowMs });
    }
    return { verdict, consequence: follows, member, entry, at: nowMs };
  }

  /** The record of a member who is here without a card that can be read (R26). */
  async name(one: RosterItem, stand: Stand, nowMs: number): Promise<HandAnswer> {
    const { body: issuer, card, member } = one;
    const station = { ...stand, own: this.numberOfMine(stand.body) };
    const named = { issuer, card, member };
    const follows = consequenceByHand(named, station, this.recorded, nowMs);
    const entry = follows.kind === "record" ? await this.replica.append(follows.draft) : null;
    if (entry) this.recorded.push({ ...named, ms: nowMs });
    return { consequence: follows, member, entry, at: nowMs };
  }

  /** Takes a check-in back (R27). A card scanned again after that is recorded again. */
  async takeBack(answer: HandAnswer, reason: string): Promise<void> {
    if (!answer.entry) return;
    await this.replica.append({ type: "Void", about: answer.entry, reason });
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
    const step = drift === NO_STEP ? null : Math.floor(ms / 1000 / STEP_SECONDS) + drift;
    if (drift !== BY_HAND) this.seen.push({ body: issuer, index: card, step, at: ms / 1000 });
    if (voided) return;
    const member = this.replica.roster.value.get(rosterKey(issuer, card))?.member ?? 0;
    this.recorded.push({ issuer, card, member, ms });
  }
}
