import type { MonthFigures } from "../../schemas/figures";
import { t } from "../../ui/words/figures";
import { Chart, Columns, Table } from "./chart";
import { count, monthAndYear, monthNumber } from "./numbers";

/** What it costs the town. The benefits' own costs (R50-R54) take their place in this section. */
export function Costs({ months }: { months: readonly MonthFigures[] }) {
  const year = months.slice(1);
  const sum = (of: (one: MonthFigures) => number) => year.reduce((n, one) => n + of(one), 0);
  return (
    <section class="stack">
      <h2>{t("costs")}</h2>
      <Chart
        title={t("costs.rates")}
        summary={t("costs.sum", {
          paid: count(sum((m) => m.paid)),
          reduced: count(sum((m) => m.reduced)),
        })}
        table={
          <Table
            heads={[t("month"), t("costs.paid"), t("costs.reduced")]}
            rows={months.map((m) => [monthAndYear(m.month), m.paid, m.reduced])}
          />
        }
      >
        <Columns
          labels={months.map(({ month }) => monthNumber(month))}
          series={[
            { name: t("costs.paid"), values: months.map((m) => m.paid) },
            { name: t("costs.reduced"), values: months.map((m) => m.reduced) },
          ]}
        />
      </Chart>
    </section>
  );
}
