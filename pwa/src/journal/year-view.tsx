import type { Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { ConditionKind } from "../schemas/wire";
import { ownStanding } from "../standing/of-replica";
import { ButtonLink } from "../ui/button";
import { monthName } from "../ui/format";
import { IconGood } from "../ui/icons";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/history";
import { daysByMonth } from "./history";

interface YearProps {
  replica: Replica;
  body: number;
  nowMs: number;
}

/** The past year with one body: days towards ten (R11), activities towards three (R09), months. */
export function YearView({ replica, body, nowMs }: YearProps) {
  const today = dayOf(nowMs);
  if (!replica.isLoaded.value) return <Skeleton />;
  const { stay_days } = replica.memberViews.value;
  const { standing } = ownStanding(replica, body, today);
  const activities = standing.progress.conditions.find(
    (one) => one.kind === ConditionKind.ACTIVITIES,
  );
  return (
    <section class="panel stack">
      <h2>{t("year.title")}</h2>
      <div class="year-goals">
        <Goal
          label={t("year.stays")}
          days={standing.stay_days}
          goal={standing.stay_needed}
          hint={
            standing.stay_days >= standing.stay_needed
              ? t("year.stayReached")
              : t("year.ofTen", { n: standing.stay_needed })
          }
        />
        {activities && (
          <Goal
            label={t("year.activities")}
            days={activities.have}
            goal={activities.needed}
            hint={
              activities.met
                ? t("year.activityReached")
                : t("year.ofThree", { n: activities.needed })
            }
          />
        )}
      </div>
      <div class="row">
        <ButtonLink href={`/premium/${String(body).padStart(6, "0")}`}>
          {t("year.premium")}
        </ButtonLink>
        <ButtonLink href={`/benefits/${String(body).padStart(6, "0")}`}>
          {t("year.benefits")}
        </ButtonLink>
      </div>
      <ul class="months" aria-label={t("year.strip")}>
        {daysByMonth(stay_days, body, today).map(({ first, days }) => (
          <li key={first} class={`month month-${heat(days)}`}>
            <span class="unseen">{t("year.month", { month: monthName(first), n: days })}</span>
            <span aria-hidden="true">{monthName(first)}</span>
            <b class="number" aria-hidden="true">
              {days}
            </b>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** More than these stand close together. */
const STEPS = 20;

interface GoalProps {
  label: string;
  days: number;
  goal: number;
  hint: string;
}

function Goal({ label, days, goal, hint }: GoalProps) {
  return (
    <div>
      <p class="goal-label">
        {label} <b class="number">{t("year.days", { n: days })}</b>
      </p>
      <p class={goal > STEPS ? "goal-steps goal-steps-many" : "goal-steps"} aria-hidden="true">
        {Array.from({ length: goal }, (_, step) => (
          <span key={step} class={step < days ? "goal-step goal-step-done" : "goal-step"} />
        ))}
      </p>
      <p class="goal-hint">
        {days >= goal && <IconGood size={20} />}
        {hint}
      </p>
    </div>
  );
}

/** Three shades: some days, half a dozen, a stay of weeks. */
function heat(days: number): 0 | 1 | 2 | 3 {
  if (days === 0) return 0;
  if (days < 4) return 1;
  return days < 10 ? 2 : 3;
}
