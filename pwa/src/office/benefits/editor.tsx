import { useState } from "preact/hooks";
import { api } from "../../api";
import type { Terms } from "../../benefits/terms";
import { formatDay, parseDay } from "../../replica/calendar";
import type { OfficeBenefit } from "../../schemas/benefits";
import type { Place } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice, Field, Select, TextArea } from "../../ui/field";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { t as kinds } from "../../ui/words/benefits";
import { t } from "../../ui/words/office-benefits";
import { condition, MOST_CONDITIONS } from "../rules/draft";
import { loadRules, namesOf, type RulesOf } from "../rules/of-body";
import { ConditionFields, Several } from "../rules/ways";
import { Check, useCheck } from "./check";
import { SubsidyFields } from "./subsidy-fields";
import { fromTemplate } from "./templates";
import { YenField } from "./yen-field";

interface EditorProps {
  code: string;
  /** 0 for a new one. */
  id: number;
  started: Terms;
  /** With what is to be said. */
  onDone: (said: string) => void;
  /** Nothing is to be saved of what was written. */
  onLeave: (id: number, written: Terms) => void;
}

interface Around {
  rules: RulesOf;
  places: Place[];
}

const KINDS = [
  "transport",
  "lodging",
  "workspace",
  "house-repair",
  "facility",
  "resident-rate",
  "association",
  "refuge",
  "discount",
  "child-care",
  "relocation",
  "other",
] as const;
const TIES = ["untied", "place", "activity", "night", "dwelling", "refuge"] as const;
const HANDOVERS = ["on-site", "paid-back", "sent"] as const;
const MARKS = ["any", "suffices", "needed"] as const;
const PERIODS = [1, 2, 3, 4] as const;
const NO_FAULTS = new Map();

/** Writing a benefit: what it is on the left, what R52 says and who may have it on the right. */
export function BenefitEditor(props: EditorProps) {
  const { code } = props;
  const { value, failure, reload } = useLoaded(code, async (signal): Promise<Around> => {
    const [rules, places] = await Promise.all([
      loadRules(code, signal),
      api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal),
    ]);
    return { rules, places };
  });
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={8} />;
  return <Form {...props} {...value} />;
}

