/** What the rules ask of a person, from what the server told this phone. */

import type {
  Finding,
  Pending,
  PersonItem,
  PolicyItem,
  Policy as PolicyJson,
  RegistrationItem,
  StandingItem,
} from "../schemas/wire";
import { type Person, type PolicyInForce, wholeHeld, wholePerson, wholePolicy } from "./values";

/** By number, not by name: the names would be loaded with the shell. */
const FINDINGS: Record<Pending, Finding | null> = {
  0: null,
  1: "grant",
  2: "renewal",
  3: "ending",
};

/** `seen`: the day on which the person was last here; whoever opens the app is here. */
export function personOf(
  proof: PersonItem | undefined,
  registrations: readonly RegistrationItem[],
  standings: readonly StandingItem[],
  seen: number,
): Person {
  const held = registrations
    .filter((one) => !one.ended)
    .map(({ body, tier, linked, long_stay }) => {
      const more = standings.find((one) => one.body === body);
      if (!more) return wholeHeld({ body, tier, linked, long_stay });
      const { premium_until, pending, asked, lapsed, programmes } = more;
      const told = { premium_until, pending: FINDINGS[pending], asked, lapsed, programmes };
      return wholeHeld({ body, tier, linked, long_stay, ...told });
    })
    .sort((a, b) => a.body - b.body);
  if (!proof) return wholePerson({ held, last_access: seen });
  const { proven, home, birth_day, guardian, refused } = proof;
  return wholePerson({ proven, home, birth_day, guardian, refused, held, last_access: seen });
}

/** A body's policies, each from its day on. */
export function policiesOf(items: readonly PolicyItem[], body: number): PolicyInForce[] {
  return items
    .filter((one) => one.body === body)
    .map(({ from_day, policy }) => ({
      from_day,
      policy: wholePolicy(JSON.parse(policy) as PolicyJson),
    }));
}
