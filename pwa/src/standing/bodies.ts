/** What a local government code tells: the prefecture is in its first two digits. */

import type { Person } from "./values";

const WEIGHTS = [6, 5] as const;

/** The code of the prefecture that a body lies in, or is: `XX000` and its check digit. */
export function prefectureOf(body: number): number {
  const number = Math.floor(body / 10_000);
  const sum = Math.floor(number / 10) * WEIGHTS[0] + (number % 10) * WEIGHTS[1];
  return number * 10_000 + ((11 - (sum % 11)) % 10);
}

export function isPrefecture(body: number): boolean {
  return prefectureOf(body) === body;
}

/** R16: where the person officially lives, the municipality and its prefecture alike. */
export function isHome({ home }: Person, body: number): boolean {
  return home !== 0 && (body === home || body === prefectureOf(home));
}

/** The bodies whose related population the person is of: all but the home (R16, R45). */
export function countedInStatistics(person: Person): number[] {
  return person.held.map((one) => one.body).filter((body) => !isHome(person, body));
}
