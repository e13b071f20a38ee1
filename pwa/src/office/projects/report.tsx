import "./projects.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import { dayOf, formatDay, parseDay } from "../../replica/calendar";
import type { ActivityReport, Report as Told } from "../../schemas/projects";
import { ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field } from "../../ui/field";
import { dayName } from "../../ui/format";
import { IconJournal } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/projects";
import { Scroll } from "../scroll";
import { PartHeader } from "./part-header";

/** What became of each project and occasion, with nobody's work (R20, R34). */
export function Report({ code, base }: { code: string; base: string }) {
  const today = dayOf(Date.now());
  const [first, setFirst] = useState(() => `${formatDay(today).slice(0, 8)}01`);
  const [last, setLast] = useState(() => formatDay(today));
  const query = `first=${first}&last=${last}`;
  const path = `/api/office/${code}/activities/report`;
  const { value, failure, reload } = useLoaded(`${code} ${query}`, (signal) =>
    api<Told>("GET", `${path}?${query}`, undefined, signal),
  );
  return (
    <div class="stack">
      <PartHeader title={t("report.title")} lead={t("report.lead")} base={base} />
      <div class="project-when">
        <Field
          label={t("report.first")}
          type="date"
          value={first}
          max={last}
          onInput={(event) => event.currentTarget.value && setFirst(event.currentTarget.value)}
        />
        <Field
          label={t("report.last")}
          type="date"
          value={last}
          min={first}
          onInput={(event) => event.currentTarget.value && setLast(event.currentTarget.value)}
        />
      </div>
      <div class="row">
        <ButtonLink href={`${path}.csv?${query}`} download>
          {t("report.csv")}
        </ButtonLink>
        <ButtonLink href={`${path}.pdf?${query}`} target="_blank">
          {t("report.pdf")}
        </ButtonLink>
      </div>
      {!value && (failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />)}
      {value && value.activities.length === 0 && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("report.none")} />
        </div>
      )}
      {value && value.activities.length > 0 && (
        <>
          <dl class="figures">
            <div class="panel">
              <dt>{t("report.people")}</dt>
              <dd class="number" data-people={value.people}>
                {value.people}
              </dd>
            </div>
            <div class="panel">
              <dt>{t("report.hours")}</dt>
              <dd class="number">{value.hours}</dd>
            </div>
          </dl>
          {value.activities.map((one) => (
            <One key={one.project} report={one} />
          ))}
        </>
      )}
    </div>
  );
}

function One({ report }: { report: ActivityReport }) {
  return (
    <section class="panel stack" data-report={report.project}>
      <div>
        <h2>{report.name}</h2>
        <p class="project-facts soft">
          <span>{report.partner || t("own")}</span>
          {report.designated && <span>{t("designated")}</span>}
          <span class="number">{t("report.person", { n: report.people })}</span>
          <span class="number">{t("report.hoursValue", { n: report.hours })}</span>
        </p>
      </div>
      <Scroll class="report-scroll" label={report.name}>
        <table class="report-table number">
          <thead>
            <tr>
              <th scope="col">{t("report.day")}</th>
              <th scope="col">{t("report.applied")}</th>
              <th scope="col">{t("report.accepted")}</th>
              <th scope="col">{t("report.came")}</th>
              <th scope="col">{t("report.others")}</th>
              <th scope="col">{t("report.hours")}</th>
            </tr>
          </thead>
          <tbody>
            {report.occasions.map((one) => (
              <tr key={one.occasion}>
                <th scope="row">
                  {dayName(parseDay(one.day))} {one.starts}
                  {one.cancelled && ` ${t("state.cancelled")}`}
                </th>
                <td>{one.applied}</td>
                <td>{one.accepted}</td>
                <td>{one.came}</td>
                <td>{one.others}</td>
                <td>{one.hours}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      {report.prefectures.length > 0 && (
        <p class="project-facts">
          <b>{t("report.where")}</b>
          {report.prefectures.map((one) => (
            <span key={one.prefecture} class="number">
              {one.name || t("report.unproven")} {t("report.person", { n: one.came })}
            </span>
          ))}
        </p>
      )}
    </section>
  );
}
