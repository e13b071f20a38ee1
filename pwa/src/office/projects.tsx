import { useState } from "preact/hooks";
import { api } from "../api";
import type { Partner } from "../schemas/partners";
import type { Place, Project, WriteProject } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Choice, Field, Select, TextArea } from "../ui/field";
import { named } from "../ui/format";
import { IconCheck, IconJournal } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/office";
import { t as peopleWords } from "../ui/words/office-people";
import type { DeskProps } from "./office-page";

const NEW: WriteProject = {
  name: "",
  english: "",
  place: null,
  designated: true,
  basis: "",
  closed: false,
};

/** The body's projects; a designated one counts towards premium (R20, R21). */
export function Projects({ code }: DeskProps) {
  const [open, setOpen] = useState<number | "new" | null>(null);
  const { value, failure, reload } = useLoaded(code, async (signal) => {
    const [projects, places, partners] = await Promise.all([
      api<Project[]>("GET", `/api/office/${code}/projects`, undefined, signal),
      api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal),
      api<Partner[]>("GET", `/api/office/${code}/partners`, undefined, signal),
    ]);
    return { projects, places, partners };
  });
  const done = (word: string | null) => {
    setOpen(null);
    if (word === null) return;
    toast(word);
    reload();
  };
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const { projects, places, partners } = value;
  return (
    <div class="stack">
      {open === "new" ? (
        <ProjectForm
          project={NEW}
          places={places}
          partners={partners}
          save={(project) => api("POST", `/api/office/${code}/projects`, project)}
          onDone={(saved) => done(saved ? t("projects.made") : null)}
        />
      ) : (
        <div class="row">
          <Button kind="primary" icon={IconJournal} onClick={() => setOpen("new")}>
            {t("projects.add")}
          </Button>
        </div>
      )}
      {projects.length === 0 && open !== "new" && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("projects.empty")} />
        </div>
      )}
      <ul class="stack">
        {projects.map((project) => (
          <li key={project.id}>
            {open === project.id ? (
              <ProjectForm
                project={project}
                places={places}
                partners={partners}
                save={(changed) =>
                  api("PUT", `/api/office/${code}/projects/${project.id}`, changed)
                }
                onDone={(saved) => done(saved ? t("office.saved") : null)}
              />
            ) : (
              <section class="panel stack">
                <div class="row spread">
                  <h2>{named(project)}</h2>
                  <span class="row">
                    {project.closed && <span class="tag">{t("office.closed")}</span>}
                    {project.designated && (
                      <span class="tag tag-good">
                        <IconCheck size={18} />
                        {t("projects.isDesignated")}
                      </span>
                    )}
                  </span>
                </div>
                <p class="soft">{placeName(places, project.place)}</p>
                {project.basis && (
                  <p>
                    <b>{t("projects.basis")}</b> {project.basis}
                  </p>
                )}
                <Code code={code} project={project} onChange={reload} />
                <div class="row">
                  <Button onClick={() => setOpen(project.id)}>{t("office.edit")}</Button>
                </div>
              </section>
            )}
          </li>
        ))}
      </ul>
    </div>
  );
}

interface CodeProps {
  code: string;
  project: Project;
  onChange: () => void;
}

