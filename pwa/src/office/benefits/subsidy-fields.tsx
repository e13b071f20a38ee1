import type { CostRule, Subsidy } from "../../benefits/terms";
import { Button } from "../../ui/button";
import { Choice, Select } from "../../ui/field";
import { IconCross } from "../../ui/icons";
import { t as words } from "../../ui/words/benefits";
import { t } from "../../ui/words/office-benefits";
import { costRule } from "./templates";
import { YenField, yen } from "./yen-field";

const COSTS = [
  "transport",
  "lodging",
  "workspace",
  "child-care",
  "relocation",
  "house-repair",
  "meeting",
  "other",
] as const;
const RATES = ["1/3", "1/2", "2/3", "3/4", "4/5", "1/1"];
const PER = ["stay", "person", "night"] as const;
const UNITS = [1, 10, 100, 1000] as const;
const APPLICANTS = [
  "individual",
  "employee",
  "self-employed",
  "company",
  "student",
  "group",
] as const;

const MOST_NIGHTS = 366;
const MOST_PERSONS = 20;

interface SubsidyProps {
  subsidy: Subsidy;
  onChange: (subsidy: Subsidy) => void;
}

/** Which costs are paid in part, up to how much, to whom, and what proves them (R54). */
export function SubsidyFields({ subsidy, onChange }: SubsidyProps) {
  const set = (part: Partial<Subsidy>) => onChange({ ...subsidy, ...part });
  const free = COSTS.find((kind) => !subsidy.costs.some((one) => one.kind === kind));
  return (
    <div class="stack">
      <h4>{t("edit.costs")}</h4>
      {subsidy.costs.map((one, at) => (
        <CostFields
          key={one.kind}
          one={one}
          taken={subsidy.costs.map(({ kind }) => kind)}
          onChange={(changed) =>
            set({
              costs: changed ? subsidy.costs.with(at, changed) : subsidy.costs.toSpliced(at, 1),
            })
          }
          alone={subsidy.costs.length === 1}
        />
      ))}
      {free && (
        <div class="row">
          <Button onClick={() => set({ costs: [...subsidy.costs, costRule(free, 1, 2)] })}>
            {t("edit.addCost")}
          </Button>
        </div>
      )}
      <div class="row rule-pair">
        <YenField
          label={t("edit.cap")}
          value={subsidy.cap}
          digits={7}
          onChange={(cap) => set({ cap })}
        />
        <Per value={subsidy.cap_per} onChange={(cap_per) => set({ cap_per })} />
      </div>
      <Select
        label={t("edit.unit")}
        value={String(subsidy.unit)}
        onChange={(event) => set({ unit: Number(event.currentTarget.value) as Subsidy["unit"] })}
      >
        {UNITS.map((unit) => (
          <option key={unit} value={unit}>
            {t("unit", { n: yen(unit) })}
          </option>
        ))}
      </Select>
      <fieldset class="stack">
        <legend>
          <b>{t("edit.applicants")}</b>
        </legend>
        {APPLICANTS.map((one) => (
          <Choice
            key={one}
            label={words(`applicant.${one}`)}
            checked={subsidy.applicants.includes(one)}
            // Somebody must be able to apply: the last one stays.
            disabled={subsidy.applicants.length === 1 && subsidy.applicants.includes(one)}
            onChange={(event) =>
              set({
                applicants: event.currentTarget.checked
                  ? [...subsidy.applicants, one]
                  : subsidy.applicants.filter((kind) => kind !== one),
              })
            }
          />
        ))}
      </fieldset>
      <Choice
        label={<b>{t("edit.receipts")}</b>}
        checked={subsidy.receipts}
        onChange={(event) => set({ receipts: event.currentTarget.checked })}
      />
      <Choice
        label={<b>{t("edit.proven")}</b>}
        hint={t("edit.provenHint")}
        checked={subsidy.proven_days}
        onChange={(event) => set({ proven_days: event.currentTarget.checked })}
      />
      <div class="row rule-pair">
        <YenField
          label={t("edit.minNights")}
          value={subsidy.min_nights}
          digits={3}
          onChange={(n) => set({ min_nights: Math.min(MOST_NIGHTS, n) })}
        />
        <YenField
          label={t("edit.maxNights")}
          value={subsidy.max_nights}
          digits={3}
          onChange={(n) => set({ max_nights: Math.min(MOST_NIGHTS, n) })}
        />
        <YenField
          label={t("edit.maxPersons")}
          value={subsidy.max_persons}
          digits={2}
          onChange={(n) => set({ max_persons: Math.min(MOST_PERSONS, Math.max(1, n)) })}
        />
      </div>
    </div>
  );
}

interface CostProps {
  one: CostRule;
  taken: readonly CostRule["kind"][];
  alone: boolean;
  onChange: (changed: CostRule | null) => void;
}

function CostFields({ one, taken, alone, onChange }: CostProps) {
  const set = (part: Partial<CostRule>) => onChange({ ...one, ...part });
  const rate = `${one.numerator}/${one.denominator}`;
  return (
    <div class="stack rule-condition" data-cost={one.kind}>
      <div class="row rule-pair">
        <Select
          label={t("edit.cost")}
          value={one.kind}
          onChange={(event) => set({ kind: event.currentTarget.value as CostRule["kind"] })}
        >
          {COSTS.filter((kind) => kind === one.kind || !taken.includes(kind)).map((kind) => (
            <option key={kind} value={kind}>
              {words(`cost.${kind}`)}
            </option>
          ))}
        </Select>
        <Select
          label={t("edit.rate")}
          value={rate}
          onChange={(event) => {
            const [numerator = 1, denominator = 1] = event.currentTarget.value
              .split("/")
              .map(Number);
            set({ numerator, denominator });
          }}
        >
          {(RATES.includes(rate) ? RATES : [rate, ...RATES]).map((each) => (
            <option key={each} value={each}>
              {each}
            </option>
          ))}
        </Select>
      </div>
      <div class="row rule-pair">
        <YenField
          label={t("edit.costCap")}
          value={one.cap}
          digits={7}
          onChange={(cap) => set({ cap })}
        />
        <Per value={one.cap_per} onChange={(cap_per) => set({ cap_per })} />
      </div>
      {!alone && (
        <div class="row">
          <Button kind="quiet" icon={IconCross} onClick={() => onChange(null)}>
            {t("edit.removeCost")}
          </Button>
        </div>
      )}
    </div>
  );
}

interface PerProps {
  value: Subsidy["cap_per"];
  onChange: (per: Subsidy["cap_per"]) => void;
}

function Per({ value, onChange }: PerProps) {
  return (
    <Select
      label={t("edit.capPer")}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Subsidy["cap_per"])}
    >
      {PER.map((per) => (
        <option key={per} value={per}>
          {t(`per.${per}`)}
        </option>
      ))}
    </Select>
  );
}
