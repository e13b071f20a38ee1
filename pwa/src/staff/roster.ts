/**
 * Members by the roster that this phone has, for whoever stands at the desk without a card that can
 * be read. Pure. A member is known by their cards: one with none is not on it.
 */

import { foldKana, foldName } from "../explore/spelling";
import { CardState, type RosterItem, Tier } from "../schemas/wire";

export interface RosterMember {
  readonly member: number;
  /** Empty where they set none. */
  readonly name: string;
  readonly tier: Tier;
  /** The card that a check-in names; null where all were stopped or have ended. */
  readonly card: RosterItem | null;
  readonly active: readonly number[];
  /** Reported lost, or stopped otherwise: one of these in somebody's hand is not theirs. */
  readonly stopped: readonly number[];
}

/** A body's members by number. */
export function membersOf(items: Iterable<RosterItem>, body: number): RosterMember[] {
  const cards = new Map<number, RosterItem[]>();
  for (const item of items) {
    if (item.body !== body) continue;
    const known = cards.get(item.member);
    if (known) known.push(item);
    else cards.set(item.member, [item]);
  }
  return [...cards].sort(([a], [b]) => a - b).map(([member, held]) => memberOf(member, held));
}

function memberOf(member: number, held: readonly RosterItem[]): RosterMember {
  const cards = [...held].sort((a, b) => a.card - b.card);
  const active = cards.filter((one) => one.state === CardState.ACTIVE);
  // The newest: of the others one may have run out, which the roster does not tell.
  const card = active.at(-1) ?? null;
  return {
    member,
    // A card that is over carries no name.
    name: active.find((one) => one.name)?.name ?? "",
    tier: (card ?? cards.at(-1))?.tier ?? Tier.BASIC,
    card,
    active: active.map((one) => one.card),
    stopped: cards.filter((one) => one.state === CardState.REVOKED).map((one) => one.card),
  };
}

/** The member with just this number. */
export function memberByNumber(
  members: readonly RosterMember[],
  digits: string,
): RosterMember | null {
  return members.find((one) => String(one.member) === digits) ?? null;
}

/** Members whose name holds what was written, in any spelling; those that begin with it first. */
export function membersByName(members: readonly RosterMember[], written: string): RosterMember[] {
  const wanted = folded(written);
  if (!wanted) return [];
  const kana = foldKana(wanted);
  return members
    .flatMap((one) => {
      const name = folded(one.name);
      const sound = kana ? foldKana(name) : "";
      const at = [name.indexOf(wanted), sound ? sound.indexOf(kana) : -1].filter((n) => n >= 0);
      return at.length > 0 ? [{ one, at: Math.min(...at) }] : [];
    })
    .sort((a, b) => Math.sign(a.at) - Math.sign(b.at) || a.one.member - b.one.member)
    .map(({ one }) => one);
}

function folded(text: string): string {
  return foldName(text.replace(/[\s・]/g, ""));
}
