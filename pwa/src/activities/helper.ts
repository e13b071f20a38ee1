/** What this phone knows of its member as somebody who helps: interests travel in the own log. */

import type { Replica } from "../replica";
import { refKey } from "../replica";
import type { EntryRef } from "../schemas/wire";
import type { Helper } from "./matching";

const SKILL = "skill:";

export function helperOf(replica: Replica): Helper {
  const { interests, journal } = replica.memberViews.value;
  const person = replica.ofKind("PersonItem").value[0];
  return {
    themes: new Set(interests.filter((one) => !one.startsWith(SKILL))),
    skills: new Set(
      interests.filter((one) => one.startsWith(SKILL)).map((one) => one.slice(SKILL.length)),
    ),
    home: person?.home ?? 0,
    been: new Set(journal.filter((one) => !one.voided).map((one) => one.project)),
  };
}

/** How a skill is written among the interests. */
export function skillName(skill: string): string {
  return SKILL + skill;
}

/** Adds an interest, or removes all adds of it that this phone knows. */
export async function setInterest(replica: Replica, interest: string, on: boolean): Promise<void> {
  if (on) {
    await replica.append({ type: "AddInterest", interest });
    return;
  }
  const removed = new Set<string>();
  const adds: EntryRef[] = [];
  for (const { entry } of replica.facts.value)
    if (entry.type === "RemoveInterest") for (const ref of entry.observed) removed.add(refKey(ref));
  for (const fact of replica.facts.value) {
    const { entry, device, seq } = fact;
    if (!fact.mine || entry.type !== "AddInterest" || entry.interest !== interest) continue;
    if (!removed.has(refKey(fact))) adds.push({ device, seq });
  }
  await replica.append({ type: "RemoveInterest", interest, observed: adds.slice(0, 64) });
}
