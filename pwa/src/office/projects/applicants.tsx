import { useState } from "preact/hooks";
import { api } from "../../api";
import { dayOf, parseDay } from "../../replica/calendar";
import {
  type ActivityFile,
  type Applicant,
  type Choose,
  Choosing,
  type OccasionFile,
} from "../../schemas/projects";
import { ApplicationState } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select } from "../../ui/field";
import { dateAndTime, dayName, named } from "../../ui/format";
import { IconJournal } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/projects";
import { PartHeader } from "./part-header";

interface ApplicantsProps {
  code: string;
  activity: string;
  base: string;
}

/** Who applied to each occasion of a project, who is in, and who came. */
export function Applicants({ code, activity, base }: ApplicantsProps) {
  const path = `/api/office/${code}/activities/${activity}`;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<ActivityFile>("GET", path, undefined, signal),
  );
  const [chosen, choose] = useState<number | null>(null);
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const { row, content, occasions } = value;
  const today = dayOf(Date.now());
  const first = occasions.find((one) => parseDay(one.day) >= today && !one.cancelled);
  const here = occasions.find((one) => one.id === chosen) ?? first ?? occasions.at(-1);
  return (
    <div class="stack">
      <PartHeader title={named(row)} lead={t("people.title")} base={base} />
      {here ? (
        <>
          <Select
            label={t("people.which")}
            value={String(here.id)}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          >
            {occasions.map((one) => (
              <option key={one.id} value={one.id}>
                {t("people.choose", { day: dayName(parseDay(one.day)), starts: one.starts })}
                {one.cancelled ? ` ${t("state.cancelled")}` : ""}
              </option>
            ))}
          </Select>
          <Occasion
            key={here.id}
            code={code}
            activity={activity}
            occasion={here}
            question={content.question ?? ""}
            choosing={content.choosing === Choosing.ORGANISER}
            onChange={reload}
          />
        </>
      ) : (
        <div class="panel">
          <Empty icon={IconJournal} title={t("noDays")} />
        </div>
      )}
    </div>
  );
}

interface OccasionProps {
  code: string;
  activity: string;
  occasion: OccasionFile;
  question: string;
  choosing: boolean;
  onChange: () => void;
}

function Occasion({ code, activity, occasion, question, choosing, onChange }: OccasionProps) {
  const path = `/api/office/${code}/activities/${activity}`;
  const { value, failure, reload } = useLoaded(`${path}/${occasion.id}`, (signal) =>
    api<Applicant[]>("GET", `${path}/occasions/${occasion.id}/applicants`, undefined, signal),
  );
  const answering = useTask(async (applications: number[], accept: boolean) => {
    const choice: Choose = { applications, accept };
    await api("POST", `${path}/applicants`, choice);
    toast(t("people.accepted", { n: applications.length }));
    reload();
    onChange();
  });
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={5} />;
  const open = value.filter((one) => one.state === ApplicationState.APPLIED);
  const { capacity } = occasion;
  const accepted = value.filter((one) => one.state === ApplicationState.ACCEPTED).length;
  const waiting = value.filter((one) => one.state === ApplicationState.WAITING).length;
  return (
    <div class="stack">
      {occasion.cancelled && <Notice tone="warn">{t("people.cancelled")}</Notice>}
      <p class="number" role="status">
        {t("people.summary", { capacity, accepted, waiting })}
      </p>
      {value.length === 0 && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("people.none")} />
        </div>
      )}
      {question && value.length > 0 && <p class="soft">{question}</p>}
      {choosing && open.length > 1 && (
        <div class="stack">
          <div class="row">
            <Button
              kind="primary"
              busy={answering.busy}
              onClick={() =>
                answering.run(
                  open.map((one) => one.application),
                  true,
                )
              }
            >
              {t("people.acceptAll", { n: open.length })}
            </Button>
          </div>
          <p class="soft small">{t("people.full")}</p>
        </div>
      )}
      <Failure error={answering.failure} />
      <ol class="rows">
        {value.map((one) => (
          <Row
            key={one.application}
            title={one.name || t("people.noName")}
            notes={[
              <State key="state" one={one} over={dayOf(Date.now()) > parseDay(occasion.day)} />,
              t("people.number", { n: one.number }),
              dateAndTime(one.applied_ms),
              one.answer && `「${one.answer}」`,
            ]}
          >
            {one.state === ApplicationState.APPLIED && (
              <span class="row">
                <Button
                  busy={answering.busy}
                  onClick={() => answering.run([one.application], true)}
                >
                  {t("people.accept")}
                </Button>
                <Button
                  kind="quiet"
                  busy={answering.busy}
                  onClick={() => answering.run([one.application], false)}
                >
                  {t("people.decline")}
                </Button>
              </span>
            )}
          </Row>
        ))}
      </ol>
    </div>
  );
}

const TONES = { 1: "warn", 2: "good", 3: "key", 4: "warn", 5: "warn", 6: "warn" } as const;

function State({ one, over }: { one: Applicant; over: boolean }) {
  if (one.came) return <span class="tag tag-good">{t("people.came")}</span>;
  if (over && one.state === ApplicationState.ACCEPTED)
    return <span class="tag tag-bad">{t("people.noShow")}</span>;
  return <span class={`tag tag-${TONES[one.state]}`}>{t(`people.state.${one.state}`)}</span>;
}
