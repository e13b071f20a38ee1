import { useMemo, useState } from "preact/hooks";
import { bodyName } from "../places/known";
import type { Replica } from "../replica";
import { dayOf, parseDay } from "../replica/calendar";
import { Theme } from "../schemas/projects";
import { ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Select } from "../ui/field";
import { dateAndTime, dayName, named } from "../ui/format";
import { IconJournal, IconNext, IconPin } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { t } from "../ui/words/activities";
import { helperOf } from "./helper";
import { coming, openActivities } from "./known";
import { type Match, ranked, type Why } from "./matching";

const MONTH_DAYS = 30;
const WHEN = ["anyDay", "weekend", "month"] as const;
type When = (typeof WHEN)[number];

/** What the member's towns ask for, what suits best first; there without a network (R24). */
export function List({ replica }: { replica: Replica | null }) {
  const registered = replica?.registrations.value.some((one) => !one.ended);
  return (
    <div class="page page-wide">
      <PageHeader title={t("list.title")} lead={t("list.lead")} />
      {replica && registered ? <Open replica={replica} /> : <NotRegistered />}
    </div>
  );
}

function Open({ replica }: { replica: Replica }) {
  const nowMs = useNow();
  const today = dayOf(nowMs);
  const items = useMemo(() => replica.ofKind("ActivityItem"), [replica]);
  const [when, setWhen] = useState<When>("anyDay");
  const [theme, setTheme] = useState("");
  const [body, setBody] = useState(0);
  const open = openActivities(items.value, replica, nowMs);
  const all = ranked(open, helperOf(replica), today);
  const bodies = [...new Set(open.map((one) => one.body))].sort((a, b) => a - b);
  const shown = all.filter(
    ({ activity }) =>
      (!theme || (activity.themes ?? []).some((one) => one === theme)) &&
      (!body || activity.body === body) &&
      (when === "anyDay" ||
        coming(activity, nowMs).some((one) => fits(when, parseDay(one.day), today))),
  );
  const synced = replica.lastSync.value;
  return (
    <div class="stack">
      <div class="row">
        <ButtonLink icon={IconJournal} href="/activities/mine">
          {t("list.mine")}
        </ButtonLink>
        <ButtonLink kind="quiet" href="/activities/interests">
          {t("list.interests")}
        </ButtonLink>
      </div>
      {open.length === 0 ? (
        <div class="panel">
          <Empty icon={IconPin} title={t("list.empty")}>
            <p>{t("list.emptyHint")}</p>
          </Empty>
        </div>
      ) : (
        <>
          <div class="activity-filters">
            <Select
              label={t("list.when")}
              value={when}
              onChange={(event) => setWhen(event.currentTarget.value as When)}
            >
              {WHEN.map((one) => (
                <option key={one} value={one}>
                  {t(`list.${one}`)}
                </option>
              ))}
            </Select>
            <Select
              label={t("list.theme")}
              value={theme}
              onChange={(event) => setTheme(event.currentTarget.value)}
            >
              <option value="">{t("list.anyTheme")}</option>
              {Object.values(Theme)
                .filter((one) => open.some((each) => each.themes?.includes(one)))
                .map((one) => (
                  <option key={one} value={one}>
                    {t(`theme.${one}`)}
                  </option>
                ))}
            </Select>
            {bodies.length > 1 && (
              <Select
                label={t("list.body")}
                value={String(body)}
                onChange={(event) => setBody(Number(event.currentTarget.value))}
              >
                <option value="0">{t("list.anyBody")}</option>
                {bodies.map((one) => (
                  <option key={one} value={one}>
                    {bodyName(replica, one)}
                  </option>
                ))}
              </Select>
            )}
          </div>
          <p class="soft number" role="status">
            {shown.length > 0 ? t("list.count", { n: shown.length }) : t("list.noneFits")}
          </p>
          <ul class="activities">
            {shown.map((one) => (
              <li key={one.activity.project}>
                <Card replica={replica} match={one} nowMs={nowMs} />
              </li>
            ))}
          </ul>
        </>
      )}
      {synced !== null && (
        <p class="soft small number">{t("list.asOf", { when: dateAndTime(synced) })}</p>
      )}
    </div>
  );
}

function fits(when: When, day: number, today: number): boolean {
  if (when === "month") return day - today <= MONTH_DAYS;
  return (day + 4) % 7 === 0 || (day + 4) % 7 === 6; // 1970-01-01 was a Thursday
}

interface CardProps {
  replica: Replica;
  match: Match;
  nowMs: number;
}

function Card({ replica, match, nowMs }: CardProps) {
  const { activity, reasons } = match;
  const days = coming(activity, nowMs);
  const [next] = days;
  const [picture] = activity.pictures ?? [];
  return (
    <a class="activity-card" href={`/activities/${activity.project}`}>
      {picture && <img src={`/api/pictures/${picture}`} alt="" loading="lazy" />}
      <span class="activity-words">
        <b>{named({ name: activity.name, english: activity.english ?? "" })}</b>
        <span class="activity-when number">
          {next ? `${dayName(parseDay(next.day))} ${next.starts}–${next.ends}` : t("list.open")}
          {days.length > 1 && <span class="soft"> {t("list.more", { n: days.length - 1 })}</span>}
        </span>
        <span class="soft small">
          {[bodyName(replica, activity.body), activity.where].filter(Boolean).join(" · ")}
        </span>
        {reasons.length > 0 && (
          <span class="activity-tags">
            {reasons.map((one) => (
              <span key={whyWords(one)} class="tag tag-key">
                {whyWords(one)}
              </span>
            ))}
          </span>
        )}
      </span>
      <IconNext />
    </a>
  );
}

export function whyWords(why: Why): string {
  if (why.kind === "interest") return t("why.interest", { what: t(`theme.${why.theme}`) });
  if (why.kind === "skill") return t("why.skill", { what: t(`skill.${why.skill}`) });
  return t(`why.${why.kind}`);
}

function NotRegistered() {
  return (
    <div class="panel">
      <Empty icon={IconPin} title={t("list.notRegistered")}>
        <p>{t("list.notRegisteredHint")}</p>
        <ButtonLink kind="primary" href="/find">
          {t("list.find")}
        </ButtonLink>
      </Empty>
    </div>
  );
}