function Form({ code, id: given, started, onDone, onLeave, rules, places }: EditorProps & Around) {
  const [id, setId] = useState(given);
  const [terms, setTerms] = useState(started);
  const [touched, touch] = useState(false);
  const [lookedAt, lookAt] = useState<readonly string[]>([]);
  const set = (part: Partial<Terms>) => setTerms({ ...terms, ...part });
  const named = terms.name.trim() !== "";
  const numbers = terms.conditions.every((one) => one.count >= 1 && one.months >= 1);
  const check = useCheck(code, named && numbers ? terms : null);
  const path = `/api/office/${code}/benefits`;
  const { run, busy, failure } = useTask(async (publish: boolean) => {
    touch(true);
    if (!named) return;
    const saved = await api<OfficeBenefit>(id ? "PUT" : "POST", id ? `${path}/${id}` : path, terms);
    if (!publish) return onDone(t("list.saved"));
    // A draft from here on: what is mended next goes into the same one.
    setId(saved.id);
    await api("POST", `${path}/${saved.id}/publish`, { looked_at: lookedAt });
    return onDone(t("list.published"));
  });
  const open = check.found?.findings.filter((one) => one.refuses || !lookedAt.includes(one.code));
  return (
    <form
      class="stack rule-editor"
      onSubmit={(event) => {
        event.preventDefault();
        void run(true);
      }}
    >
      <h2>{t("edit.title")}</h2>
      <div class="rule-columns">
        <div class="stack">
          <section class="panel stack">
            <Field
              label={t("edit.name")}
              value={terms.name}
              maxLength={60}
              error={touched && !named ? t("edit.nameMissing") : undefined}
              onInput={(event) => set({ name: event.currentTarget.value })}
            />
            <TextArea
              label={t("edit.text")}
              value={terms.text}
              maxLength={1000}
              rows={3}
              onInput={(event) => set({ text: event.currentTarget.value })}
            />
            <details>
              <summary>{t("edit.inEnglish")}</summary>
              <div class="stack">
                <Field
                  label={t("edit.english")}
                  value={terms.english}
                  maxLength={60}
                  onInput={(event) => set({ english: event.currentTarget.value })}
                />
                <TextArea
                  label={t("edit.textEnglish")}
                  value={terms.text_english}
                  maxLength={1000}
                  rows={3}
                  onInput={(event) => set({ text_english: event.currentTarget.value })}
                />
              </div>
            </details>
            <Select
              label={t("edit.kind")}
              value={terms.kind}
              onChange={(event) => set({ kind: event.currentTarget.value as Terms["kind"] })}
            >
              {KINDS.map((one) => (
                <option key={one} value={one}>
                  {kinds(`kind.${one}`)}
                </option>
              ))}
            </Select>
            <Select
              label={t("edit.tie")}
              hint={t("edit.tieHint")}
              value={terms.tie}
              onChange={(event) => set({ tie: event.currentTarget.value as Terms["tie"] })}
            >
              {TIES.map((one) => (
                <option key={one} value={one}>
                  {t(`tie.${one}`)}
                </option>
              ))}
            </Select>
            {terms.tie === "place" && (
              <Several
                title={t("edit.places")}
                none={t("edit.noPlaces")}
                things={places.filter((one) => !one.closed || terms.places.includes(one.id))}
                of={terms.places}
                onChange={(all) => set({ places: all })}
              />
            )}
            {terms.tie === "activity" && (
              <Several
                title={t("edit.projects")}
                none={t("edit.noProjects")}
                things={rules.projects.filter((one) => one.designated)}
                of={terms.projects}
                onChange={(projects) => set({ projects })}
              />
            )}
            <Select
              label={t("edit.handover")}
              value={terms.handover}
              onChange={(event) =>
                set({ handover: event.currentTarget.value as Terms["handover"] })
              }
            >
              {HANDOVERS.map((one) => (
                <option key={one} value={one}>
                  {t(`handover.${one}`)}
                </option>
              ))}
            </Select>
          </section>
          <section class="panel stack">
            <h3>{t("edit.who")}</h3>
            <Select
              label={t("edit.tier")}
              value={String(terms.tier)}
              onChange={(event) =>
                set({ tier: Number(event.currentTarget.value) as Terms["tier"] })
              }
            >
              {([2, 1] as const).map((one) => (
                <option key={one} value={one}>
                  {t(`tier.${one}`)}
                </option>
              ))}
            </Select>
            <Choice
              label={<b>{t("edit.helps")}</b>}
              hint={t("edit.helpsHint")}
              checked={terms.helps}
              onChange={(event) => set({ helps: event.currentTarget.checked })}
            />
            <Select
              label={t("edit.mark")}
              value={terms.mark}
              onChange={(event) => set({ mark: event.currentTarget.value as Terms["mark"] })}
            >
              {MARKS.map((one) => (
                <option key={one} value={one}>
                  {t(`mark.${one}`)}
                </option>
              ))}
            </Select>
            <div class="row rule-pair">
              <YenField
                label={t("edit.ageFrom")}
                value={terms.age_from}
                digits={2}
                onChange={(age_from) => set({ age_from })}
              />
              <YenField
                label={t("edit.ageTo")}
                value={terms.age_to}
                digits={2}
                onChange={(age_to) => set({ age_to })}
              />
            </div>
            <h4>{t("edit.conditions")}</h4>
            {terms.conditions.map((one, at) => (
              <ConditionFields
                key={at}
                one={{ ...one, of: [...one.of] }}
                where={`conditions.${at}`}
                faults={NO_FAULTS}
                rules={rules}
                names={namesOf(rules)}
                alone={false}
                onChange={(changed) =>
                  set({
                    conditions: changed
                      ? terms.conditions.with(at, changed)
                      : terms.conditions.toSpliced(at, 1),
                  })
                }
              />
            ))}
            {terms.conditions.length < MOST_CONDITIONS && (
              <div class="row">
                <Button
                  onClick={() => set({ conditions: [...terms.conditions, condition("stay-days")] })}
                >
                  {t("edit.addCondition")}
                </Button>
              </div>
            )}
          </section>
          <section class="panel stack">
            <Choice
              label={<b>{t("edit.subsidy")}</b>}
              hint={t("edit.subsidyHint")}
              checked={terms.subsidy !== null}
              onChange={(event) =>
                set({
                  subsidy: event.currentTarget.checked ? fromTemplate("short", "").subsidy : null,
                })
              }
            />
            {terms.subsidy && (
              <SubsidyFields subsidy={terms.subsidy} onChange={(subsidy) => set({ subsidy })} />
            )}
          </section>
          <section class="panel stack">
            <h3>{t("edit.limits")}</h3>
            <div class="row rule-pair">
              <YenField
                label={t("edit.times")}
                value={terms.times}
                digits={2}
                onChange={(times) => set({ times })}
              />
              <Select
                label={t("edit.period")}
                value={String(terms.period)}
                onChange={(event) =>
                  set({ period: Number(event.currentTarget.value) as Terms["period"] })
                }
              >
                {PERIODS.map((one) => (
                  <option key={one} value={one}>
                    {t(`period.${one}`)}
                  </option>
                ))}
              </Select>
            </div>
            {terms.subsidy && (
              <YenField
                label={t("edit.budget")}
                value={terms.budget}
                onChange={(budget) => set({ budget })}
              />
            )}
            <div class="row rule-pair">
              <DayField
                label={t("edit.from")}
                value={terms.from_day}
                onChange={(from_day) => set({ from_day })}
              />
              <DayField
                label={t("edit.until")}
                value={terms.until_day}
                onChange={(until_day) => set({ until_day })}
              />
            </div>
          </section>
        </div>
        <div class="stack rule-result">
          <Check
            check={check}
            lookedAt={lookedAt}
            onLook={(found, looked) =>
              lookAt(looked ? [...lookedAt, found] : lookedAt.filter((one) => one !== found))
            }
          />
          <Failure error={failure} />
          <div class="row">
            <Button type="submit" kind="primary" busy={busy} disabled={!!open && open.length > 0}>
              {t("edit.publish")}
            </Button>
            <Button busy={busy} onClick={() => run(false)}>
              {t("edit.save")}
            </Button>
            <Button kind="quiet" onClick={() => onLeave(id, terms)}>
              {t("edit.cancel")}
            </Button>
          </div>
        </div>
      </div>
    </form>
  );
}

interface DayProps {
  label: string;
  value: number;
  onChange: (day: number) => void;
}

function DayField({ label, value, onChange }: DayProps) {
  return (
    <Field
      type="date"
      label={label}
      value={value ? formatDay(value) : ""}
      onInput={(event) => {
        const written = event.currentTarget.value;
        onChange(written ? parseDay(written) : 0);
      }}
    />
  );
}
