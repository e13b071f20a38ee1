/** A body's rules in plain sentences: what a mayor, a member and the office read alike. */

import { type Condition, type Policy, Source } from "../schemas/wire";
import { t } from "../ui/words/policy";
import type { ja } from "../ui/words/policy.ja";

export type WholeCondition = Required<Condition>;

/** A policy as it comes from the server, and as it is kept on phones: nothing is left out. */
export interface WholePolicy extends Required<Policy> {
  premium: WholeCondition[][];
}

/** What conditions name by number. */
export interface Names {
  project: (id: number) => string;
  body: (code: number) => string;
  programme: (id: number) => string;
}

interface Chapter {
  title: string;
  lines: string[];
}

export interface Told {
  title: string;
  /** What goes before the ways: whether one of them is enough. */
  lead: string;
  /** Each is enough by itself. */
  ways: string[];
  /** Everything else, in the order in which it is best read. */
  chapters: Chapter[];
}

/** Any key, as the policy has it, with the slots of whichever it is. */
const say = t as (
  key: keyof typeof ja,
  slots?: Readonly<Record<string, string | number>>,
) => string;

/** The sentences of a policy. */
export function tell(policy: WholePolicy, names: Names): Told {
  const chapter = (title: keyof typeof ja, ...lines: string[]): Chapter => ({
    title: say(title),
    lines,
  });
  return {
    title: say("premium.title"),
    lead: say(policy.premium.length > 1 ? "premium.any" : "premium.one"),
    ways: policy.premium.map((conditions) =>
      conditions.map((one) => tellCondition(one, names)).join(say("and")),
    ),
    chapters: [
      chapter(
        "counting.title",
        say(policy.consecutive_days ? "run.days" : "run.once"),
        say(policy.per_project ? "day.project" : "day.once"),
      ),
      chapter(
        "evidence.title",
        policy.weakest === Source.MEMBER_ENTRY
          ? say("evidence.all")
          : say("evidence.from", { source: say(`source.${policy.weakest}`) }),
      ),
      chapter(
        "longStay.title",
        say(`longStay.${policy.long_stay_tier}`, { n: policy.long_stay_days }),
      ),
      chapter(
        "validity.title",
        say("valid", { span: span(policy.valid_months) }),
        ...policy.validities.map((one) =>
          say("valid.programme", {
            names: say("name", { name: names.programme(one.programme) }),
            span: span(one.months),
          }),
        ),
        policy.renewal_days ? say("renewal", { n: policy.renewal_days }) : say("renewal.0"),
      ),
      chapter(
        "automation.title",
        say(`grant.${policy.grant}`),
        say(`renewal.${policy.renewal}`),
        say(`ending.${policy.ending}`),
      ),
      chapter(
        "inactive.title",
        say("inactive", { span: span(policy.inactive_months), n: policy.answer_days }),
      ),
    ],
  };
}

/** One thing asked, as a part of a sentence. */
export function tellCondition(one: WholeCondition, names: Names): string {
  const counted = { n: one.count, span: span(one.months) };
  const of = (name: (id: number) => string) =>
    one.of.length > 0
      ? one.of.map((id) => say("name", { name: name(id) })).join(say("between"))
      : say("unnamed");
  switch (one.kind) {
    case "activities":
    case "stay-days":
      return say(one.kind, counted);
    case "projects":
      return say("projects", { ...counted, names: of(names.project) });
    case "residence":
      return say(one.excluded ? "residence.not" : "residence", { names: of(names.body) });
    case "programme":
      return say(one.excluded ? "programme.not" : "programme", { names: of(names.programme) });
  }
}

function span(months: number): string {
  return months % 12 === 0 ? say("years", { n: months / 12 }) : say("months", { n: months });
}
