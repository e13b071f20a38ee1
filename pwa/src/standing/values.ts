/** What the rules know, with nothing left out: where it is not told, the schemas' defaults hold. */

import {
  defaultChange,
  defaultCondition,
  defaultHeld,
  defaultHistory,
  defaultPerson,
  defaultPolicy,
} from "../schemas/defaults";
import type * as wire from "../schemas/wire";

export type Condition = Readonly<Required<wire.Condition>>;
export type History = Readonly<Required<wire.History>>;
export type Held = Readonly<Required<wire.Held>>;
export type Change = Readonly<Required<wire.Change>>;
export interface Policy extends Readonly<Required<Omit<wire.Policy, "premium">>> {
  readonly premium: readonly (readonly Condition[])[];
}
export interface Person extends Readonly<Required<Omit<wire.Person, "held">>> {
  readonly held: readonly Held[];
}
export interface PolicyInForce {
  readonly from_day: number;
  readonly policy: Policy;
}

export function wholePolicy(given: wire.Policy = {}): Policy {
  const { premium, ...told } = given;
  const lists = premium ?? defaultPolicy.premium;
  return {
    ...defaultPolicy,
    ...told,
    premium: lists.map((list) => list.map((one) => ({ ...defaultCondition, ...one }))),
  };
}

export function wholeHistory(given: wire.History = {}): History {
  return { ...defaultHistory, ...given };
}

export function wholeHeld(given: wire.Held): Held {
  return { ...defaultHeld, ...given };
}

export function wholePerson(given: wire.Person = {}): Person {
  return { ...defaultPerson, ...given, held: (given.held ?? []).map(wholeHeld) };
}

/** One step; what is not told of it is as nothing. */
export function change(
  kind: wire.ChangeKind,
  body: number,
  rule: string,
  reason: wire.Reason,
  day: number,
  more: Partial<Change> = {},
): Change {
  return { kind, body, rule, reason, day, ...defaultChange, ...more };
}
