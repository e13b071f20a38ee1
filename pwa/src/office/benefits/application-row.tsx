import type { ComponentChildren } from "preact";
import { CalculationView } from "../../benefits/calculation-view";
import type { OfficeApplication } from "../../schemas/benefits";
import { dateAndTime, named } from "../../ui/format";
import { IconAlert, IconCheck } from "../../ui/icons";
import { t as words } from "../../ui/words/benefits";
import { t } from "../../ui/words/office-benefits";
import { fullDay, isoDay } from "../days";
import { yen } from "./yen-field";

interface RowProps {
  path: string;
  one: OfficeApplication;
  /** What can be done about it. */
  children?: ComponentChildren;
}

/** An application with all that a decision needs: amounts, receipts, the days that are recorded. */
export function ApplicationRow({ path, one, children }: RowProps) {
  const { asked, calculation, terms } = one;
  const cost = asked.costs.reduce((sum, line) => sum + line.yen, 0);
  const proven = one.days_recorded >= one.days;
  return (
    <section class="panel stack application" data-application={one.id}>
      <div class="application-head">
        <h3>
          {t("sub.number", { n: one.number })} {one.member}
        </h3>
        <p class="application-amount number">
          {one.amount > 0 ? (
            <b>{t("sub.amountGranted", { yen: yen(one.amount) })}</b>
          ) : (
            <b>{t("sub.computed", { yen: yen(calculation.amount) })}</b>
          )}
        </p>
      </div>
      <p>
        {named({ name: one.name, english: one.english })} · {words(`applicant.${asked.applicant}`)}
      </p>
      <p class="number">
        {periodWords(asked)} · {t("sub.asked", { yen: yen(cost) })}{" "}
        {one.paid_on && <>· {t("sub.paidOn", { day: isoDay(one.paid_on) })}</>}
      </p>
      {terms.proven_days && (
        <p class={proven ? "application-proof application-proven" : "application-proof"}>
          {proven ? <IconCheck /> : <IconAlert />}
          <span class="number">
            {t("sub.days", { days: one.days, recorded: one.days_recorded })} ·{" "}
            {t("sub.activities", { n: one.activities })}
          </span>
        </p>
      )}
      {(asked.receipts ?? 0) > 0 ? (
        <ul class="receipts" aria-label={t("sub.receipts")}>
          {Array.from({ length: asked.receipts ?? 0 }, (_, at) => {
            const href = `${path}/${one.id}/receipts/${at + 1}`;
            return (
              <li key={at}>
                <a href={href} target="_blank" rel="noreferrer">
                  <img
                    class="receipt"
                    src={href}
                    loading="lazy"
                    alt={t("sub.receipt", { n: at + 1 })}
                  />
                </a>
              </li>
            );
          })}
        </ul>
      ) : (
        <p class="soft">{t("sub.noReceipts")}</p>
      )}
      {asked.words && <p class="said said-words">{asked.words}</p>}
      <details>
        <summary>{t("sub.how")}</summary>
        <CalculationView found={calculation} />
        <p class="soft small number">
          {t("sub.payee", {
            bank: asked.payee.bank,
            branch: asked.payee.branch,
            kind: words(`apply.accountKind.${asked.payee.kind}`),
            number: asked.payee.number,
            holder: asked.payee.holder,
          })}
        </p>
        <h4>{t("sub.history")}</h4>
        <ul class="small">
          {one.steps.map((step) => (
            <li key={`${step.ms}.${step.kind}`}>
              {dateAndTime(step.ms)} {t(`step.${step.kind as "applied"}`)}{" "}
              {step.amount > 0 && words("calc.amount", { amount: yen(step.amount) })}{" "}
              <span class="soft">{t("sub.rule", { rule: step.rule })}</span> {step.words}
            </li>
          ))}
        </ul>
      </details>
      {children}
    </section>
  );
}

function periodWords({ from_day, nights, persons }: OfficeApplication["asked"]): string {
  const day = fullDay(from_day);
  return nights === 0
    ? t("sub.dayTrip", { day, persons })
    : t("sub.period", { day, n: nights, persons });
}
