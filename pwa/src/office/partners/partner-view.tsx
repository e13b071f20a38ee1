import { useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { AssignProject, Partner, WritePartner } from "../../schemas/partners";
import { type Project, Role } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select, TextArea } from "../../ui/field";
import { named } from "../../ui/format";
import { IconBack, IconCheck, IconHome } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t as officeWords } from "../../ui/words/office";
import { t } from "../../ui/words/office-people";
import { t as projectWords } from "../../ui/words/projects";
import type { DeskProps } from "../office-page";
import { PeopleOf } from "../people/people-of";
import { changed } from "./changed";
import { PartnerForm } from "./partner-form";

/** One partner as the office sees it: who it is, whether all of it counts, its people. */
export function PartnerView({ code, account, id }: DeskProps & { id: string }) {
  const path = `/api/office/${code}/partners/${encodeURIComponent(id)}`;
  const { value, failure, reload } = useLoaded(path, async (signal) => {
    const [partner, projects] = await Promise.all([
      api<Partner>("GET", path, undefined, signal),
      api<Project[]>("GET", `/api/office/${code}/projects`, undefined, signal),
    ]);
    return { partner, projects };
  });
  const gone = failure instanceof ApiProblem && ["not-found", "malformed"].includes(failure.code);
  return (
    <div class="stack">
      <a class="back" href="/office/partners">
        <IconBack />
        {t("partner.back")}
      </a>
      {gone ? (
        <div class="panel">
          <Empty icon={IconHome} title={t("partner.gone")}>
            <ButtonLink href="/office/partners">{t("partner.back")}</ButtonLink>
          </Empty>
        </div>
      ) : (
        <Failure error={failure} retry={reload} />
      )}
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          <Head path={path} partner={value.partner} onChange={reload} />
          {!value.partner.closed && (
            <>
              <Designation path={path} partner={value.partner} onChange={reload} />
              <section class="stack">
                <h2>{t("people.of")}</h2>
                <PeopleOf
                  base={path}
                  people="people"
                  roles={[Role.ORGANISER, Role.SCANNER]}
                  me={account.account}
                />
              </section>
            </>
          )}
          <Projects code={code} {...value} onChange={reload} />
        </>
      )}
    </div>
  );
}

interface PartProps {
  path: string;
  partner: Partner;
  onChange: () => void;
}

function Head({ path, partner, onChange }: PartProps) {
  const [editing, setEditing] = useState(false);
  const closing = useTask(async (closed: boolean) => {
    await api("PUT", path, changed(partner, { closed }));
    onChange();
    const word = t(closed ? "partner.wasClosed" : "partner.reopened");
    if (!closed) return toast(word);
    toast(word, async () => {
      await api("PUT", path, changed(partner, { closed: false }));
      toast(t("partner.reopened"));
      onChange();
    });
  });
  if (editing) {
    return (
      <PartnerForm
        partner={changed(partner, {})}
        save={(written: WritePartner) => api("PUT", path, written)}
        onDone={(saved) => {
          setEditing(false);
          if (!saved) return;
          toast(officeWords("office.saved"));
          onChange();
        }}
      />
    );
  }
  return (
    <section class="panel stack">
      <div class="row spread">
        <h2>{named(partner)}</h2>
        <span class="row">
          {partner.closed && <span class="tag">{t("partner.closed")}</span>}
          {partner.designated && (
            <span class="tag tag-good">
              <IconCheck size={18} />
              {t("partner.general")}
            </span>
          )}
        </span>
      </div>
      <p class="soft">{t(`kind.${partner.kind}`)}</p>
      {partner.contact && <p>{partner.contact}</p>}
      <div class="row">
        <Button onClick={() => setEditing(true)}>{t("partner.edit")}</Button>
        <Button kind="quiet" busy={closing.busy} onClick={() => closing.run(!partner.closed)}>
          {t(partner.closed ? "partner.reopen" : "partner.close")}
        </Button>
      </div>
      {!partner.closed && <p class="soft small">{t("partner.closeHint")}</p>}
      <Failure error={closing.failure} />
    </section>
  );
}

