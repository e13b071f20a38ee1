import { signal } from "@preact/signals";
import { api } from "../../api";
import type { DeskCount } from "../../schemas/wire";

interface Known {
  code: string;
  count: DeskCount;
}

const known = signal<Known | null>(null);

/** How many things wait for a person at a body's office; null while that is not known. */
export function waitingAt(code: string): number | null {
  const { value } = known;
  if (value?.code !== code) return null;
  const { decisions, reviews, evidence, activities } = value.count;
  return decisions + reviews + evidence + activities;
}

/** Asks again. Where no answer comes, what was known stands: the page itself tells of failures. */
export async function countAgain(code: string): Promise<void> {
  try {
    const count = await api<DeskCount>("GET", `/api/office/${code}/desk/count`);
    known.value = { code, count };
  } catch {
    // As said above.
  }
}
