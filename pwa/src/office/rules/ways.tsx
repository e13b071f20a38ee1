import { useState } from "preact/hooks";
import type { Names, WholeCondition } from "../../policy-words/tell";
import type { ConditionKind } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Choice, Select } from "../../ui/field";
import { named } from "../../ui/format";
import { IconAlert, IconCross } from "../../ui/icons";
import { t } from "../../ui/words/desk";
import { ChooseBody } from "../choose-body";
import {
  condition,
  type Fault,
  type Faults,
  isCounted,
  MOST_CONDITIONS,
  MOST_NAMED,
  MOST_WAYS,
} from "./draft";
import { faultWords } from "./fault-words";
import { NumberField } from "./number-field";
import type { RulesOf } from "./of-body";

type Way = WholeCondition[];

interface WaysProps {
  ways: readonly Way[];
  faults: Faults;
  rules: RulesOf;
  names: Names;
  onChange: (ways: Way[]) => void;
}

/** Their words alone, here and elsewhere in the office: the table of them would go into the holder's
 * shell, where the other tables of the wire are. */
const KINDS: readonly ConditionKind[] = [
  "activities",
  "projects",
  "stay-days",
  "residence",
  "programme",
];
const FIRST = condition("activities", { count: 3 });

/** The requirement: any of several ways, each of which asks for all of its conditions. */
export function Ways({ ways, faults, rules, names, onChange }: WaysProps) {
  return (
    <section class="stack">
      <div>
        <h3>{t("edit.ways")}</h3>
        <p class="soft">{t("edit.waysHint")}</p>
      </div>
      {ways.map((way, at) => (
        <fieldset class="panel stack rule-way" key={at}>
          <legend class="tag tag-key">{t("edit.way", { n: at + 1 })}</legend>
          {at > 0 && <p class="rule-or">{t("edit.or")}</p>}
          {way.map((one, place) => (
            <div key={place}>
              {place > 0 && <p class="rule-and">{t("edit.and")}</p>}
              <ConditionFields
                one={one}
                where={`premium.${at}.${place}`}
                faults={faults}
                rules={rules}
                names={names}
                alone={way.length === 1}
                onChange={(changed) =>
                  onChange(
                    [...ways].with(
                      at,
                      changed ? way.with(place, changed) : way.toSpliced(place, 1),
                    ),
                  )
                }
              />
            </div>
          ))}
          <div class="row">
            {way.length < MOST_CONDITIONS && (
              <Button
                onClick={() => onChange([...ways].with(at, [...way, condition("stay-days")]))}
              >
                {t("edit.addCondition")}
              </Button>
            )}
            {ways.length > 1 && (
              <Button kind="quiet" icon={IconCross} onClick={() => onChange(ways.toSpliced(at, 1))}>
                {t("edit.removeWay", { n: at + 1 })}
              </Button>
            )}
          </div>
        </fieldset>
      ))}
      {ways.length < MOST_WAYS && (
        <div class="row">
          <Button onClick={() => onChange([...ways, [FIRST]])}>{t("edit.addWay")}</Button>
        </div>
      )}
    </section>
  );
}

interface ConditionProps {
  one: WholeCondition;
  /** Its place in the draft, as faults name it. */
  where: string;
  faults: Faults;
  rules: RulesOf;
  names: Names;
  /** The only one of its way: it cannot go. */
  alone: boolean;
  onChange: (changed: WholeCondition | null) => void;
}

