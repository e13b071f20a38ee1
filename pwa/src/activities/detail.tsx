import { useState } from "preact/hooks";
import { ApiProblem, api } from "../api";
import { bodyName } from "../places/known";
import type { Replica } from "../replica";
import { parseDay, startOf } from "../replica/calendar";
import {
  type ActivityNow,
  type ActivityShown,
  ActivityState,
  type ApplicationInfo,
  type OccasionNow,
  type OccasionShown,
  type OwnActivity,
} from "../schemas/projects";
import { ApplicationState } from "../schemas/wire";
import { offline } from "../shell/online";
import { Button, ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Failure } from "../ui/failure";
import { dayName, named } from "../ui/format";
import { IconCheck, IconPin } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/activities";
import { ApplyDialog } from "./apply";
import { codeOf, coming, shownOf } from "./known";
import { TONES } from "./tones";

const DAY_MS = 86_400_000;

interface DetailProps {
  id: string;
  replica: Replica | null;
}

/** One activity: all that is written of it without a network; how full it is, with one. */
export function Detail({ id, replica }: DetailProps) {
  const known = replica?.ofKind("ActivityItem").value.find((one) => String(one.project) === id);
  const { value, failure, reload } = useLoaded(`${id} ${offline.value}`, async (signal) => {
    const path = `/api/activities/${id}`;
    const [now, mine] = await Promise.all([
      api<ActivityNow>("GET", path, undefined, signal),
      own(path, signal),
    ]);
    return { now, mine };
  });
  const kept = known ? shownOf(known) : null;
  const shown = value?.now.activity ?? kept;
  const back = { href: "/activities", label: t("detail.back") };
  if (!shown) {
    const gone =
      known !== undefined || (failure instanceof ApiProblem && failure.problem.status === 404);
    return (
      <div class="page">
        <PageHeader title={t("list.title")} back={back} />
        {gone ? (
          <Empty icon={IconPin} title={t("detail.unknown")}>
            <p>{t("detail.unknownHint")}</p>
          </Empty>
        ) : failure ? (
          <Failure error={failure} retry={reload} />
        ) : (
          <Skeleton lines={6} />
        )}
      </div>
    );
  }
  return (
    <div class="page stack">
      <PageHeader
        title={named({ name: shown.name, english: shown.english ?? "" })}
        back={back}
        lead={[replica && bodyName(replica, shown.body), asker(shown)].filter(Boolean).join(" · ")}
      />
      <About shown={shown} />
      <Occasions
        shown={shown}
        now={value?.now.occasions ?? null}
        mine={value?.mine ?? null}
        replica={replica}
        onChange={reload}
      />
    </div>
  );
}

/** Null for who is not signed in. */
async function own(path: string, signal: AbortSignal): Promise<OwnActivity | null> {
  try {
    return await api<OwnActivity>("GET", `${path}/mine`, undefined, signal);
  } catch (error) {
    if (error instanceof ApiProblem && error.code === "not-signed-in") return null;
    throw error;
  }
}

function asker(shown: ActivityShown): string {
  const partner = { name: shown.partner ?? "", english: shown.partner_english ?? "" };
  return partner.name ? t("detail.by", { name: named(partner) }) : "";
}

