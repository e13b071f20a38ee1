/** What is asked of the list, as it stands in the page's address: it can be kept and sent on. */

export const FILTERS = [
  "standing",
  "tier",
  "office",
  "prefecture",
  "programme",
  "since",
  "away",
  "long_stay",
  "sort",
] as const;
export type Filter = (typeof FILTERS)[number];

/** Of a page, as the server cuts it. */
export const PAGE = 50;

/** The address's query, without what nobody asks by: the server refuses what it does not know. */
export function askedOf(search: string): URLSearchParams {
  const given = new URLSearchParams(search);
  const asked = new URLSearchParams();
  for (const name of ["query", "offset", "import", ...FILTERS]) {
    const value = given.get(name);
    if (value) asked.set(name, value);
  }
  return asked;
}

/** The same with one changed; a page further on is of no use then. */
export function changed(asked: URLSearchParams, name: string, value: string): URLSearchParams {
  const next = new URLSearchParams(asked);
  if (value) next.set(name, value);
  else next.delete(name);
  if (name !== "offset") next.delete("offset");
  return next;
}

/** How many filters are on. */
export function countOf(asked: URLSearchParams): number {
  return FILTERS.filter((name) => asked.has(name)).length;
}
