/**
 * Runs the scenarios of `schemas/vectors/scheme`: day by day, by the scheme's rules alone.
 * `schemas/README.md` tells what may stand in one. The twin of `tests/support/scenarios.py`.
 */

import { rateOf } from "../../facility/rates";
import { formatDay, parseDay, startOf } from "../../replica/calendar";
import { refKey } from "../../replica/merge";
import {
  type FacilityItem,
  type JournalItem,
  Period,
  type Condition as PolicyCondition,
  type Policy as PolicyJson,
  type Progress,
  Reach,
  RulingKind,
  RulingReason,
  Source,
  type Standing,
  Tier,
} from "../../schemas/wire";
import { ofAgeFrom } from "../age";
import { countedInStatistics } from "../bodies";
import { historyOf, waits } from "../evidence";
import { fiscalYear, joinedFree } from "../fees";
import {
  countedPremium,
  onAllowingLink,
  onLeaving,
  onRefusingLink,
  onRegistering,
  whatFollows,
} from "../links";
import { onDay } from "../passage";
import { after, heldWith, seenBy } from "../persons";
import { onApplying, onDeciding, policyOn, standing } from "../premium";
import {
  type Change,
  type Held,
  type History,
  type PolicyInForce,
  wholePerson,
  wholePolicy,
} from "../values";

type Codes = ReadonlyMap<string, number>;
type On = string | string[];
interface WrittenCondition extends Omit<PolicyCondition, "of"> {
  of?: (string | number)[];
}
interface WrittenPolicy extends Omit<PolicyJson, "premium" | "weakest" | "long_stay_tier"> {
  from: string;
  premium?: WrittenCondition[][];
  weakest?: string;
  long_stay_tier?: string;
}
interface Event {
  on: On;
  arrives?: string;
  register?: string;
  leave?: string;
  /** A prefecture; or, beside `register`, that the link is not wanted. */
  refuse_link?: string | boolean;
  allow_link?: string;
  prove?: { home: string | null; born: string; guardian?: boolean };
  move?: string | null;
  guardian?: boolean;
  activity?: string;
  stay?: string;
  project?: number;
  source?: string;
  void?: string;
  confirm?: string;
  day?: string;
  apply?: string;
  staff?: string;
  premium?: boolean;
  joins?: string;
  quits?: string;
  programme?: number;
  seen?: true;
}
interface Rate {
  at: string;
  from: string;
  long_stay?: boolean;
  card: string;
  given: boolean;
}
export interface Check {
  on: string;
  hindrances?: Record<string, string[]>;
  renewable?: Record<string, boolean>;
  next_until?: Record<string, string>;
  stay_days?: Record<string, number>;
  progress?: Record<string, Record<string, unknown>>;
  decisions?: string[];
  fees?: Record<string, unknown>;
  rates?: Rate[];
  [other: string]: unknown;
}
export interface Scenario {
  name: string;
  english: string;
  policies?: Record<string, WrittenPolicy[]>;
  absent?: string[];
  undesignated?: number[];
  asleep?: string[];
  joined?: Record<string, string>;
  events: Event[];
  expect: Check[];
}

/** Each check of a scenario: what is expected, and the same of what came about. */
export function run(scenario: Scenario, codes: Codes): [Check, unknown][] {
  const story = new Story(scenario, codes);
  const happenings = scenario.events.flatMap((event) =>
    daysOf(event.on).map((own) => ({
      day: event.arrives ? parseDay(event.arrives) : own,
      own,
      event,
    })),
  );
  const last = Math.max(...scenario.expect.map((check) => parseDay(check.on)));
  const found: [Check, unknown][] = [];
  for (let today = Math.min(last, ...happenings.map((one) => one.day)); today <= last; today++) {
    story.look(today);
    for (const { day, own, event } of happenings) {
      if (day !== today) continue;
      story.happen(event, own, today);
      story.look(today);
    }
    for (const check of scenario.expect) {
      if (parseDay(check.on) === today) found.push([check, story.told(check, today)]);
    }
  }
  return found;
}

