/** A person's days, one event after the other, for comparing the scheme's rules with `sync/`. */

import type * as wire from "../../schemas/wire";
import { isMinor, ofAgeFrom } from "../age";
import { countedInStatistics, prefectureOf } from "../bodies";
import { fiscalYear, joinedFree } from "../fees";
import {
  countedPremium,
  onAllowingLink,
  onLeaving,
  onRefusingLink,
  onRegistering,
  whatFollows,
} from "../links";
import { countsUntil, monthsAfter, monthsBefore } from "../months";
import { onDay } from "../passage";
import { after, seenBy } from "../persons";
import { onApplying, onDeciding, policyOn, standing } from "../premium";
import {
  type Change,
  type History,
  type Person,
  type PolicyInForce,
  wholeHistory,
  wholePerson,
  wholePolicy,
} from "../values";

interface Event {
  what: "register" | "leave" | "refuse" | "allow" | "day" | "apply" | "decide" | "know";
  day: number;
  body: number;
  /** What is known anew of the person. */
  person: Partial<wire.Person>;
  yes: boolean;
}

export interface SchemeRequest {
  op: "scheme";
  policies: [body: number, wire.PolicyInForce[]][];
  histories: [body: number, wire.History][];
  taking_part: number[];
  person: wire.Person;
  events: Event[];
  /** Days and months that the calendar is asked of. */
  months: [day: number, months: number][];
}

/** The changes of each event, and how all stands after it. */
export function answerScheme(request: SchemeRequest): unknown {
  const policies = new Map(
    request.policies.map(([body, some]) => [
      body,
      some.map(({ from_day, policy }) => ({ from_day, policy: wholePolicy(policy) })),
    ]),
  );
  const histories = new Map(request.histories.map(([body, h]) => [body, wholeHistory(h)]));
  const takingPart = new Set(request.taking_part);
  let person = wholePerson(request.person);
  const told = request.events.map((event) => {
    person = wholePerson({ ...person, ...event.person, held: [...person.held] });
    const of = policies.get(event.body) ?? [];
    const history = histories.get(event.body) ?? wholeHistory();
    const changes = brought(event, person, of, history, takingPart);
    person = after(person, changes);
    const shown = standing(policyOn(of, event.day), person, history, event.body, event.day);
    return [changes, shown];
  });
  return {
    told,
    person,
    counted: countedPremium(person),
    seen_by: seenBy(person),
    statistics: countedInStatistics(person),
    months: request.months.map(([day, months]) => [
      monthsBefore(day, months),
      monthsAfter(day, months),
      countsUntil(day, months),
      ofAgeFrom(day),
      isMinor(day, day + 6574),
      fiscalYear(day),
      joinedFree(day),
      prefectureOf(Math.abs(day)),
    ]),
  };
}

function brought(
  event: Event,
  person: Person,
  policies: readonly PolicyInForce[],
  history: History,
  takingPart: ReadonlySet<number>,
): Change[] {
  const { body, day, yes } = event;
  switch (event.what) {
    case "register":
      return onRegistering(person, body, takingPart, day, yes);
    case "leave":
      return onLeaving(person, body, day);
    case "refuse":
      return onRefusingLink(person, prefectureOf(body), day);
    case "allow":
      return onAllowingLink(person, prefectureOf(body), takingPart, day);
    case "day":
      return onDay(policies, person, history, body, day);
    case "apply":
      return onApplying(policyOn(policies, day), person, history, body, day);
    case "decide":
      return onDeciding(policyOn(policies, day), person, body, day, yes);
    case "know":
      return whatFollows(person, day);
  }
}