/** Pattern 2 of R20: all projects of the partner count, on a basis that is written down (R21). */
function Designation({ path, partner, onChange }: PartProps) {
  const [basis, setBasis] = useState<string | null>(null);
  const [checked, setChecked] = useState(false);
  const saving = useTask(async (designated: boolean) => {
    setChecked(true);
    if (designated && !basis?.trim()) return;
    const before = changed(partner, {});
    await api("PUT", path, changed(partner, { designated, basis: basis ?? partner.basis }));
    setBasis(null);
    setChecked(false);
    onChange();
    toast(t(designated ? "partner.designated" : "partner.undesignated"), async () => {
      await api("PUT", path, before);
      onChange();
    });
  });
  return (
    <section class="panel stack">
      <h2>{t("partner.designation")}</h2>
      <p>{t(partner.designated ? "partner.all" : "partner.oneByOne")}</p>
      {partner.designated && (
        <p>
          <b>{t("partner.basis")}</b> {partner.basis}
        </p>
      )}
      {basis !== null && (
        <TextArea
          label={t("partner.basis")}
          hint={t("partner.basisHint")}
          value={basis}
          maxLength={500}
          rows={3}
          error={checked && !basis.trim() ? t("partner.basisMissing") : undefined}
          onInput={(event) => setBasis(event.currentTarget.value)}
        />
      )}
      <div class="row">
        {partner.designated ? (
          <Button busy={saving.busy} onClick={() => saving.run(false)}>
            {t("partner.undesignate")}
          </Button>
        ) : (
          <Button
            busy={saving.busy}
            {...(basis === null ? {} : { kind: "primary" as const })}
            onClick={() => (basis === null ? setBasis(partner.basis) : saving.run(true))}
          >
            {t("partner.designate")}
          </Button>
        )}
        {basis !== null && <Button onClick={() => setBasis(null)}>{words("cancel")}</Button>}
      </div>
      <Failure error={saving.failure} />
    </section>
  );
}

interface ProjectsProps {
  code: string;
  partner: Partner;
  /** All of the body's. */
  projects: readonly Project[];
  onChange: () => void;
}

/** Its projects, and a choice of the body's own to be given to it: a tap each way. */
function Projects({ code, partner, projects, onChange }: ProjectsProps) {
  const theirs = projects.filter((one) => one.partner === partner.id);
  const free = projects.filter((one) => one.partner === null && !one.closed);
  const { run, busy, failure } = useTask(async (project: number, to: number | null) => {
    const assign = async (whose: number | null) => {
      const wanted: AssignProject = { partner: whose };
      await api("PUT", `/api/office/${code}/projects/${project}/partner`, wanted);
      onChange();
    };
    await assign(to);
    const from = to === null ? partner.id : null;
    toast(t(to === null ? "partner.took" : "partner.gave"), () => void assign(from));
  });
  return (
    <section class="stack">
      <h2>{t("partner.projects")}</h2>
      {theirs.length === 0 ? (
        <p class="soft">{t("partner.noProjects")}</p>
      ) : (
        <ul class="rows">
          {theirs.map((project) => (
            <Row
              key={project.id}
              title={named(project)}
              notes={[
                (project.designated || partner.designated) && projectWords("designated"),
                project.closed && officeWords("office.closed"),
              ]}
            >
              <Button kind="quiet" busy={busy} onClick={() => run(project.id, null)}>
                {t("partner.take")}
              </Button>
            </Row>
          ))}
        </ul>
      )}
      {free.length > 0 && !partner.closed && (
        <Select
          label={t("partner.give")}
          hint={t("partner.giveHint")}
          value=""
          onChange={(event) => run(Number(event.currentTarget.value), partner.id)}
        >
          <option value="">{t("partner.choose")}</option>
          {free.map((project) => (
            <option key={project.id} value={project.id}>
              {named(project)}
            </option>
          ))}
        </Select>
      )}
      <Failure error={failure} />
    </section>
  );
}