function About({ shown }: { shown: ActivityShown }) {
  const english = language.value === "en" && shown.about_english;
  const { latitude, longitude, minimum_age: age = 0, deadline_days: deadline = 0 } = shown;
  const at = latitude != null && longitude != null ? `${latitude},${longitude}` : null;
  const facts: [string, string | undefined][] = [
    [t("detail.bring"), shown.bring],
    [t("detail.insurance"), shown.insurance],
    [t("detail.reward"), shown.reward],
    [t("detail.age"), age ? t("detail.ageFrom", { n: age }) : ""],
    [t("detail.skills"), (shown.skills ?? []).map((one) => t(`skill.${one}`)).join("・")],
    [t("detail.deadline"), deadline ? t("detail.deadlineDays", { n: deadline }) : ""],
    [t("detail.contact"), shown.contact],
  ];
  return (
    <section class="panel stack">
      {(shown.pictures ?? []).length > 0 && (
        <div class="activity-pictures">
          {(shown.pictures ?? []).map((name, at) => (
            <img
              key={name}
              src={`/api/pictures/${name}`}
              alt={t("detail.picture", { n: at + 1 })}
            />
          ))}
        </div>
      )}
      <p class="activity-about">{english || shown.about}</p>
      {((shown.themes ?? []).length > 0 || shown.designated !== false) && (
        <p class="activity-tags">
          {shown.designated !== false && (
            <span class="tag tag-good">
              <IconCheck size={18} />
              {t("detail.designated")}
            </span>
          )}
          {(shown.themes ?? []).map((one) => (
            <span key={one} class="tag">
              {t(`theme.${one}`)}
            </span>
          ))}
        </p>
      )}
      {shown.designated !== false && <p class="soft small">{t("detail.designatedHint")}</p>}
      <dl class="activity-facts">
        {(shown.where || at) && (
          <div>
            <dt>{t("detail.where")}</dt>
            <dd>
              {shown.where}{" "}
              {at && (
                <a
                  href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
                  target="_blank"
                  rel="noreferrer"
                >
                  {t("detail.map")}
                </a>
              )}
            </dd>
          </div>
        )}
        {facts
          .filter(([, words]) => words)
          .map(([label, words]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{words}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

interface OccasionsProps {
  shown: ActivityShown;
  /** Null without a network. */
  now: readonly OccasionNow[] | null;
  mine: OwnActivity | null;
  replica: Replica | null;
  onChange: () => void;
}

function Occasions({ shown, now, mine, replica, onChange }: OccasionsProps) {
  const nowMs = useNow();
  const [applying, setApplying] = useState<OccasionShown | null>(null);
  const days = coming(shown, nowMs);
  const open = shown.state === ActivityState.PUBLISHED;
  const here = `/activities/${shown.project}`;
  return (
    <section class="stack">
      <h2>{t("detail.days")}</h2>
      {!open && <Notice tone="warn">{t("detail.closed")}</Notice>}
      {now === null && offline.value && <Notice>{t("detail.offline")}</Notice>}
      {now !== null && open && mine === null && (
        <ButtonLink kind="primary" href={`/signin?next=${here}`}>
          {t("detail.signIn")}
        </ButtonLink>
      )}
      {open && mine && !mine.registered && (
        <Notice title={t("detail.registerHint")}>
          <ButtonLink kind="primary" href={`/register/${codeOf(shown.body)}`}>
            {t("detail.register")}
          </ButtonLink>
        </Notice>
      )}
      {days.length === 0 && <p>{t("detail.noDays")}</p>}
      <ul class="rows activity-days">
        {days.map((one) => (
          <Occasion
            key={one.id}
            shown={shown}
            occasion={one}
            now={now?.find((each) => each.id === one.id) ?? null}
            own={stateOf(one, mine, replica)}
            canApply={open && (mine?.registered ?? (now === null && replica !== null))}
            nowMs={nowMs}
            onApply={() => setApplying(one)}
          />
        ))}
      </ul>
      {applying && (
        <ApplyDialog
          shown={shown}
          occasion={applying}
          ofAge={mine?.of_age ?? null}
          onClose={() => setApplying(null)}
          onApplied={() => {
            void replica?.sync();
            onChange();
          }}
        />
      )}
    </section>
  );
}

/** As the server says now, or as this phone was told. */
function stateOf(
  occasion: OccasionShown,
  mine: OwnActivity | null,
  replica: Replica | null,
): Pick<ApplicationInfo, "state" | "ahead"> | null {
  const now = mine?.applications.find((one) => one.occasion === occasion.id);
  if (now) return now;
  if (mine) return null;
  const told = replica?.ofKind("ApplicationItem").value.find((one) => one.occasion === occasion.id);
  return told ? { state: told.state, ahead: null } : null;
}

interface OccasionProps {
  shown: ActivityShown;
  occasion: OccasionShown;
  now: OccasionNow | null;
  own: Pick<ApplicationInfo, "state" | "ahead"> | null;
  canApply: boolean;
  nowMs: number;
  onApply: () => void;
}

const STANDS: readonly ApplicationState[] = [
  ApplicationState.APPLIED,
  ApplicationState.ACCEPTED,
  ApplicationState.WAITING,
];

function Occasion({ shown, occasion, now, own, canApply, nowMs, onApply }: OccasionProps) {
  const day = parseDay(occasion.day);
  const days = shown.deadline_days ?? 0;
  const until = days ? startOf(day - days) + DAY_MS : startOf(day) + minutes(occasion.starts);
  const left = now ? Math.max(0, occasion.capacity - now.accepted) : null;
  const full = left !== null && (left === 0 || (now?.waiting ?? 0) > 0);
  const stands = own !== null && STANDS.includes(own.state);
  return (
    <li class="list-row" data-occasion={occasion.id}>
      <div class="list-row-words">
        <b class="number">
          {dayName(day)} {occasion.starts}–{occasion.ends}
        </b>
        <span class="soft small number">
          {left === null
            ? t("detail.capacity", { n: occasion.capacity })
            : full
              ? t("detail.full", { n: now?.waiting ?? 0 })
              : t("detail.left", { n: left })}
        </span>
      </div>
      {own && (
        <a class={`tag tag-${TONES[own.state]}`} href="/activities/mine">
          {t(`mine.state.${own.state}`)}
        </a>
      )}
      {!stands &&
        (nowMs >= until ? (
          <span class="tag">{t("detail.ended")}</span>
        ) : (
          canApply && (
            <Button kind={full ? "secondary" : "primary"} onClick={onApply}>
              {t(full ? "detail.applyWaiting" : "detail.apply")}
            </Button>
          )
        ))}
      <a
        class="small"
        href={`/api/activities/${shown.project}/occasions/${occasion.id}/calendar.ics`}
        download
      >
        {t("detail.calendar")}
      </a>
    </li>
  );
}

function minutes(clock: string): number {
  const [hours = 0, rest = 0] = clock.split(":").map(Number);
  return (hours * 60 + rest) * 60_000;
}