/** One day, several, or all from one to another (`2026-05-01/2026-05-10`). */
function daysOf(on: On): number[] {
  if (typeof on !== "string") return on.flatMap(daysOf);
  const [first = "", last = first] = on.split("/");
  const from = parseDay(first);
  return Array.from({ length: parseDay(last) - from + 1 }, (_, at) => from + at);
}

/** A person, what the records hold of them, and what was decided so far. */
class Story {
  private person = wholePerson();
  private journal: JournalItem[] = [];
  private histories = new Map<number, History>();
  private readonly confirmed = new Set<string>();
  private readonly waited = new Set<number>();
  private readonly decisions: Change[] = [];
  private readonly takingPart: Set<number>;
  private readonly designated: Set<number>;
  private readonly asleep: Set<number>;
  private readonly policies: Map<number, PolicyInForce[]>;
  private readonly names: Map<number, string>;

  constructor(
    private readonly scenario: Scenario,
    private readonly codes: Codes,
  ) {
    this.names = new Map([...codes].map(([name, code]) => [code, name]));
    const absent = (scenario.absent ?? []).map((one) => this.code(one));
    this.takingPart = new Set([...codes.values()].filter((one) => !absent.includes(one)));
    const projects = Array.from({ length: 99 }, (_, at) => at + 1);
    this.designated = new Set(projects.filter((one) => !scenario.undesignated?.includes(one)));
    this.asleep = new Set(daysOf(scenario.asleep ?? []));
    this.policies = new Map(
      Object.entries(scenario.policies ?? {}).map(([body, some]) => [
        this.code(body),
        some.map((one) => this.policy(one)),
      ]),
    );
  }

  /** What the system does each night, and whenever something happened. */
  look(today: number): void {
    if (this.asleep.has(today)) return;
    for (const { body } of this.person.held) this.decide(this.onDay(body, today));
  }

  happen(event: Event, day: number, today: number): void {
    const { person } = this;
    let byMember = true;
    if (event.register !== undefined) {
      const refuse = event.refuse_link === true;
      const body = this.code(event.register);
      this.decide(onRegistering(person, body, this.takingPart, today, refuse));
    } else if (event.leave !== undefined) {
      this.decide(onLeaving(person, this.code(event.leave), today));
    } else if (typeof event.refuse_link === "string") {
      this.decide(onRefusingLink(person, this.code(event.refuse_link), today));
    } else if (event.allow_link !== undefined) {
      const prefecture = this.code(event.allow_link);
      this.decide(onAllowingLink(person, prefecture, this.takingPart, today));
    } else if (event.prove) {
      const { home, born, guardian = false } = event.prove;
      const proof = { proven: true, home: this.code(home), birth_day: parseDay(born), guardian };
      this.person = { ...person, ...proof };
      this.decide(whatFollows(this.person, today));
    } else if (event.apply !== undefined) {
      const body = this.code(event.apply);
      this.decide(this.onDay(body, today));
      const policy = policyOn(this.policies.get(body) ?? [], today);
      this.decide(onApplying(policy, this.person, this.history(body), body, today));
    } else if (!event.seen) {
      byMember = false;
      this.happenElsewhere(event, day, today);
    }
    if (byMember) this.person = { ...this.person, last_access: today };
  }

  /** What others do, or what is found out. */
  private happenElsewhere(event: Event, day: number, today: number): void {
    const evidence = event.activity ?? event.stay;
    const programme = event.joins ?? event.quits;
    if (event.move !== undefined) {
      this.person = { ...this.person, home: this.code(event.move) };
      this.decide(whatFollows(this.person, today));
    } else if (event.guardian !== undefined) {
      this.person = { ...this.person, guardian: event.guardian };
      this.decide(whatFollows(this.person, today));
    } else if (evidence !== undefined) this.record(event, this.code(evidence), day);
    else if (event.void !== undefined) {
      const about = new Set(this.about(event.void, event.day));
      this.journal = this.journal.map((item) =>
        about.has(item) ? { ...item, voided: true } : item,
      );
      this.histories = new Map();
    } else if (event.confirm !== undefined) {
      for (const item of this.about(event.confirm, event.day)) this.confirmed.add(refKey(item));
      this.histories = new Map();
    } else if (event.staff !== undefined) {
      const body = this.code(event.staff);
      this.decide(this.onDay(body, today));
      const policy = policyOn(this.policies.get(body) ?? [], today);
      this.decide(onDeciding(policy, this.person, body, today, event.premium === true));
    } else if (programme !== undefined) {
      const body = this.code(programme);
      const changed = ({ programmes, ...held }: Held): Held => {
        const others = programmes.filter((one) => one !== event.programme);
        const more = event.joins !== undefined && event.programme ? [event.programme] : [];
        return { ...held, programmes: [...others, ...more] };
      };
      const held = this.person.held.map((one) => (one.body === body ? changed(one) : one));
      this.person = { ...this.person, held };
    } else throw new Error(`nothing happens: ${JSON.stringify(event)}`);
  }

