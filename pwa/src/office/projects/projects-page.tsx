import "./projects.css";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { api } from "../../api";
import { parseDay } from "../../replica/calendar";
import {
  type ActivityDesk,
  type ActivityFile,
  type ActivityRow,
  ActivityState,
} from "../../schemas/projects";
import type { Place } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { dayName, named } from "../../ui/format";
import { IconCheck, IconJournal } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/projects";
import { Applicants } from "./applicants";
import { ProjectCode } from "./code";
import { Moves } from "./moves";
import { ProjectForm } from "./project-form";
import { Report } from "./report";

/** In which order the groups stand: what needs somebody first. */
const GROUPS = [
  ActivityState.RETURNED,
  ActivityState.SUBMITTED,
  ActivityState.DRAFT,
  ActivityState.PUBLISHED,
  ActivityState.CLOSED,
  ActivityState.CANCELLED,
] as const;

interface ProjectsProps {
  code: string;
  /** Where this list is, for the links within it. */
  base?: string;
}

/** A body's projects, or those of the partners that somebody organises for (R20). */
export function Projects({ code, base = "/office/projects" }: ProjectsProps) {
  const { params } = useRoute();
  if (params.id === "report") return <Report code={code} base={base} />;
  if (params.id) return <Applicants key={params.id} code={code} activity={params.id} base={base} />;
  return <List code={code} base={base} />;
}

function List({ code, base }: Required<ProjectsProps>) {
  const [open, setOpen] = useState<number | "new" | null>(null);
  const { value, failure, reload } = useLoaded(code, async (signal) => {
    const desk = await api<ActivityDesk>(
      "GET",
      `/api/office/${code}/activities`,
      undefined,
      signal,
    );
    // Places are the office's: a partner writes where one meets.
    const places = desk.office
      ? await api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal)
      : [];
    return { desk, places };
  });
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const { desk, places } = value;
  const done = (file: ActivityFile | null, before?: ActivityState) => {
    setOpen(null);
    if (!file) return;
    toast(file.row.state === before ? t("saved") : t(`moved.${file.row.state}`));
    reload();
  };
  return (
    <div class="stack">
      {open === "new" ? (
        <ProjectForm code={code} desk={desk} places={places} file={null} onDone={done} />
      ) : (
        <div class="row">
          <Button kind="primary" icon={IconJournal} onClick={() => setOpen("new")}>
            {t("add")}
          </Button>
          {desk.office && <ButtonLink href={`${base}/report`}>{t("report")}</ButtonLink>}
        </div>
      )}
      {desk.activities.length === 0 && open !== "new" && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("empty")}>
            <p>{t("emptyHint")}</p>
          </Empty>
        </div>
      )}
      {GROUPS.map((state) => {
        const rows = desk.activities.filter((one) => one.state === state);
        return (
          rows.length > 0 && (
            <section key={state} class="stack" data-group={state}>
              <h2>{t(`group.${state}`)}</h2>
              <ul class="stack">
                {rows.map((row) => (
                  <li key={row.id}>
                    {open === row.id ? (
                      <Editing code={code} desk={desk} places={places} row={row} onDone={done} />
                    ) : (
                      <One
                        code={code}
                        base={base}
                        row={row}
                        office={desk.office}
                        onEdit={() => setOpen(row.id)}
                        onChange={reload}
                      />
                    )}
                  </li>
                ))}
              </ul>
            </section>
          )
        );
      })}
    </div>
  );
}

interface OneProps {
  code: string;
  base: string;
  row: ActivityRow;
  office: boolean;
  onEdit: () => void;
  onChange: () => void;
}

function One({ code, base, row, office, onEdit, onChange }: OneProps) {
  const [shut, setShut] = useState(row.code_serial === null);
  const over = row.state === ActivityState.CANCELLED;
  return (
    <section class="panel stack" data-project={row.id}>
      <div class="row spread">
        <h3>{named(row)}</h3>
        <span class="row">
          {row.applied > 0 && <span class="tag tag-warn">{t("toChoose", { n: row.applied })}</span>}
          {row.designated && (
            <span class="tag tag-good">
              <IconCheck size={18} />
              {t("designated")}
            </span>
          )}
          {office && row.by_partner_alone && <span class="tag tag-key">{t("alone")}</span>}
        </span>
      </div>
      <p class="project-facts soft">
        <span>{row.partner_name || t("own")}</span>
        <span>
          {row.next
            ? t("next", { day: dayName(parseDay(row.next.day)), starts: row.next.starts })
            : t("noDays")}
        </span>
        {row.ahead > 1 && <span>{t("ahead", { n: row.ahead })}</span>}
        {row.ahead > 0 && (
          <span class="number">
            {t("counts", { accepted: row.accepted, waiting: row.waiting })}
          </span>
        )}
      </p>
      {row.words && (
        <Notice tone={row.state === ActivityState.RETURNED ? "warn" : "info"} title={t("words")}>
          <p>{row.words}</p>
        </Notice>
      )}
      {office && row.changed && <Notice>{t("changed")}</Notice>}
      {!over && (
        <div class="row">
          {row.ahead > 0 && <ButtonLink href={`${base}/${row.id}`}>{t("open")}</ButtonLink>}
          <Button onClick={onEdit}>{t("edit")}</Button>
          <Moves code={code} row={row} office={office} onChange={onChange} />
        </div>
      )}
      {office && row.place !== null && row.state === ActivityState.PUBLISHED && (
        <details open={!shut} onToggle={(event) => setShut(!event.currentTarget.open)}>
          <summary>{t("code")}</summary>
          {!shut && <ProjectCode code={code} row={row} onChange={onChange} />}
        </details>
      )}
    </section>
  );
}

interface EditingProps {
  code: string;
  desk: ActivityDesk;
  places: readonly Place[];
  row: ActivityRow;
  onDone: (file: ActivityFile | null, before?: ActivityState) => void;
}

function Editing({ code, desk, places, row, onDone }: EditingProps) {
  const { value, failure, reload } = useLoaded(`${code}/${row.id}`, (signal) =>
    api<ActivityFile>("GET", `/api/office/${code}/activities/${row.id}`, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  return (
    <ProjectForm
      code={code}
      desk={desk}
      places={places}
      file={value}
      onDone={(file) => onDone(file, row.state)}
    />
  );
}