/** A code of its own to print: one scan records the stay and the activity. */
function Code({ code, project, onChange }: CodeProps) {
  const [asking, setAsking] = useState(false);
  const path = `/api/office/${code}/projects/${project.id}/code`;
  const { run, busy, failure } = useTask(async () => {
    await api<Project>("POST", path);
    toast(t(project.code_serial === null ? "projects.coded" : "places.replaced"));
    setAsking(false);
    onChange();
  });
  if (project.place === null) return <p class="soft small">{t("projects.noCode")}</p>;
  if (project.code_serial === null) {
    return (
      <div class="stack">
        <p class="soft small">{t("projects.codeHint")}</p>
        <div class="row">
          <Button busy={busy} onClick={run}>
            {t("projects.code")}
          </Button>
        </div>
        <Failure error={failure} />
      </div>
    );
  }
  return (
    <div class="code-sheet">
      <img
        src={`${path}.svg?serial=${project.code_serial}`}
        alt={t("places.code")}
        width="140"
        height="140"
      />
      <div class="stack">
        <p>{t("projects.codeHint")}</p>
        <ButtonLink href={`${path}.pdf`} target="_blank">
          {t("places.pdf")}
        </ButtonLink>
        <ButtonLink kind="quiet" href={`${path}.svg`} download>
          {t("places.svg")}
        </ButtonLink>
        <p class="soft small">{t("places.serial", { n: project.code_serial })}</p>
        <div class="row">
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t("places.replace")}
          </Button>
        </div>
      </div>
      {asking && (
        <Dialog
          title={t("places.replaceTitle")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={busy} onClick={run}>
                {t("places.replace")}
              </Button>
            </>
          }
        >
          <Notice tone="warn">{t("places.replaceHint")}</Notice>
          <Failure error={failure} />
        </Dialog>
      )}
    </div>
  );
}

function placeName(places: readonly Place[], id: number | null): string {
  const place = places.find((one) => one.id === id);
  return place ? named(place) : t("projects.anywhere");
}

interface FormProps {
  project: WriteProject;
  places: readonly Place[];
  partners: readonly Partner[];
  save: (project: WriteProject) => Promise<unknown>;
  onDone: (saved: boolean) => void;
}

function ProjectForm({ project, places, partners, save, onDone }: FormProps) {
  const [written, write] = useState({
    name: project.name,
    english: project.english,
    place: project.place,
    designated: project.designated,
    basis: project.basis ?? "",
    closed: project.closed ?? false,
    partner: project.partner ?? null,
  });
  const [checked, setChecked] = useState(false);
  const noBasis = written.designated && !written.basis.trim();
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!written.name.trim() || noBasis) return;
    await save({ ...written, name: written.name.trim(), basis: written.basis.trim() });
    onDone(true);
  });
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <Field
        label={t("office.name")}
        value={written.name}
        maxLength={60}
        autoFocus
        error={checked && !written.name.trim() ? t("office.required") : undefined}
        onInput={(event) => write({ ...written, name: event.currentTarget.value })}
      />
      <Field
        label={t("office.english")}
        value={written.english}
        maxLength={60}
        onInput={(event) => write({ ...written, english: event.currentTarget.value })}
      />
      <Select
        label={t("projects.place")}
        value={String(written.place ?? "")}
        onChange={(event) =>
          write({ ...written, place: Number(event.currentTarget.value) || null })
        }
      >
        <option value="">{t("projects.anywhere")}</option>
        {places.map((place) => (
          <option key={place.id} value={place.id}>
            {named(place)}
          </option>
        ))}
      </Select>
      {partners.length > 0 && (
        <Select
          label={peopleWords("partner.whose")}
          value={String(written.partner ?? "")}
          onChange={(event) =>
            write({ ...written, partner: Number(event.currentTarget.value) || null })
          }
        >
          <option value="">{peopleWords("partner.own")}</option>
          {partners
            .filter((one) => !one.closed || one.id === written.partner)
            .map((one) => (
              <option key={one.id} value={one.id}>
                {named(one)}
              </option>
            ))}
        </Select>
      )}
      <Choice
        label={<b>{t("projects.designated")}</b>}
        hint={t("projects.designatedHint")}
        checked={written.designated}
        onChange={(event) => write({ ...written, designated: event.currentTarget.checked })}
      />
      {written.designated && (
        <TextArea
          label={t("projects.basis")}
          hint={t("projects.basisHint")}
          value={written.basis}
          maxLength={500}
          error={checked && noBasis ? t("projects.basisMissing") : undefined}
          onInput={(event) => write({ ...written, basis: event.currentTarget.value })}
        />
      )}
      {project !== NEW && (
        <Choice
          label={t("office.close")}
          checked={written.closed}
          onChange={(event) => write({ ...written, closed: event.currentTarget.checked })}
        />
      )}
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("office.save")}
        </Button>
        <Button onClick={() => onDone(false)}>{words("cancel")}</Button>
      </div>
    </form>
  );
}