export function ConditionFields(props: ConditionProps) {
  const { one, where, faults, rules, names, alone, onChange } = props;
  const set = (part: Partial<WholeCondition>) => onChange({ ...one, ...part });
  const fault = faults.get(`${where}.of`);
  return (
    <div class="stack rule-condition">
      <Select
        label={t("edit.kind")}
        value={one.kind}
        onChange={(event) => {
          const kind = event.currentTarget.value as ConditionKind;
          // What was named is of another kind; numbers may well stay.
          set({ kind, of: [], excluded: false });
        }}
      >
        {KINDS.map((kind) => (
          <option key={kind} value={kind}>
            {t(`edit.kind.${kind}`)}
          </option>
        ))}
      </Select>
      {isCounted(one.kind) && (
        <div class="row rule-pair">
          <NumberField
            label={t(one.kind === "stay-days" ? "edit.days" : "edit.times")}
            value={one.count}
            fault={faults.get(`${where}.count`)}
            onChange={(count) => set({ count })}
          />
          <NumberField
            label={t("edit.months")}
            value={one.months}
            fault={faults.get(`${where}.months`)}
            onChange={(months) => set({ months })}
          />
        </div>
      )}
      {one.kind === "projects" && (
        <Several
          title={t("edit.projects")}
          none={t("edit.noProjects")}
          things={rules.projects.filter((project) => project.designated)}
          of={one.of}
          onChange={(of) => set({ of })}
        />
      )}
      {one.kind === "programme" && (
        <Several
          title={t("edit.programmes")}
          none={t("edit.noProgrammes")}
          things={rules.programmes}
          of={one.of}
          onChange={(of) => set({ of })}
        />
      )}
      {one.kind === "residence" && (
        <Bodies of={one.of} names={names} onChange={(of) => set({ of })} />
      )}
      {fault && <OfFault fault={fault} />}
      {!isCounted(one.kind) && (
        <Select
          label={t("edit.which")}
          value={one.excluded ? "without" : "within"}
          onChange={(event) => set({ excluded: event.currentTarget.value === "without" })}
        >
          <option value="within">
            {t(one.kind === "residence" ? "edit.within" : "edit.belongs")}
          </option>
          <option value="without">
            {t(one.kind === "residence" ? "edit.without" : "edit.belongsNot")}
          </option>
        </Select>
      )}
      {!alone && (
        <div class="row">
          <Button kind="quiet" icon={IconCross} onClick={() => onChange(null)}>
            {t("edit.removeCondition")}
          </Button>
        </div>
      )}
    </div>
  );
}

function OfFault({ fault }: { fault: Fault }) {
  return (
    <p class="field-error" role="alert">
      <IconAlert />
      {faultWords(fault)}
    </p>
  );
}

interface SeveralProps {
  title: string;
  /** Where there is nothing to choose. */
  none: string;
  things: readonly { id: number; name: string; english: string }[];
  of: readonly number[];
  onChange: (of: number[]) => void;
}

/** Any number of some things. */
export function Several({ title, none, things, of, onChange }: SeveralProps) {
  return (
    <fieldset class="stack">
      <legend>
        <b>{title}</b>
      </legend>
      {things.length === 0 && <p class="soft">{none}</p>}
      {things.map((one) => (
        <Choice
          key={one.id}
          label={named(one)}
          checked={of.includes(one.id)}
          onChange={(event) =>
            onChange(
              event.currentTarget.checked ? [...of, one.id] : of.filter((id) => id !== one.id),
            )
          }
        />
      ))}
    </fieldset>
  );
}

interface BodiesProps {
  of: readonly number[];
  names: Names;
  onChange: (of: number[]) => void;
}

function Bodies({ of, names, onChange }: BodiesProps) {
  const [turn, setTurn] = useState(0);
  return (
    <fieldset class="stack">
      <legend>
        <b>{t("edit.bodies")}</b>
      </legend>
      {of.length > 0 && (
        <ul class="row">
          {of.map((code) => (
            <li key={code}>
              <Button
                icon={IconCross}
                aria-label={t("edit.removeBody", { name: names.body(code) })}
                onClick={() => onChange(of.filter((one) => one !== code))}
              >
                {names.body(code)}
              </Button>
            </li>
          ))}
        </ul>
      )}
      {of.length < MOST_NAMED && (
        <ChooseBody
          key={turn}
          body={null}
          label={t("edit.addBody")}
          onChoose={(body) => {
            if (body && !of.includes(body.code)) onChange([...of, body.code]);
            setTurn(turn + 1);
          }}
        />
      )}
    </fieldset>
  );
}
