import { useState } from "preact/hooks";
import { api } from "../../api";
import { dayOf, formatDay, parseDay } from "../../replica/calendar";
import { type Days, MAX_OCCASIONS, type Recurrence, Repeats } from "../../schemas/projects";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice, Field, Select } from "../../ui/field";
import { dayName } from "../../ui/format";
import { IconCross } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/projects";
import { allOccasions, type Draft, dayFault, keyOf, together } from "./draft";

interface FieldProps {
  code: string;
  draft: Draft;
  fault: string | undefined;
  set: (change: Partial<Draft>) => void;
}

/** Days of a project: one by one, or those that come again, each of which can be taken away. */
export function OccasionsField({ code, draft, fault, set }: FieldProps) {
  const [repeating, repeat] = useState(false);
  const [repeats, setRepeats] = useState<Repeats>(Repeats.WEEKLY);
  const [until, setUntil] = useState("");
  const [checked, setChecked] = useState(false);
  const [more, setMore] = useState(false);
  const today = formatDay(dayOf(Date.now()));
  const add = () => {
    setChecked(true);
    if (dayFault(draft)) return;
    setChecked(false);
    set({ occasions: allOccasions(draft), day: "" });
  };
  const adding = useTask(async () => {
    setChecked(true);
    if (dayFault(draft) || !until) return;
    const asked: Recurrence = { first: draft.day, until, repeats, weekdays: [] };
    const found = await api<Days>("POST", `/api/office/${code}/activities/days`, asked);
    const { starts, ends } = draft;
    const added = found.days.map((day) => ({
      day,
      starts,
      ends,
      capacity: Number(draft.capacity),
    }));
    const all = together(draft.occasions, added);
    setMore(found.more || all.length > MAX_OCCASIONS);
    set({ occasions: all.slice(0, MAX_OCCASIONS), day: "" });
    setChecked(false);
    repeat(false);
    toast(t("form.added", { n: added.length }));
  });
  const remove = (key: string) => {
    const before = draft.occasions;
    const gone = before.find((one) => keyOf(one) === key);
    set({ occasions: before.filter((one) => keyOf(one) !== key) });
    if (gone)
      toast(t("form.dayGone", { day: dayName(parseDay(gone.day)) }), () =>
        set({ occasions: before }),
      );
  };
  return (
    <fieldset class="stack">
      <legend>
        <b>{t("form.days")}</b>
      </legend>
      {draft.occasions.length > 0 && (
        <ul class="project-days" data-days={draft.occasions.length}>
          {draft.occasions.map((one) => {
            const key = keyOf(one);
            const people = draft.people.get(key) ?? 0;
            const day = dayName(parseDay(one.day));
            return (
              <li key={key}>
                <span class="number">
                  {day} {one.starts}–{one.ends}
                  {people > 0 && (
                    <span class="soft small"> {t("form.hasPeople", { n: people })}</span>
                  )}
                </span>
                {one.day >= today && (
                  <Button
                    kind="quiet"
                    aria-label={t("form.dayAway", { day, starts: one.starts })}
                    onClick={() => remove(key)}
                  >
                    <IconCross size={20} />
                  </Button>
                )}
              </li>
            );
          })}
        </ul>
      )}
      <div class="project-when">
        <Field
          label={t("form.day")}
          type="date"
          min={today}
          value={draft.day}
          error={fault ?? (checked ? dayFault(draft) : undefined)}
          onInput={(event) => set({ day: event.currentTarget.value })}
        />
        <Field
          label={t("form.starts")}
          type="time"
          value={draft.starts}
          onInput={(event) => set({ starts: event.currentTarget.value })}
        />
        <Field
          label={t("form.ends")}
          type="time"
          value={draft.ends}
          onInput={(event) => set({ ends: event.currentTarget.value })}
        />
        <Field
          label={t("form.capacity")}
          inputMode="numeric"
          maxLength={4}
          value={draft.capacity}
          onInput={(event) =>
            set({ capacity: event.currentTarget.value.normalize("NFKC").replace(/\D/g, "") })
          }
        />
      </div>
      <Choice
        label={t("form.repeat")}
        checked={repeating}
        onChange={(event) => repeat(event.currentTarget.checked)}
      />
      {repeating ? (
        <>
          <div class="project-when">
            <Select
              label={t("form.repeats")}
              value={repeats}
              onChange={(event) => setRepeats(event.currentTarget.value as Repeats)}
            >
              {Object.values(Repeats).map((one) => (
                <option key={one} value={one}>
                  {t(`form.repeats.${one}`)}
                </option>
              ))}
            </Select>
            <Field
              label={t("form.until")}
              type="date"
              min={draft.day || today}
              value={until}
              error={checked && !until ? t("form.missingDay") : undefined}
              onInput={(event) => setUntil(event.currentTarget.value)}
            />
          </div>
          <div class="row">
            <Button busy={adding.busy} onClick={adding.run}>
              {t("form.addDays")}
            </Button>
          </div>
        </>
      ) : (
        <div class="row">
          <Button onClick={add}>{t("form.addDay")}</Button>
        </div>
      )}
      {more && <Notice tone="warn">{t("form.tooMany", { n: MAX_OCCASIONS })}</Notice>}
      <Failure error={adding.failure} />
    </fieldset>
  );
}
