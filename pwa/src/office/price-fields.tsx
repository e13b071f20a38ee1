import { useState } from "preact/hooks";
import type { Price } from "../schemas/wire";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { IconCross } from "../ui/icons";
import { t } from "../ui/words/office";

/** Not a number yet: it cannot be saved as it is. */
const MISSING = -1;
export const NEW_PRICE: Price = { name: "", general: MISSING };

export function isWritten({ name, general }: Price): boolean {
  return name.trim() !== "" && general !== MISSING;
}

interface PriceProps {
  price: Price;
  checked: boolean;
  /** Null takes the line away. */
  onChange: (price: Price | null) => void;
}

/** One line of the prices: what townspeople and members pay, and everybody else. */
export function PriceFields({ price, checked, onChange }: PriceProps) {
  const change = (part: Partial<Price>) => onChange({ ...price, ...part });
  return (
    <div class="panel stack">
      <Field
        label={t("price.name")}
        hint={t("price.nameHint")}
        value={price.name}
        maxLength={60}
        error={checked && !price.name.trim() ? t("office.required") : undefined}
        onInput={(event) => change({ name: event.currentTarget.value })}
      />
      <div class="row facility-pair">
        <Yen
          label={t("price.general")}
          value={price.general === MISSING ? null : price.general}
          error={checked && price.general === MISSING ? t("price.missing") : undefined}
          onChange={(general) => change({ general: general ?? MISSING })}
        />
        <Yen
          label={t("price.resident")}
          hint={t("price.residentHint")}
          value={price.resident ?? null}
          onChange={(resident) => change({ resident })}
        />
      </div>
      <details>
        <summary>{t("price.more")}</summary>
        <div class="stack">
          <Field
            label={t("office.english")}
            value={price.english ?? ""}
            maxLength={60}
            onInput={(event) => change({ english: event.currentTarget.value })}
          />
          <div class="row facility-pair">
            <Yen
              label={t("price.basic")}
              hint={t("price.ownHint")}
              value={price.basic ?? null}
              onChange={(basic) => change({ basic })}
            />
            <Yen
              label={t("price.premium")}
              hint={t("price.ownHint")}
              value={price.premium ?? null}
              onChange={(premium) => change({ premium })}
            />
          </div>
          <div class="row facility-pair">
            <Yen
              label={t("price.ageFrom")}
              value={price.age_from || null}
              onChange={(age) => change({ age_from: Math.min(age ?? 0, 150) })}
            />
            <Yen
              label={t("price.ageTo")}
              hint={t("price.ageHint")}
              value={price.age_to || null}
              onChange={(age) => change({ age_to: Math.min(age ?? 0, 150) })}
            />
          </div>
          <div class="row facility-pair">
            <MonthDay
              label={t("price.seasonFrom")}
              value={price.season_from ?? 0}
              onChange={(season_from) => change({ season_from })}
            />
            <MonthDay
              label={t("price.seasonTo")}
              value={price.season_to ?? 0}
              onChange={(season_to) => change({ season_to })}
            />
          </div>
        </div>
      </details>
      <Button kind="quiet" icon={IconCross} onClick={() => onChange(null)}>
        {t("price.away")}
      </Button>
    </div>
  );
}

interface YenProps {
  label: string;
  hint?: string;
  value: number | null;
  error?: string | undefined;
  onChange: (value: number | null) => void;
}

function Yen({ label, hint, value, error, onChange }: YenProps) {
  const text = value === null ? "" : String(value);
  return (
    <Field
      label={label}
      hint={hint}
      error={error}
      value={text}
      inputMode="numeric"
      maxLength={8}
      onInput={(event) => {
        // Full-width digits and separators are what many type.
        const digits = event.currentTarget.value.normalize("NFKC").replace(/[,\s円¥]/g, "");
        if (!/^\d{0,7}$/.test(digits)) {
          event.currentTarget.value = text;
          return;
        }
        onChange(digits === "" ? null : Math.min(Number(digits), 1_000_000));
      }}
    />
  );
}

interface MonthDayProps {
  label: string;
  /** month * 100 + day, 0 for none. */
  value: number;
  onChange: (value: number) => void;
}

/** A day of any year, written 12/1 or 12月1日. */
function MonthDay({ label, value, onChange }: MonthDayProps) {
  const [text, setText] = useState(value ? `${Math.floor(value / 100)}/${value % 100}` : "");
  return (
    <Field
      label={label}
      hint={t("price.seasonHint")}
      value={text}
      maxLength={7}
      onInput={(event) => {
        const written = event.currentTarget.value;
        setText(written);
        const found = /^(\d{1,2})[/月.-](\d{1,2})日?$/.exec(written.normalize("NFKC").trim());
        onChange(found ? Number(found[1]) * 100 + Number(found[2]) : 0);
      }}
    />
  );
}
