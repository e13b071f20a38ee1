/** A person after a change. */

import { type Change, type Held, type Person, wholeHeld } from "./values";

/** The person's registration with a body, if it stands. */
export function heldWith(person: Person, body: number): Held | undefined {
  return person.held.find((one) => one.body === body);
}

/** The bodies that see the person, and send news: those registered with, and no other (R04, R08). */
export function seenBy(person: Person): number[] {
  return person.held.map((one) => one.body);
}

/** The person once these have taken place, in their order; each must be possible. */
export function after(person: Person, changes: readonly Change[]): Person {
  return changes.reduce(afterOne, person);
}

function afterOne(person: Person, change: Change): Person {
  const { body } = change;
  const refused = person.refused.filter((one) => one !== body);
  const others = person.held.filter((one) => one.body !== body);
  switch (change.kind) {
    case "refuse-link":
      return { ...person, refused: [...refused, body].sort((a, b) => a - b) };
    case "allow-link":
      return { ...person, refused };
    case "end":
      return { ...person, held: others };
    case "grant": {
      const held = [...person.held, wholeHeld({ body, linked: change.linked })];
      return { ...person, held: held.sort((a, b) => a.body - b.body) };
    }
    default:
      return {
        ...person,
        held: person.held.map((one) => (one.body === body ? changed(one, change) : one)),
      };
  }
}

function changed(held: Held, change: Change): Held {
  switch (change.kind) {
    case "make-direct":
      return { ...held, linked: false };
    case "premium":
    case "renew": {
      // By the link: an application of its own, or its own lapsed premium, is another matter.
      if (!change.until) return { ...held, tier: 2, asked: 0 };
      const premium = { tier: 2, premium_until: change.until } as const;
      return { ...held, ...premium, pending: null, asked: 0, lapsed: 0 };
    }
    case "lapse": {
      if (!held.premium_until) return { ...held, tier: 1, long_stay: false };
      const lapsed = change.reason === "requirement-missed" ? held.premium_until : 0;
      const basic = { tier: 1, premium_until: 0 } as const;
      return { ...held, ...basic, pending: null, long_stay: false, lapsed };
    }
    case "refuse": {
      if (change.finding === null) return held;
      // Late evidence that staff did not take is not put before them again.
      const lapsed = change.finding === "renewal" ? 0 : held.lapsed;
      return { ...held, pending: null, lapsed };
    }
    case "propose":
      return { ...held, pending: change.finding };
    case "mark":
    case "unmark":
      return { ...held, long_stay: change.kind === "mark" };
    case "ask":
      return { ...held, asked: change.day };
    case "stay":
      return { ...held, asked: 0 };
    default:
      throw new RangeError(`${change.kind} is no change of a registration`);
  }
}
