import type { Calculation } from "../schemas/benefits";
import { t } from "../ui/words/benefits";

/** An amount, line by line: how it comes about. */
export function CalculationView({ found }: { found: Calculation }) {
  return (
    <div class="calculation number" data-amount={found.amount}>
      <ul>
        {found.steps.map((step) => (
          <li key={step.kind}>
            {t("calc.line", {
              cost: t(`cost.${step.kind}`),
              yen: yen(step.yen),
              n: step.numerator,
              d: step.denominator,
              share: yen(step.share),
            })}
            {step.counted < step.share && (
              <> {t("calc.lineCap", { cap: yen(step.cap), counted: yen(step.counted) })}</>
            )}
          </li>
        ))}
        {found.steps.length > 1 && <li>{t("calc.total", { total: yen(found.total) })}</li>}
        {found.cap > 0 && found.total > found.cap && (
          <li>{t("calc.cap", { cap: yen(found.cap) })}</li>
        )}
        {found.unit > 1 && <li>{t("calc.unit", { unit: yen(found.unit) })}</li>}
      </ul>
      <p class="calculation-amount">
        <b>{t("calc.amount", { amount: yen(found.amount) })}</b>
      </p>
    </div>
  );
}

export function yen(amount: number): string {
  return amount.toLocaleString("en");
}
