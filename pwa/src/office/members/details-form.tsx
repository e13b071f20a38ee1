import { useState } from "preact/hooks";
import { ApiProblem } from "../../api";
import type { MemberDetails } from "../../schemas/office";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field, Select, TextArea } from "../../ui/field";
import { useTask } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/members";
import { usePrefectures } from "./prefectures";

type Full = Required<MemberDetails>;
type Texts = Exclude<keyof Full, "prefecture" | "note">;

interface DetailsFieldsProps {
  details: MemberDetails;
  onChange: (details: MemberDetails) => void;
  /** Which fields, in this order. */
  fields: readonly (keyof Full)[];
  /** The field that cannot be taken as it is. */
  wrong: string;
}

const LABELS = {
  name: "details.name",
  kana: "details.kana",
  birth_day: "details.birth",
  postal_code: "details.postal",
  address: "details.address",
  email: "details.email",
  telephone: "details.phone",
  old_number: "details.old",
  category: "details.category",
} as const satisfies Record<Texts, string>;
const MOST = {
  name: 100,
  kana: 100,
  birth_day: 10,
  postal_code: 10,
  address: 200,
  email: 254,
  telephone: 30,
  old_number: 40,
  category: 60,
} as const satisfies Record<Texts, number>;

/** The day before which nobody alive was born, for the keyboard's year to be four digits. */
const LATEST = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);

/** Fields of what a body knows of a member. */
export function DetailsFields({ details, onChange, fields, wrong }: DetailsFieldsProps) {
  const prefectures = usePrefectures();
  return (
    <div class="member-fields">
      {fields.map((name) => {
        if (name === "prefecture") {
          return (
            <Select
              key={name}
              label={t("details.prefecture")}
              value={String(details.prefecture ?? 0)}
              onChange={(event) =>
                onChange({ ...details, prefecture: Number(event.currentTarget.value) })
              }
            >
              <option value="0">{t("list.unknown")}</option>
              {[...prefectures].map(([number, word]) => (
                <option key={number} value={String(number)}>
                  {word}
                </option>
              ))}
            </Select>
          );
        }
        if (name === "note") {
          return (
            <div key={name} class="member-fields-wide">
              <TextArea
                label={t("details.note")}
                hint={t("details.noteHint")}
                value={details.note ?? ""}
                maxLength={1000}
                onInput={(event) => onChange({ ...details, note: event.currentTarget.value })}
              />
            </div>
          );
        }
        return (
          <Field
            key={name}
            label={t(LABELS[name])}
            type={name === "birth_day" ? "date" : "text"}
            max={name === "birth_day" ? LATEST() : undefined}
            value={details[name] ?? ""}
            maxLength={MOST[name]}
            autoComplete="off"
            error={wrong === name ? wrongWords(name) : undefined}
            onInput={(event) => onChange({ ...details, [name]: event.currentTarget.value })}
          />
        );
      })}
    </div>
  );
}

function wrongWords(name: Texts): string {
  if (name === "name") return t("details.nameMissing");
  return t(name === "email" ? "details.wrong.email" : "details.wrong.birth_day");
}

/** The field that a refusal names, where it is one of the form's. */
export function fieldOf(failure: unknown): string {
  return failure instanceof ApiProblem ? (failure.problem.field ?? "") : "";
}

interface DetailsFormProps {
  details: MemberDetails;
  fields: readonly (keyof Full)[];
  save: (details: MemberDetails) => Promise<void>;
  onCancel?: () => void;
}

/** What a body knows of a member, to be written. */
export function DetailsForm({ details, fields, save, onCancel }: DetailsFormProps) {
  const [draft, setDraft] = useState(details);
  const { run, busy, failure } = useTask(() => save(draft));
  const wrong = fieldOf(failure);
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <DetailsFields details={draft} onChange={setDraft} fields={fields} wrong={wrong} />
      {!wrong && <Failure error={failure} />}
      <div class="row">
        {onCancel && <Button onClick={onCancel}>{words("cancel")}</Button>}
        <Button type="submit" kind="primary" busy={busy}>
          {t("details.save")}
        </Button>
      </div>
    </form>
  );
}
