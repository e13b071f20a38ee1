/** What a subsidy comes to, in whole yen (R54): the twin of `server/benefits/rules.py`. */

import type { Calculation, CapPer, CostLine, CostStep } from "../schemas/benefits";
import type { Subsidy } from "./terms";

export function calculate(
  terms: Subsidy,
  costs: readonly CostLine[],
  nights: number,
  persons: number,
): Calculation {
  const steps: CostStep[] = [];
  for (const { kind, numerator, denominator, cap, cap_per } of terms.costs) {
    const yen = costs.filter((line) => line.kind === kind).reduce((sum, line) => sum + line.yen, 0);
    if (yen === 0) continue;
    const share = Math.floor((yen * Math.min(numerator, denominator)) / denominator);
    const most = limit(cap, cap_per, nights, persons);
    const counted = cap ? Math.min(share, most) : share;
    steps.push({ kind, yen, numerator, denominator, share, cap: most, counted });
  }
  const total = steps.reduce((sum, step) => sum + step.counted, 0);
  const cap = limit(terms.cap, terms.cap_per, nights, persons);
  const capped = terms.cap ? Math.min(total, cap) : total;
  return { steps, total, cap, unit: terms.unit, amount: capped - (capped % terms.unit) };
}

function limit(cap: number, per: CapPer, nights: number, persons: number): number {
  if (per === "stay") return cap;
  return per === "person" ? cap * persons : cap * persons * nights;
}
