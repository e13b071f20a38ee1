import { useState } from "preact/hooks";
import { api } from "../api";
import { type Facility, type Hours, Period, Reach, Tier } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice, Field, Select } from "../ui/field";
import { IconCross } from "../ui/icons";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/office";
import { useBodyNames } from "./body-names";
import { ChooseBody } from "./choose-body";
import { HoursFields } from "./hours-fields";
import { isWritten, NEW_PRICE, PriceFields } from "./price-fields";

const STEP_S = 30;
const ALL_DAY: Hours = { weekdays: [0, 1, 2, 3, 4, 5, 6], opens: "09:00", closes: "17:00" };

interface FormProps {
  /** `/api/office/…/places/…`. */
  path: string;
  onDone: (saved: boolean) => void;
}

/** Prices of a place, who is given which, and how its cards are judged (R51, R53). */
export function FacilityForm({ path, onDone }: FormProps) {
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<Facility>("GET", `${path}/facility`, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={8} />;
  return <Fields path={path} known={value} onDone={onDone} />;
}

function Fields({ path, known, onDone }: FormProps & { known: Facility }) {
  const [facility, setFacility] = useState(known);
  // What a line is called, while others come and go.
  const [keys, setKeys] = useState(() => (known.prices ?? []).map((_, at) => at));
  const [checked, setChecked] = useState(false);
  const change = (part: Partial<Facility>) => setFacility({ ...facility, ...part });
  const { prices = [], hours = [], partners = [] } = facility;
  const complete = prices.every(isWritten);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!complete) return;
    await api<Facility>("PUT", `${path}/facility`, facility);
    onDone(true);
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <fieldset class="field facility-group">
        <legend>{t("facility.prices")}</legend>
        <p class="field-hint">{t("facility.pricesHint")}</p>
        {prices.map((price, at) => (
          <PriceFields
            key={keys[at]}
            price={price}
            checked={checked}
            onChange={(next) => {
              change({ prices: put(prices, at, next) });
              if (!next) setKeys(put(keys, at, null));
            }}
          />
        ))}
        {prices.length < 20 && (
          <Button
            onClick={() => {
              change({ prices: [...prices, NEW_PRICE] });
              setKeys([...keys, Math.max(-1, ...keys) + 1]);
            }}
          >
            {t("facility.addPrice")}
          </Button>
        )}
      </fieldset>
      <fieldset class="field facility-group">
        <legend>{t("facility.who")}</legend>
        <Select
          label={t("facility.tier")}
          value={String(facility.tier)}
          onChange={(event) => change({ tier: Number(event.currentTarget.value) as Tier })}
        >
          <option value={Tier.BASIC}>{t("facility.everyone")}</option>
          <option value={Tier.PREMIUM}>{t("facility.premium")}</option>
        </Select>
        {facility.tier === Tier.PREMIUM && (
          <Choice
            label={t("facility.longStay")}
            checked={facility.long_stay ?? false}
            onChange={(event) => change({ long_stay: event.currentTarget.checked })}
          />
        )}
        <Select
          label={t("facility.reach")}
          value={String(facility.reach)}
          onChange={(event) => change({ reach: Number(event.currentTarget.value) as Reach })}
        >
          <option value={Reach.OWN}>{t("facility.own")}</option>
          <option value={Reach.PREFECTURE}>{t("facility.prefecture")}</option>
        </Select>
        <Partners codes={partners} onChange={(next) => change({ partners: next })} />
        <Whole
          label={t("facility.companions")}
          hint={t("facility.companionsHint")}
          value={facility.companions ?? 0}
          most={98}
          onChange={(companions) => change({ companions })}
        />
      </fieldset>
      <fieldset class="field facility-group">
        <legend>{t("facility.quota")}</legend>
        <div class="row facility-pair">
          <Whole
            label={t("facility.times")}
            hint={t("facility.timesHint")}
            value={facility.quota ?? 0}
            most={366}
            onChange={(quota) => change({ quota })}
          />
          <Select
            label={t("facility.period")}
            value={String(facility.period)}
            onChange={(event) => change({ period: Number(event.currentTarget.value) as Period })}
          >
            {Object.values(Period).map((one) => (
              <option key={one} value={one}>
                {t(`facility.period.${one}`)}
              </option>
            ))}
          </Select>
        </div>
      </fieldset>
      <fieldset class="field facility-group">
        <legend>{t("facility.hours")}</legend>
        <p class="field-hint">{t("facility.hoursHint")}</p>
        {hours.map((one, at) => (
          <HoursFields
            key={at}
            hours={one}
            onChange={(next) => change({ hours: put(hours, at, next) })}
          />
        ))}
        {hours.length < 14 && (
          <Button onClick={() => change({ hours: [...hours, ALL_DAY] })}>
            {t("facility.addHours")}
          </Button>
        )}
      </fieldset>
      <fieldset class="field facility-group">
        <legend>{t("facility.judging")}</legend>
        <Whole
          label={t("facility.drift")}
          hint={t("facility.driftHint")}
          value={(facility.tolerated_steps ?? 2) * STEP_S}
          most={3600}
          onChange={(seconds) => change({ tolerated_steps: Math.ceil(seconds / STEP_S) })}
        />
        <Whole
          label={t("facility.listAge")}
          hint={t("facility.listAgeHint")}
          value={facility.list_age_h ?? 168}
          least={1}
          most={8760}
          onChange={(list_age_h) => change({ list_age_h })}
        />
      </fieldset>
      {checked && !complete && <p class="field-error">{t("facility.incomplete")}</p>}
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

/** The list with another item at a place, or with none there. */
function put<T>(all: readonly T[], at: number, one: T | null): T[] {
  return [...all.slice(0, at), ...(one === null ? [] : [one]), ...all.slice(at + 1)];
}

interface WholeProps {
  label: string;
  hint?: string;
  value: number;
  least?: number;
  most: number;
  onChange: (value: number) => void;
}

/** A whole number; what is no number leaves the last one standing. */
function Whole({ label, hint, value, least = 0, most, onChange }: WholeProps) {
  const [text, setText] = useState(String(value));
  return (
    <Field
      label={label}
      hint={hint}
      value={text}
      inputMode="numeric"
      maxLength={4}
      onInput={(event) => setText(event.currentTarget.value)}
      onBlur={() => {
        const wanted = Number.parseInt(text.normalize("NFKC"), 10);
        const next = Number.isNaN(wanted) ? value : Math.min(Math.max(wanted, least), most);
        setText(String(next));
        onChange(next);
      }}
    />
  );
}

interface PartnersProps {
  codes: readonly string[];
  onChange: (codes: string[]) => void;
}

function Partners({ codes, onChange }: PartnersProps) {
  const [adding, setAdding] = useState(false);
  const names = useBodyNames();
  return (
    <div class="field">
      <span class="field-label">{t("facility.partners")}</span>
      <ul class="row">
        {codes.map((code) => (
          <li key={code}>
            <Button
              icon={IconCross}
              aria-label={t("facility.partnerAway", { name: names(code) })}
              onClick={() => onChange(codes.filter((one) => one !== code))}
            >
              {names(code)}
            </Button>
          </li>
        ))}
      </ul>
      {adding ? (
        <ChooseBody
          body={null}
          label={t("facility.partner")}
          onChoose={(body) => {
            setAdding(false);
            if (body && !codes.includes(body.codeText)) onChange([...codes, body.codeText]);
          }}
        />
      ) : (
        codes.length < 50 && (
          <Button kind="quiet" onClick={() => setAdding(true)}>
            {t("facility.addPartner")}
          </Button>
        )
      )}
    </div>
  );
}
