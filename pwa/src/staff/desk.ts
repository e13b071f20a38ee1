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
import {
  BY_HAND,
  type CheckIn,
  type EntryRef,
  NO_STEP,
  type Party,
  type Rate,
  type RosterItem,
  type Use,
} from "../schemas/wire";
import { OLD_MS } from "./freshness";
import type { Knowledge } from "./knowledge";
import { acceptedAt, aloneAt, type Payer, rateAt, useOf } from "./rate";
import { servedBodies } from "./station";
import { editionOf, knowledgeOf } from "./verifier";

/** Old enough that no clock that is tolerated can show the same presentation again. */
const MEMORY_MS = 3 * 60 * 60_000;

/** Where and for what this phone scans. */
export type Stand = Omit<Station, "own">;

export interface Answer {
  readonly verdict: Verdict;
  readonly consequence: Consequence;
  /** 0 where the roster does not know the card. */
  readonly member: number;
  /** The check-in, if one was recorded. */
  readonly entry: EntryRef | null;
  /** Who is to pay, null where the card is not valid. */
  readonly payer: Payer | null;
  /** What the place asks, null where it has no prices or the card is not valid. */
  readonly rate: Rate | null;
  /** Who pays by it, and its record if it was given. */
  readonly party: readonly Party[];
  readonly use: EntryRef | null;
  /** When it was read, ms. */
  readonly at: number;
}

/** What became of a member whom staff named. */
export type HandAnswer = Omit<Answer, "verdict">;

const NOTHING = { entry: null, payer: null, rate: null, party: [], use: null } as const;

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
      else if (entry.type === "Use" && !voided.has(refKey(fact))) this.hold(entry);
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
    const { body: issuer, index: card, tier, longStay } = verdict.claims;
    const payer = { issuer, card, member, tier, longStay };
    const made = await this.record(payer, follows, stand, nowMs);
    if (!verdict.sameSight)
      this.seen.push({ body: issuer, index: card, step: verdict.step, at: nowMs / 1000 });
    return { verdict, ...made };
  }

  /** Writes the check-in and the use that follow, if any do. */
  private async record(
    payer: Payer,
    follows: Consequence,
    stand: Stand,
    nowMs: number,
  ): Promise<HandAnswer> {
    const facility = this.replica.facilities.value.get(stand.place);
    // Prices are given by the place's own staff, not by a partner's people (R04).
    const serves = servedBodies(this.replica).has(stand.body);
    const rate = serves ? rateAt(this.replica, facility, payer, nowMs) : null;
    const party = rate ? aloneAt(rate) : [];
    const entry = follows.kind === "record" ? await this.replica.append(follows.draft) : null;
    const isNew = follows.kind === "record" || follows.kind === "guest";
    const use =
      rate?.granted && isNew
        ? await this.replica.append(useOf(stand.place, payer, rate, party))
        : null;
    const { issuer, card, member } = payer;
    if (entry || use) this.recorded.push({ issuer, card, member, ms: nowMs });
    return { consequence: follows, member, entry, payer, rate, party, use, at: nowMs };
  }

  /** The record of a member who is here without a card that can be read (R26). */
  async name(one: RosterItem, stand: Stand, nowMs: number): Promise<HandAnswer> {
    const { body: issuer, card, member, tier } = one;
    const station = { ...stand, own: this.numberOfMine(stand.body) };
    const follows = consequenceByHand({ issuer, card, member }, station, this.recorded, nowMs);
    // Whether they bear the long-stay mark only their card says.
    const payer = { issuer, card, member, tier, longStay: false };
    return this.record(payer, follows, stand, nowMs);
  }

  /** Other people pay than was recorded: the use is taken back, and made anew (R27). */
  async changeParty<A extends HandAnswer>(
    answer: A,
    stand: Stand,
    party: Party[],
    reason: string,
  ): Promise<A> {
    const { payer, rate } = answer;
    if (!payer || !rate?.granted) return { ...answer, party };
    if (answer.use) await this.replica.append({ type: "Void", about: answer.use, reason });
    const draft = useOf(stand.place, payer, rate, party);
    return { ...answer, party, use: party.length > 0 ? await this.replica.append(draft) : null };
  }

  /** Takes back what was recorded (R27). A card scanned again after that is recorded again. */
  async takeBack(answer: HandAnswer, reason: string): Promise<void> {
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
    const step = drift === NO_STEP ? null : Math.floor(ms / 1000 / STEP_SECONDS) + drift;
    if (drift !== BY_HAND) this.seen.push({ body: issuer, index: card, step, at: ms / 1000 });
    if (!voided) this.hold({ issuer, card, ms });
  }

  private hold({ issuer, card, ms }: Pick<CheckIn | Use, "issuer" | "card" | "ms">): void {
    const member = this.replica.roster.value.get(rosterKey(issuer, card))?.member ?? 0;
    this.recorded.push({ issuer, card, member, ms });
  }
}
