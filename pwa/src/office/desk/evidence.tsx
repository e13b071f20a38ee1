import { useState } from "preact/hooks";
import { api } from "../../api";
import { parseDay } from "../../replica/calendar";
import type { ConfirmEvidence, WaitingEvidence } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure, failureWords } from "../../ui/failure";
import { Choice } from "../../ui/field";
import { dayName } from "../../ui/format";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/desk";

interface ListProps {
  code: string;
  waiting: readonly WaitingEvidence[];
  onChange: () => void;
}

function nameOf({ device, first }: WaitingEvidence): string {
  return `${device}/${first}`;
}

/** By day and place, as they come: what one person of the office remembers together. */
function grouped(waiting: readonly WaitingEvidence[]): Map<string, WaitingEvidence[]> {
  const groups = new Map<string, WaitingEvidence[]>();
  for (const one of waiting) {
    const key = `${one.day} ${one.place}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return groups;
}

/** Evidence weaker than the body accepts: staff say whether it counts (R26). */
export function Evidence({ code, waiting, onChange }: ListProps) {
  const [chosen, choose] = useState<ReadonlySet<string>>(new Set());
  const some = waiting.filter((one) => chosen.has(nameOf(one)));
  const set = (rows: readonly WaitingEvidence[], on: boolean) => {
    const next = new Set(chosen);
    for (const one of rows) {
      if (on) next.add(nameOf(one));
      else next.delete(nameOf(one));
    }
    choose(next);
  };
  const say = (rows: readonly WaitingEvidence[], confirmed: boolean) => {
    const evidence = rows.map(({ device, first }) => ({ device, first }));
    const wanted: ConfirmEvidence = { evidence, confirmed };
    return api("POST", `/api/office/${code}/evidence`, wanted);
  };
  const tell = (rows: readonly WaitingEvidence[], confirmed: boolean) =>
    t(confirmed ? "evidence.counted" : "evidence.declined", { n: rows.length });
  const { run, busy, failure } = useTask(async (confirmed: boolean) => {
    await say(some, confirmed);
    choose(new Set());
    onChange();
    // The other word takes its place: staff have looked at it, so it does not wait again.
    toast(tell(some, confirmed), () => {
      say(some, !confirmed).then(
        () => {
          toast(tell(some, !confirmed));
          onChange();
        },
        (error: unknown) => toast(failureWords(error)),
      );
    });
  });
  return (
    <section class="stack" data-evidence={waiting.length}>
      <div>
        <h2>
          {t("evidence.title")} <span class="tag tag-key">{t("cases", { n: waiting.length })}</span>
        </h2>
        <p class="soft">{t("evidence.hint")}</p>
      </div>
      <Choice
        label={<b>{t("evidence.all", { n: waiting.length })}</b>}
        checked={some.length === waiting.length}
        onChange={(event) => set(waiting, event.currentTarget.checked)}
      />
      {[...grouped(waiting)].map(([key, rows]) => (
        <Group key={key} rows={rows} chosen={chosen} onChoose={set} />
      ))}
      <Failure error={failure} />
      {some.length > 0 && (
        <div class="panel desk-foot">
          <p role="status">
            <b>{t("evidence.chosen", { n: some.length })}</b>
          </p>
          <div class="row">
            <Button kind="primary" busy={busy} onClick={() => run(true)}>
              {t("evidence.count")}
            </Button>
            <Button kind="danger" busy={busy} onClick={() => run(false)}>
              {t("evidence.decline")}
            </Button>
          </div>
        </div>
      )}
    </section>
  );
}

interface GroupProps {
  rows: readonly WaitingEvidence[];
  chosen: ReadonlySet<string>;
  onChoose: (rows: readonly WaitingEvidence[], on: boolean) => void;
}

function Group({ rows, chosen, onChoose }: GroupProps) {
  const [{ day, place }] = rows as [WaitingEvidence];
  return (
    <fieldset class="panel stack">
      <legend class="unseen">
        {dayName(parseDay(day))} {place}
      </legend>
      <div class="row spread">
        <h3>
          {dayName(parseDay(day))} {place || t("evidence.nowhere")}
        </h3>
        {rows.length > 1 && (
          <Button
            kind="quiet"
            onClick={() => onChoose(rows, !rows.every((one) => chosen.has(nameOf(one))))}
          >
            {t("evidence.group", { n: rows.length })}
          </Button>
        )}
      </div>
      {rows.map((one) => (
        <Choice
          key={nameOf(one)}
          label={
            <b>
              {t("number", { n: one.number })} {one.name}
            </b>
          }
          hint={[
            t(`evidence.source.${one.source}`),
            one.records > 1 && t("evidence.records", { n: one.records }),
          ]
            .filter(Boolean)
            .join(" · ")}
          checked={chosen.has(nameOf(one))}
          onChange={(event) => onChoose([one], event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
