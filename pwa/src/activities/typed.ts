/** What was typed and not yet sent stays on this phone: where one applies there may be no signal. */

import { keep, kept } from "../ui/kept";

export interface Typed {
  readonly answer: string;
  readonly ofAge: boolean;
}

/** The last few occasions' worth. */
const MOST = 10;

export function typedFor(occasion: number): Typed {
  return all().find(([one]) => one === occasion)?.[1] ?? { answer: "", ofAge: false };
}

/** Null forgets it. */
export function keepTyped(occasion: number, typed: Typed | null): void {
  const others = all().filter(([one]) => one !== occasion);
  const next = typed ? [...others, [occasion, typed] as const].slice(-MOST) : others;
  keep("activity-answers", next.length > 0 ? JSON.stringify(next) : null);
}

function all(): [number, Typed][] {
  try {
    const found: unknown = JSON.parse(kept("activity-answers") ?? "[]");
    return Array.isArray(found) ? (found as [number, Typed][]) : [];
  } catch {
    return [];
  }
}
