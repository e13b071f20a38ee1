import { type Names, tellCondition } from "../policy-words/tell";
import type { Replica } from "../replica";
import { startOf } from "../replica/calendar";
import { type ConditionState, Tier } from "../schemas/wire";
import type { OwnStanding } from "../standing/of-replica";
import { longDate, named } from "../ui/format";
import { IconCheck, IconClock } from "../ui/icons";
import { t } from "../ui/words/standing";

/** What a town asks, and how far one has come: each thing with a bar, and in words. */
export function Requirement({ replica, own }: { replica: Replica; own: OwnStanding }) {
  const { progress, tier } = own.standing;
  const asked = own.policy.premium[progress.group] ?? [];
  const names = namesOf(replica);
  return (
    <section class="panel stack">
      <h2>{t(tier === Tier.PREMIUM ? "premium.needsAgain" : "premium.needs")}</h2>
      {own.policy.premium.length > 1 && <p class="soft">{t("premium.orElse")}</p>}
      <ul class="stack">
        {progress.conditions.map((state, at) => {
          const condition = asked[at];
          return (
            condition && (
              <Condition
                key={`${condition.kind} ${condition.of.join()}`}
                state={state}
                words={tellCondition(condition, names)}
              />
            )
          );
        })}
      </ul>
      {progress.met && (
        <p>
          <strong>{t("premium.allMet")}</strong>{" "}
          {progress.until > 0 && t("premium.keeps", { day: longDate(startOf(progress.until)) })}
        </p>
      )}
    </section>
  );
}

/** As many steps as one can count at a glance; more are a bar. */
const STEPS = 12;

function Condition({ state, words }: { state: ConditionState; words: string }) {
  const { kind, needed, have, met, by } = state;
  const missing = needed - have;
  const unit = kind === "stay-days" ? "days" : "times";
  return (
    <li class="condition">
      <p class="condition-words">
        {met ? <IconCheck /> : <IconClock />}
        <span>{words}</span>
      </p>
      {needed > 1 && needed <= STEPS && (
        <p class="goal-steps" aria-hidden="true">
          {Array.from({ length: needed }, (_, step) => (
            <span key={step} class={step < have ? "goal-step goal-step-done" : "goal-step"} />
          ))}
        </p>
      )}
      {needed > STEPS && (
        <progress max={needed} value={Math.min(have, needed)} aria-hidden="true" />
      )}
      <p class="condition-state">
        {needed > 1 && (
          <span>{t(`premium.have.${unit}`, { needed, have: Math.min(have, needed) })}</span>
        )}
        <strong>
          {met
            ? t("premium.met")
            : needed === 1
              ? t("premium.notMet")
              : by > 0
                ? t(`premium.missingBy.${unit}`, { n: missing, day: longDate(startOf(by)) })
                : t(`premium.missing.${unit}`, { n: missing })}
        </strong>
      </p>
    </li>
  );
}

function namesOf(replica: Replica): Names {
  const projects = replica.projects.value;
  const bodies = replica.bodies.value;
  const programmes = replica.ofKind("ProgrammeItem").value;
  return {
    project: (id) => named(projects.get(id) ?? { name: String(id), english: "" }),
    body: (code) => named(bodies.get(code) ?? { name: String(code).padStart(6, "0"), english: "" }),
    programme: (id) => {
      const known = programmes.find((one) => one.programme === id);
      return known ? named(known) : t("premium.programme");
    },
  };
}
