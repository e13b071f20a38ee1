import "./projects.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import {
  type ActivityDesk,
  type ActivityFile,
  ActivityState,
  Choosing,
  Ground,
  Skill,
  Theme,
  type WriteActivity,
} from "../../schemas/projects";
import type { Place } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice, Field, Select, TextArea } from "../../ui/field";
import { named } from "../../ui/format";
import { useTask } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t as shared } from "../../ui/words/activities";
import { t } from "../../ui/words/projects";
import { type Draft, draftOf, faultsOf, isOpen, toWrite } from "./draft";
import { OccasionsField } from "./occasions-field";
import { PicturesField } from "./pictures-field";

interface FormProps {
  code: string;
  desk: ActivityDesk;
  places: readonly Place[];
  /** What is there; null for a new one. */
  file: ActivityFile | null;
  onDone: (file: ActivityFile | null) => void;
}

/** A project on one page: four fields make it, all else may follow. */
export function ProjectForm({ code, desk, places, file, onDone }: FormProps) {
  const [draft, write] = useState(() => draftOf(file, desk));
  const [checked, setChecked] = useState(false);
  const set = (change: Partial<Draft>) => write((known) => ({ ...known, ...change }));
  const faults = faultsOf(draft);
  const fault = (name: keyof typeof faults) => (checked && faults[name] ? faults[name] : undefined);
  const open = file !== null && isOpen(file.row.state);
  const partner = desk.partners.find((one) => one.id === draft.partner);
  // R20: the office publishes, and a partner that is designated as a whole.
  const publishes = desk.office || (partner?.general && file?.row.state !== ActivityState.RETURNED);
  const { run, busy, failure } = useTask(async (to: ActivityState) => {
    setChecked(true);
    if (to !== ActivityState.DRAFT ? Object.values(faults).some(Boolean) : faults.name) return;
    const body: WriteActivity = toWrite(draft, to);
    const path = `/api/office/${code}/activities`;
    onDone(
      await (file
        ? api<ActivityFile>("PUT", `${path}/${file.row.id}`, body)
        : api<ActivityFile>("POST", path, body)),
    );
  });
  const goal = publishes || open ? ActivityState.PUBLISHED : ActivityState.SUBMITTED;
  const action = open ? t("save") : publishes ? t("publish") : t("submit");
  return (
    <form
      class="panel stack project-form"
      onSubmit={(event) => {
        event.preventDefault();
        void run(goal);
      }}
    >
      <h2>{t(file ? "form.edit" : "form.new")}</h2>
      {!open && <p class="soft">{t(publishes ? "form.needed" : "form.neededSubmit")}</p>}
      {(desk.partners.length > 1 || (desk.office && desk.partners.length > 0)) && (
        <Select
          label={t("form.partner")}
          value={String(draft.partner ?? "")}
          onChange={(event) => set({ partner: Number(event.currentTarget.value) || null })}
        >
          {desk.office && <option value="">{t("own")}</option>}
          {desk.partners.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
              {one.general && t("form.general")}
            </option>
          ))}
        </Select>
      )}
      <Field
        label={t("form.name")}
        value={draft.name}
        maxLength={60}
        autoFocus
        error={fault("name")}
        onInput={(event) => set({ name: event.currentTarget.value })}
      />
      <TextArea
        label={t("form.about")}
        hint={t("form.aboutHint")}
        value={draft.about}
        maxLength={2000}
        rows={4}
        error={fault("about")}
        onInput={(event) => set({ about: event.currentTarget.value })}
      />
      <OccasionsField code={code} draft={draft} fault={fault("days")} set={set} />
      <Field
        label={t("form.where")}
        value={draft.where}
        maxLength={300}
        error={fault("where")}
        onInput={(event) => set({ where: event.currentTarget.value })}
      />
      <details class="stack">
        <summary>{t("form.more")}</summary>
        <div class="stack">
          <fieldset class="stack">
            <legend>
              <b>{t("form.words")}</b>
            </legend>
            <Field
              label={t("form.english")}
              value={draft.english}
              maxLength={60}
              onInput={(event) => set({ english: event.currentTarget.value })}
            />
            <TextArea
              label={t("form.aboutEnglish")}
              value={draft.about_english}
              maxLength={2000}
              onInput={(event) => set({ about_english: event.currentTarget.value })}
            />
            <PicturesField
              code={code}
              pictures={draft.pictures}
              onChange={(pictures) => set({ pictures })}
            />
          </fieldset>
          <Ticks
            legend={t("form.kinds")}
            all={Object.values(Theme)}
            chosen={draft.themes}
            word={(one) => shared(`theme.${one}`)}
            onChange={(themes) => set({ themes })}
          />
          <Ticks
            legend={t("form.skills")}
            all={Object.values(Skill)}
            chosen={draft.skills}
            word={(one) => shared(`skill.${one}`)}
            onChange={(skills) => set({ skills })}
          />
          <fieldset class="stack">
            <legend>
              <b>{t("form.practical")}</b>
            </legend>
            {places.length > 0 && (
              <Select
                label={t("form.place")}
                hint={t("form.placeHint")}
                value={String(draft.place ?? "")}
                onChange={(event) => set({ place: Number(event.currentTarget.value) || null })}
              >
                <option value="">{t("form.noPlace")}</option>
                {places.map((place) => (
                  <option key={place.id} value={place.id}>
                    {named(place)}
                  </option>
                ))}
              </Select>
            )}
            <MapPoint draft={draft} fault={fault("map")} set={set} />
            {(["bring", "insurance", "reward", "contact"] as const).map((name) => (
              <Field
                key={name}
                label={t(`form.${name}`)}
                hint={name === "reward" ? t("form.rewardHint") : undefined}
                value={draft[name]}
                maxLength={300}
                onInput={(event) => set({ [name]: event.currentTarget.value })}
              />
            ))}
          </fieldset>
          <fieldset class="stack">
            <legend>
              <b>{t("form.applying")}</b>
            </legend>
            <Select
              label={t("form.choosing")}
              value={draft.choosing}
              onChange={(event) => set({ choosing: event.currentTarget.value as Choosing })}
            >
              {Object.values(Choosing).map((one) => (
                <option key={one} value={one}>
                  {t(`form.choosing.${one}`)}
                </option>
              ))}
            </Select>
            <Field
              label={t("form.age")}
              hint={t("form.ageHint")}
              inputMode="numeric"
              value={draft.minimum_age}
              maxLength={2}
              onInput={(event) => set({ minimum_age: digits(event.currentTarget) })}
            />
            <Field
              label={t("form.deadline")}
              hint={t("form.deadlineHint")}
              inputMode="numeric"
              value={draft.deadline_days}
              maxLength={2}
              onInput={(event) => set({ deadline_days: digits(event.currentTarget) })}
            />
            <Field
              label={t("form.question")}
              value={draft.question}
              maxLength={300}
              onInput={(event) => set({ question: event.currentTarget.value })}
            />
          </fieldset>
          {(desk.office || !open) && <Designation draft={draft} set={set} />}
        </div>
      </details>
      {fault("grounds") && <p class="field-error">{fault("grounds")}</p>}
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {action}
        </Button>
        {!open && (
          <Button busy={busy} onClick={() => run(ActivityState.DRAFT)}>
            {t("saveDraft")}
          </Button>
        )}
        <Button kind="quiet" onClick={() => onDone(null)}>
          {words("cancel")}
        </Button>
      </div>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}

