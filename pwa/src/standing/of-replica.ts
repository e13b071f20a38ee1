/** How the phone's person stands with a body today, from what is on the phone: no network needed. */

import { type Replica, refKey } from "../replica";
import type { JournalItem, Standing } from "../schemas/wire";
import { historyOf, waits } from "./evidence";
import { policyOn, standing } from "./premium";
import { personOf, policiesOf } from "./told";
import type { Held, History, Person, Policy, PolicyInForce } from "./values";

export interface OwnStanding {
  readonly person: Person;
  /** Null where the person is not registered. */
  readonly held: Held | null;
  readonly policy: Policy;
  readonly history: History;
  readonly standing: Standing;
}

/** What staff have to say of a record: it counts by itself, waits for them, or was declined (R26). */
export type Word = "counts" | "waits" | "declined";

/** Reads signals: inside a component it follows what changes. */
export function wordOn(replica: Replica): (item: JournalItem) => Word {
  const items = replica.ofKind("PolicyItem").value;
  const said = new Map(
    replica.ofKind("ConfirmationItem").value.map((one) => [refKey(one), one.confirmed]),
  );
  const policies = new Map<number, PolicyInForce[]>();
  return (item) => {
    const known = policies.get(item.body) ?? policiesOf(items, item.body);
    policies.set(item.body, known);
    if (!waits(item, known, new Set())) return "counts";
    const word = said.get(refKey(item));
    return word === undefined ? "waits" : word ? "counts" : "declined";
  };
}

/** Reads signals: inside a component it follows what changes. */
export function ownStanding(replica: Replica, body: number, today: number): OwnStanding {
  const policies = policiesOf(replica.ofKind("PolicyItem").value, body);
  const person = personOf(
    replica.ofKind("PersonItem").value[0],
    replica.registrations.value,
    replica.ofKind("StandingItem").value,
    today,
  );
  const confirmed = new Set(
    replica
      .ofKind("ConfirmationItem")
      .value.filter((one) => one.confirmed)
      .map(refKey),
  );
  const designated = new Set(
    [...replica.projects.value.values()].filter((one) => one.designated).map((one) => one.project),
  );
  const { journal } = replica.memberViews.value;
  const history = historyOf(journal, body, policies, designated, confirmed);
  const policy = policyOn(policies, today);
  return {
    person,
    held: person.held.find((one) => one.body === body) ?? null,
    policy,
    history,
    standing: standing(policy, person, history, body, today),
  };
}
