import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../../api";
import type { WholePolicy } from "../../policy-words/tell";
import { type Automation, Source, Tier, type WritePolicy } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Choice, Field, Select } from "../../ui/field";
import { named } from "../../ui/format";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/desk";
import { isoDay } from "../days";
import { type Draft, faultsOf, keepDraft, MOST_VALIDITIES, type Preset, presets } from "./draft";
import { faultWords } from "./fault-words";
import { useLeaving } from "./leaving";
import { NumberField } from "./number-field";
import { namesOf, type RulesOf } from "./of-body";
import { PolicyView } from "./policy-view";
import { Preview, PreviewFoot, useComparison } from "./preview";
import { Ways } from "./ways";

interface EditorProps {
  code: string;
  rules: RulesOf;
  draft: Draft;
  today: number;
  /** With the first day of what was saved, or null where nothing was. */
  onDone: (from: string | null) => void;
}

const PRESETS: readonly Preset[] = ["base", "either", "distant", "residents"];
const WHO: readonly Automation[] = ["system", "staff"];
const STEPS = ["grant", "renewal", "ending"] as const;

/** Writing rules: every change is kept on the phone, and shown beside in sentences and figures. */
export function RuleEditor({ code, rules, draft: started, today, onDone }: EditorProps) {
  const { route } = useLocation();
  const [draft, setDraft] = useState(started);
  const [touched, touch] = useState(false);
  const [asking, setAsking] = useState(false);
  const { policy, from } = draft;
  const faults = faultsOf(draft, today);
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part };
    setDraft(next);
    touch(true);
    keepDraft(code, next);
  };
  const set = (part: Partial<WholePolicy>) => change({ policy: { ...policy, ...part } });
  const leaving = useLeaving(touched);
  const figures = useComparison(code, rules.inForce, onlyDay(faults) ? policy : null);
  const names = namesOf(rules);
  const prefecture = rules.bodies.find((one) => one.codeText === code)?.prefecture ?? 0;
  const same = JSON.stringify(policy) === JSON.stringify(rules.inForce);
  const { run, busy, failure, clear } = useTask(async () => {
    const wanted: WritePolicy = { from_day: from, policy };
    await api("PUT", `/api/office/${code}/policy`, wanted);
    keepDraft(code, null);
    touch(false);
    onDone(from);
  });
  const number = (
    name: "long_stay_days" | "valid_months" | "renewal_days" | "inactive_months" | "answer_days",
    label: string,
    hint?: string,
  ) => (
    <NumberField
      label={label}
      {...(hint ? { hint } : {})}
      value={policy[name]}
      fault={faults.get(name)}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <form
      class="stack rule-editor"
      onSubmit={(event) => {
        event.preventDefault();
        clear();
        if (faults.size === 0) setAsking(true);
      }}
    >
      <div>
        <h2>{t("edit.title")}</h2>
        <p class="soft">{t("edit.hint")}</p>
      </div>
      <div class="rule-columns">
        <div class="stack">
          <section class="panel stack">
            <div>
              <h3>{t("edit.presets")}</h3>
              <p class="soft">{t("edit.presetsHint")}</p>
            </div>
            <div class="row">
              {PRESETS.map((preset) => (
                <Button
                  key={preset}
                  onClick={() => {
                    const before = policy.premium;
                    set({ premium: presets(prefecture)[preset] });
                    toast(t(`preset.${preset}`), () =>
                      setDraft((now) => {
                        const back = { ...now, policy: { ...now.policy, premium: before } };
                        keepDraft(code, back);
                        return back;
                      }),
                    );
                  }}
                >
                  {t(`preset.${preset}`)}
                </Button>
              ))}
            </div>
          </section>
          <Ways
            ways={policy.premium}
            faults={faults}
            rules={rules}
            names={names}
            onChange={(premium) => set({ premium })}
          />
          <section class="panel stack">
            <h3>{t("edit.counting")}</h3>
            <Choice
              label={<b>{t("edit.consecutive")}</b>}
              hint={t("edit.consecutiveHint")}
              checked={policy.consecutive_days}
              onChange={(event) => set({ consecutive_days: event.currentTarget.checked })}
            />
            <Choice
              label={<b>{t("edit.perProject")}</b>}
              hint={t("edit.perProjectHint")}
              checked={policy.per_project}
              onChange={(event) => set({ per_project: event.currentTarget.checked })}
            />
            <Select
              label={t("edit.weakest")}
              hint={t("edit.weakestHint")}
              value={String(policy.weakest)}
              onChange={(event) => set({ weakest: Number(event.currentTarget.value) as Source })}
            >
              {Object.values(Source).map((source) => (
                <option key={source} value={source}>
                  {t(`edit.source.${source}`)}
                </option>
              ))}
            </Select>
          </section>
          <section class="panel stack">
            <h3>{t("edit.longStay")}</h3>
            {number("long_stay_days", t("edit.longStayDays"))}
            <Select
              label={t("edit.longStayTier")}
              value={String(policy.long_stay_tier)}
              onChange={(event) =>
                set({ long_stay_tier: Number(event.currentTarget.value) as Tier })
              }
            >
              {[Tier.PREMIUM, Tier.BASIC].map((tier) => (
                <option key={tier} value={tier}>
                  {t(`edit.longStayTier.${tier}`)}
                </option>
              ))}
            </Select>
          </section>
          <section class="panel stack">
            <h3>{t("edit.validity")}</h3>
            {number("valid_months", t("edit.validMonths"))}
            {policy.validities.map((one, at) => {
              const put = (changed: typeof one) =>
                set({ validities: policy.validities.with(at, changed) });
              const fault = faults.get(`validities.${at}.programme`);
              return (
                <div class="stack rule-condition" key={at}>
                  <Select
                    label={t("edit.validity.programme")}
                    value={String(one.programme)}
                    error={fault && faultWords(fault)}
                    onChange={(event) =>
                      put({ ...one, programme: Number(event.currentTarget.value) })
                    }
                  >
                    <option value="0" />
                    {rules.programmes.map((programme) => (
                      <option key={programme.id} value={programme.id}>
                        {named(programme)}
                      </option>
                    ))}
                  </Select>
                  <NumberField
                    label={t("edit.validMonths")}
                    value={one.months}
                    fault={faults.get(`validities.${at}.months`)}
                    onChange={(months) => put({ ...one, months })}
                  />
                  <div class="row">
                    <Button
                      kind="quiet"
                      onClick={() => set({ validities: policy.validities.toSpliced(at, 1) })}
                    >
                      {t("edit.validity.remove")}
                    </Button>
                  </div>
                </div>
              );
            })}
            {rules.programmes.length === 0 ? (
              <p class="soft small">{t("edit.noProgrammes")}</p>
            ) : (
              policy.validities.length < MOST_VALIDITIES && (
                <div class="row">
                  <Button
                    onClick={() =>
                      set({ validities: [...policy.validities, { programme: 0, months: 36 }] })
                    }
                  >
                    {t("edit.validity.add")}
                  </Button>
                </div>
              )
            )}
            {number("renewal_days", t("edit.renewalDays"), t("edit.renewalHint"))}
          </section>
          <section class="panel stack">
            <div>
              <h3>{t("edit.automation")}</h3>
              <p class="soft">{t("edit.automationHint")}</p>
            </div>
            {STEPS.map((step) => (
              <Select
                key={step}
                label={t(`edit.${step}`)}
                value={policy[step]}
                onChange={(event) => set({ [step]: event.currentTarget.value as Automation })}
              >
                {WHO.map((who) => (
                  <option key={who} value={who}>
                    {t(`edit.by.${who}`)}
                  </option>
                ))}
              </Select>
            ))}
          </section>
          <section class="panel stack">
            <h3>{t("edit.inactive")}</h3>
            {number("inactive_months", t("edit.inactiveMonths"))}
            {number("answer_days", t("edit.answerDays"))}
          </section>
          <section class="panel stack">
            <Field
              type="date"
              label={t("edit.from")}
              hint={t("edit.fromHint")}
              value={from}
              error={faults.has("from") ? t("fault.day") : undefined}
              onInput={(event) => change({ from: event.currentTarget.value })}
            />
          </section>
        </div>
        <div class="stack rule-result">
          <Preview {...figures} />
          <section class="panel stack">
            <h3>{t("edit.result")}</h3>
            {same && <p class="soft">{t("rules.same")}</p>}
            {onlyDay(faults) ? (
              <PolicyView policy={policy} names={names} />
            ) : (
              <p class="soft">{t("edit.resultFaults")}</p>
            )}
          </section>
        </div>
      </div>
      {faults.size > 0 && (
        <Notice tone="warn" live>
          {t("edit.faults", { n: faults.size })}
        </Notice>
      )}
      <div class="row">
        <Button type="submit" kind="primary" disabled={faults.size > 0}>
          {t("edit.save")}
        </Button>
        <Button onClick={() => onDone(null)}>{t("edit.cancel")}</Button>
      </div>
      <PreviewFoot {...figures} />
      {asking && (
        <Dialog
          title={t("edit.saveTitle", { day: isoDay(from) })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="primary" busy={busy} onClick={run}>
                {t("edit.save")}
              </Button>
            </>
          }
        >
          <p>{t("edit.hint")}</p>
          <Failure error={failure} />
        </Dialog>
      )}
      {leaving.to && (
        <Dialog
          title={t("edit.leaveTitle")}
          onClose={leaving.stay}
          actions={
            <>
              <Button
                kind="quiet"
                onClick={() => {
                  keepDraft(code, null);
                  route(leaving.to as string);
                }}
              >
                {t("edit.leaveDiscard")}
              </Button>
              <Button onClick={() => route(leaving.to as string)}>{t("edit.leave")}</Button>
              <Button kind="primary" onClick={leaving.stay}>
                {t("edit.stay")}
              </Button>
            </>
          }
        >
          <p>{t("edit.leaveHint")}</p>
        </Dialog>
      )}
    </form>
  );
}

/** Whether rules can be told in sentences: nothing is wanting but the day. */
function onlyDay(faults: ReadonlyMap<string, unknown>): boolean {
  return [...faults.keys()].every((place) => place === "from");
}
