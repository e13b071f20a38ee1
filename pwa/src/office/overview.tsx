import { api } from "../api";
import { dayOf } from "../replica/calendar";
import { type OfficeSummary, Role } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { dayName } from "../ui/format";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as deskWords } from "../ui/words/desk";
import { t } from "../ui/words/office";
import { DailyCards } from "./daily-cards";
import { waitingAt } from "./desk/desk-count";
import type { DeskProps } from "./office-page";

/** The body's figures at a glance, and what to do first. */
export function Overview({ code, roles }: DeskProps) {
  const runs = roles.has(Role.ADMIN);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<OfficeSummary>("GET", `/api/office/${code}`, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const figures = [
    [t("home.basic"), t("home.people", { n: value.members_basic })],
    [t("home.premium"), t("home.people", { n: value.members_premium })],
    [t("home.new"), t("home.people", { n: value.new_members_30_days })],
    [t("home.today"), t("home.records", { n: value.records_today })],
  ] as const;
  const waiting = waitingAt(code);
  return (
    <div class="stack">
      {!!waiting && (
        <Notice tone="warn" title={deskWords("desk.waiting", { n: waiting })}>
          <ButtonLink kind="primary" href="/office/desk">
            {deskWords("desk.open")}
          </ButtonLink>
        </Notice>
      )}
      {runs && value.places === 0 ? (
        <Notice title={t("home.firstPlace")}>
          <p>{t("home.firstPlaceHint")}</p>
          <ButtonLink kind="primary" href="/office/places">
            {t("places.add")}
          </ButtonLink>
        </Notice>
      ) : (
        runs &&
        value.staff <= 1 && (
          <Notice title={t("home.firstStaff")}>
            <p>{t("home.firstStaffHint")}</p>
            <ButtonLink kind="primary" href="/office/people">
              {t("people.invite")}
            </ButtonLink>
          </Notice>
        )
      )}
      <dl class="figures">
        {figures.map(([word, figure]) => (
          <div key={word} class="panel">
            <dt>{word}</dt>
            <dd class="number">{figure}</dd>
          </div>
        ))}
      </dl>
      <Month counts={value.records_by_day} />
      {runs && <DailyCards code={code} />}
    </div>
  );
}

/** A bar a day; the same in words for those who listen. */
function Month({ counts }: { counts: readonly number[] }) {
  const most = Math.max(...counts, 0);
  const sum = counts.reduce((total, n) => total + n, 0);
  const first = dayOf(Date.now()) - counts.length + 1;
  return (
    <figure class="panel stack">
      <figcaption>
        <h2>{t("home.chart")}</h2>
        <p class="soft">{t("home.chartSum", { n: sum, most })}</p>
      </figcaption>
      <ol class="month">
        {counts.map((n, at) => {
          const day = dayName(first + at);
          return (
            <li key={day} title={t("home.chartDay", { day, n })}>
              <span class="unseen">{t("home.chartDay", { day, n })}</span>
              <span style={{ height: `${most ? (n / most) * 100 : 0}%` }} aria-hidden="true" />
            </li>
          );
        })}
      </ol>
      <p class="row month-ends soft small" aria-hidden="true">
        <span>{dayName(first)}</span>
        <span>{dayName(first + counts.length - 1)}</span>
      </p>
    </figure>
  );
}