function Designation({ draft, set }: PartProps) {
  return (
    <fieldset class="stack">
      <legend>
        <b>{t("form.designation")}</b>
      </legend>
      <Choice
        label={t("form.designated")}
        hint={t("form.designatedHint")}
        checked={draft.designated}
        onChange={(event) => set({ designated: event.currentTarget.checked })}
      />
      {draft.designated && (
        <>
          <Ticks
            legend={t("form.grounds")}
            all={Object.values(Ground)}
            chosen={draft.grounds}
            word={(one) => t(`form.ground.${one}`)}
            onChange={(grounds) => set({ grounds })}
          />
          <Field
            label={t("form.basis")}
            value={draft.basis}
            maxLength={300}
            onInput={(event) => set({ basis: event.currentTarget.value })}
          />
        </>
      )}
    </fieldset>
  );
}

function MapPoint({ draft, fault, set }: PartProps & { fault: string | undefined }) {
  return (
    <div class="stack">
      <div class="project-when">
        <Field
          label={t("form.latitude")}
          inputMode="decimal"
          value={draft.latitude}
          maxLength={12}
          error={fault}
          onInput={(event) => set({ latitude: event.currentTarget.value })}
        />
        <Field
          label={t("form.longitude")}
          inputMode="decimal"
          value={draft.longitude}
          maxLength={12}
          onInput={(event) => set({ longitude: event.currentTarget.value })}
        />
      </div>
      <p class="field-hint">{t("form.mapHint")}</p>
    </div>
  );
}

interface TicksProps<T extends string> {
  legend: string;
  all: readonly T[];
  chosen: readonly T[];
  word: (one: T) => string;
  onChange: (chosen: T[]) => void;
}

function Ticks<T extends string>({ legend, all, chosen, word, onChange }: TicksProps<T>) {
  return (
    <fieldset class="project-ticks">
      <legend>
        <b>{legend}</b>
      </legend>
      {all.map((one) => (
        <Choice
          key={one}
          label={word(one)}
          checked={chosen.includes(one)}
          onChange={(event) =>
            onChange(
              all.filter((other) =>
                other === one ? event.currentTarget.checked : chosen.includes(other),
              ),
            )
          }
        />
      ))}
    </fieldset>
  );
}

/** With full-width digits too; what is none leaves the field. */
function digits(input: HTMLInputElement): string {
  const text = input.value.normalize("NFKC").replace(/\D/g, "");
  input.value = text;
  return text;
}