  private record(event: Event, body: number, day: number): void {
    const item: JournalItem = {
      device: new Uint8Array(12),
      seq: this.journal.length + 1,
      ms: startOf(day),
      counter: 0,
      body,
      place: 1,
      project: event.activity === undefined ? 0 : (event.project ?? 1),
      day,
      source: sourceOf(event.source ?? "live-card"),
      ruling: RulingKind.ACCEPTED,
      reason: RulingReason.NONE,
      voided: false,
      void_reason: "",
      notes: [],
    };
    this.journal.push(item);
    this.histories = new Map();
    if (waits(item, this.policies.get(body) ?? [], this.confirmed)) this.waited.add(item.seq);
  }

  private about(body: string, day = ""): JournalItem[] {
    return this.journal.filter((one) => one.body === this.code(body) && one.day === parseDay(day));
  }

  /** The same that a check expects, as it is. */
  told(check: Check, today: number): unknown {
    return Object.fromEntries(
      Object.keys(check).map((key) => [key, this.toldOf(key, check, today)]),
    );
  }

  private toldOf(key: string, check: Check, today: number): unknown {
    const { person, decisions } = this;
    const each = <T>(wished: Record<string, T> = {}, of: (shown: Standing, wish: T) => unknown) =>
      Object.fromEntries(
        Object.entries(wished).map(([body, wish]) => [body, of(this.standing(body, today), wish)]),
      );
    switch (key) {
      case "on":
        return check.on;
      case "standing":
        return Object.fromEntries(person.held.map((one) => [this.name(one.body), shown(one)]));
      case "hindrances":
        return each(check.hindrances, (one) => one.hindrances);
      case "renewable":
        return each(check.renewable, (one) => one.renewable);
      case "next_until":
        return each(check.next_until, (one) => formatDay(one.next_until));
      case "stay_days":
        return each(check.stay_days, (one) => one.stay_days);
      case "progress":
        return each(check.progress, ({ progress }, wish) =>
          Object.fromEntries(Object.keys(wish).map((name) => [name, ofProgress(name, progress)])),
        );
      case "decisions":
        return decisions.slice(-(check.decisions?.length ?? 0)).map((one) => this.written(one));
      case "decided":
        return decisions.length;
      case "seen_by":
      case "news_from":
        return this.listed(seenBy(person));
      case "statistics":
        return this.listed(countedInStatistics(person));
      case "counted_premium":
        return this.listed(countedPremium(person));
      case "refused":
        return this.listed(person.refused);
      case "staff_acts":
        return decisions.filter((one) => one.kind === "propose").length + this.waited.size;
      case "of_age_from":
        return formatDay(ofAgeFrom(person.birth_day));
      case "fees":
        return Object.fromEntries(
          Object.keys(check.fees ?? {}).map((body) => {
            const day = parseDay(this.scenario.joined?.[body] ?? "");
            return [body, { year: fiscalYear(day), free: joinedFree(day) }];
          }),
        );
      case "rates":
        return (check.rates ?? []).map((wish) => ({ ...wish, given: this.rate(wish, today) }));
      default:
        throw new Error(`nothing is told of ${key}`);
    }
  }

