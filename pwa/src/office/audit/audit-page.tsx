import "./audit.css";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../../api";
import type { AuditPage, AuditRow } from "../../schemas/audit";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field, Select } from "../../ui/field";
import { dateAndTime } from "../../ui/format";
import { IconNote } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { t } from "../../ui/words/people";
import type { DeskProps } from "../office-page";

const ABOUT = [
  "members",
  "attendance",
  "uses",
  "desk",
  "decisions",
  "reviews",
  "evidence",
  "staff",
  "roles",
  "invites",
  "partners",
  "places",
  "projects",
  "policy",
  "programmes",
  "cards",
  "audit",
  "office",
] as const;
type About = (typeof ABOUT)[number];

const NOTHING = { account: "", day: "", about: "" };

/** Who saw personal data and who changed what (R04, R18), by person, day and part of the office. */
export function Audit({ code }: DeskProps) {
  const { path, query, route } = useLocation();
  const sought = { ...NOTHING, ...pick(query) };
  const asked = new URLSearchParams(Object.entries(sought).filter(([, value]) => value));
  const base = `/api/office/${code}/audit`;
  const { value, failure, reload } = useLoaded(`${base}?${asked}`, (signal) =>
    api<AuditPage>("GET", `${base}?${asked}`, undefined, signal),
  );
  const seek = (change: Partial<typeof NOTHING>) => {
    const next = Object.entries({ ...sought, ...change }).filter(([, part]) => part);
    route(next.length ? `${path}?${new URLSearchParams(next)}` : path, true);
  };
  return (
    <div class="stack">
      <p>{t("audit.lead")}</p>
      <form class="panel audit-seek" onSubmit={(event) => event.preventDefault()}>
        <Select
          label={t("audit.person")}
          value={sought.account}
          onChange={(event) => seek({ account: event.currentTarget.value })}
        >
          <option value="">{t("audit.all")}</option>
          {value?.people.map((one) => (
            <option key={one.account} value={one.account}>
              {one.name || `${t(`role.${one.role}`)} ${one.account.slice(0, 6)}`}
            </option>
          ))}
        </Select>
        <Field
          label={t("audit.day")}
          type="date"
          value={sought.day}
          onInput={(event) => seek({ day: event.currentTarget.value })}
        />
        <Select
          label={t("audit.about")}
          value={sought.about}
          onChange={(event) => seek({ about: event.currentTarget.value })}
        >
          <option value="">{t("audit.all")}</option>
          {ABOUT.map((about) => (
            <option key={about} value={about}>
              {t(`about.${about}`)}
            </option>
          ))}
        </Select>
        <div class="row">
          {asked.size > 0 && <Button onClick={() => seek(NOTHING)}>{t("audit.clear")}</Button>}
          <ButtonLink kind="quiet" href={`${base}.csv?${asked}`} download>
            {t("audit.csv")}
          </ButtonLink>
        </div>
      </form>
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value?.rows.length === 0 && (
        <div class="panel">
          <Empty icon={IconNote} title={t("audit.empty")} />
        </div>
      )}
      {value && value.rows.length > 0 && (
        <Rows key={`${base}?${asked}`} first={value} more={`${base}?${asked}`} />
      )}
    </div>
  );
}

/** The page, and the older ones that were asked for since. */
function Rows({ first, more }: { first: AuditPage; more: string }) {
  const [older, setOlder] = useState<AuditPage[]>([]);
  const last = older.at(-1) ?? first;
  const { run, busy, failure } = useTask(async () => {
    const next = await api<AuditPage>("GET", `${more}&before=${last.before}`);
    setOlder([...older, next]);
  });
  return (
    <>
      <ul class="rows">
        {[first, ...older]
          .flatMap(({ rows }) => rows)
          .map((row) => (
            <Line key={row.id} row={row} />
          ))}
      </ul>
      <Failure error={failure} />
      {last.before > 0 && (
        <div class="row">
          <Button busy={busy} onClick={run}>
            {t("audit.older")}
          </Button>
        </div>
      )}
    </>
  );
}

function Line({ row }: { row: AuditRow }) {
  const role = t(`role.${row.role}`);
  return (
    <Row
      head={
        <span class={row.changed ? "tag tag-warn" : "tag"}>
          {t(row.changed ? "audit.changed" : "audit.saw")}
        </span>
      }
      title={[
        isAbout(row.about) ? t(`about.${row.about}`) : row.about,
        row.member > 0 && t("audit.member", { n: row.member }),
      ]
        .filter(Boolean)
        .join(" ")}
      notes={[
        dateAndTime(row.ms),
        row.name || row.account.slice(0, 6),
        row.partner ? t("audit.partner", { partner: row.partner, role }) : role,
        <span key="route" class="audit-route">
          {row.route.replace("/api/office/{code}", "")} {row.detail}
        </span>,
      ]}
    />
  );
}

function isAbout(about: string): about is About {
  return (ABOUT as readonly string[]).includes(about);
}

function pick(query: Record<string, string>): Partial<typeof NOTHING> {
  const known = Object.keys(NOTHING) as (keyof typeof NOTHING)[];
  return Object.fromEntries(known.flatMap((key) => (query[key] ? [[key, query[key]]] : [])));
}
