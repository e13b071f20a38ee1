import "./projects.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import { parseDay } from "../../replica/calendar";
import { ActivityState, type WaitingActivity } from "../../schemas/projects";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { dayName, named } from "../../ui/format";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as cases } from "../../ui/words/desk";
import { t } from "../../ui/words/projects";
import { countAgain } from "../desk/desk-count";
import { moveProject } from "./moves";
import { WhyDialog } from "./why-dialog";

/** As many as one looks at before approving. */
const SHOWN = 4;

interface SubmittedProps {
  code: string;
  /** How many wait, once that is known. */
  onCount: (waiting: number) => void;
}

/** Projects that partners submitted: published by one press, with the basis as it stands (R20). */
export function Submitted({ code, onCount }: SubmittedProps) {
  const { value, failure, reload } = useLoaded(code, async (signal) => {
    const path = `/api/office/${code}/activities/waiting`;
    const found = await api<WaitingActivity[]>("GET", path, undefined, signal);
    onCount(found.length);
    return found;
  });
  const done = () => {
    reload();
    void countAgain(code);
  };
  if (failure) return <Failure error={failure} retry={reload} />;
  if (!value || value.length === 0) return null;
  return (
    <section class="stack" data-submitted={value.length}>
      <h2>
        {t("desk.title")} <span class="tag tag-key">{cases("cases", { n: value.length })}</span>
      </h2>
      <ul class="stack">
        {value.map((one) => (
          <li key={one.file.row.id}>
            <One code={code} waiting={one} onDone={done} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface OneProps {
  code: string;
  waiting: WaitingActivity;
  onDone: () => void;
}

function One({ code, waiting, onDone }: OneProps) {
  const { row, content, occasions } = waiting.file;
  const [returning, setReturning] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    await moveProject(code, row.id, { to: ActivityState.PUBLISHED });
    toast(t("moved.published"));
    onDone();
  });
  const grounds = (content.grounds ?? []).map((one) => t(`form.ground.${one}`));
  const facts = [
    [t("form.where"), content.where],
    [t("form.bring"), content.bring],
    [t("form.insurance"), content.insurance],
    [t("form.reward"), content.reward],
    [t("form.contact"), content.contact],
  ].filter(([, words]) => words);
  return (
    <section class="panel stack" data-project={row.id}>
      <div>
        <h3>{named(row)}</h3>
        <p class="soft">{t("desk.one", { partner: row.partner_name || t("own") })}</p>
      </div>
      <p class="project-about">{content.about}</p>
      <dl class="project-list">
        <dt>{t("desk.days")}</dt>
        <dd class="number">
          {occasions.length === 0 && t("noDays")}
          {occasions.slice(0, SHOWN).map((one) => (
            <span key={one.id} class="project-day">
              {dayName(parseDay(one.day))} {one.starts}–{one.ends}
            </span>
          ))}
          {occasions.length > SHOWN && t("desk.moreDays", { n: occasions.length - SHOWN })}
        </dd>
        {facts.map(([label, words]) => (
          <>
            <dt>{label}</dt>
            <dd>{words}</dd>
          </>
        ))}
        <dt>{t("desk.basis")}</dt>
        <dd>
          {content.designated === false
            ? t("desk.plain")
            : [...grounds, content.basis].filter(Boolean).join("・")}
        </dd>
      </dl>
      <Failure error={failure} />
      <div class="row">
        <Button kind="primary" busy={busy} onClick={run}>
          {t("desk.approve")}
        </Button>
        <Button onClick={() => setReturning(true)}>{t("desk.return")}</Button>
      </div>
      {returning && (
        <WhyDialog
          title={t("desk.returnTitle", { name: named(row) })}
          action={t("desk.returnSend")}
          needed
          onClose={() => setReturning(false)}
          send={async (words) => {
            await moveProject(code, row.id, { to: ActivityState.RETURNED, words });
            toast(t("moved.returned"));
            onDone();
          }}
        />
      )}
    </section>
  );
}