  /** Whether a place of one body, for the tier or the mark, takes the card of another. */
  private rate(wish: Rate, today: number): boolean {
    const held = heldWith(this.person, this.code(wish.card));
    if (!held) return false;
    const line = { line: 1, name: "大人", english: "Adult", age_from: 0, age_to: 0 };
    const prices = { general: 600, resident: 300, basic: -1, premium: -1 };
    const facility: FacilityItem = {
      type: "FacilityItem",
      version: 1,
      place: 1,
      body: this.code(wish.at),
      tolerated_steps: 2,
      list_age_h: 168,
      lines: [{ ...line, season_from: 0, season_to: 0, ...prices }],
      tier: tierOf(wish.from),
      long_stay: wish.long_stay ?? false,
      reach: Reach.OWN,
      partners: [],
      companions: 0,
      quota: 0,
      period: Period.DAY,
      hours: [],
    };
    const holder = { body: held.body, tier: held.tier, longStay: held.long_stay };
    return rateOf(facility, holder, 0, startOf(today)).granted;
  }

  private standing(body: string, today: number): Standing {
    const code = this.code(body);
    const policy = policyOn(this.policies.get(code) ?? [], today);
    return standing(policy, this.person, this.history(code), code, today);
  }

  private onDay(body: number, today: number): Change[] {
    const policies = this.policies.get(body) ?? [];
    return onDay(policies, this.person, this.history(body), body, today);
  }

  private history(body: number): History {
    const known = this.histories.get(body);
    if (known) return known;
    const policies = this.policies.get(body) ?? [];
    const made = historyOf(this.journal, body, policies, this.designated, this.confirmed);
    this.histories.set(body, made);
    return made;
  }

  private decide(changes: readonly Change[]): void {
    this.person = after(this.person, changes);
    this.decisions.push(...changes);
  }

  private policy({ from, weakest, long_stay_tier, premium, ...told }: WrittenPolicy) {
    const lists = premium?.map((list) =>
      list.map(({ of = [], ...one }) => ({
        ...one,
        of: of.map((each) => (typeof each === "number" ? each : this.code(each))),
      })),
    );
    const policy = wholePolicy({
      ...told,
      ...(lists && { premium: lists }),
      ...(weakest && { weakest: sourceOf(weakest) }),
      ...(long_stay_tier && { long_stay_tier: tierOf(long_stay_tier) }),
    });
    return { from_day: parseDay(from), policy };
  }

  /** 0 for nowhere in Japan. */
  private code(name: string | null): number {
    const code = name === null ? 0 : this.codes.get(name);
    if (code === undefined) throw new Error(`bodies.json has no ${name}`);
    return code;
  }

  private name(body: number): string {
    return this.names.get(body) ?? String(body);
  }

  private listed(bodies: readonly number[]): string[] {
    return bodies.map((one) => this.name(one));
  }

  private written({ day, body, kind, rule, reason, until, finding }: Change): string {
    const words = [formatDay(day), this.name(body), kind, rule, reason];
    if (until) words.push(`until ${formatDay(until)}`);
    if (finding) words.push(finding);
    return words.join(" ");
  }
}

function sourceOf(name: string): Source {
  const key = name.toUpperCase().replaceAll("-", "_");
  if (!(key in Source)) throw new Error(`no source of evidence: ${name}`);
  return Source[key as keyof typeof Source];
}

function tierOf(name: string): Tier {
  return name === "premium" ? Tier.PREMIUM : Tier.BASIC;
}

function shown(held: Held): string {
  const words = [held.tier === Tier.PREMIUM ? "premium" : "basic"];
  if (held.linked) words.push("linked");
  if (held.premium_until) words.push(`until ${formatDay(held.premium_until)}`);
  if (held.long_stay) words.push("long-stay");
  if (held.pending) words.push(`waits for ${held.pending}`);
  if (held.asked) words.push(`asked ${formatDay(held.asked)}`);
  return words.join(" ");
}

function ofProgress(name: string, progress: Progress): unknown {
  const { met, group, conditions, until, by } = progress;
  const date = (day: number) => (day ? formatDay(day) : null);
  const answers: Record<string, unknown> = {
    met,
    group,
    have: conditions.map((one) => one.have),
    missing: conditions.map((one) => Math.max(0, one.needed - one.have)),
    until: date(until),
    by: date(by),
  };
  return answers[name];
}
