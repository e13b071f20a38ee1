import type { MonthFigures } from "../../schemas/figures";
import { t } from "../../ui/words/figures";
import { Chart, Columns, Table } from "./chart";
import { count, monthAndYear, monthNumber } from "./numbers";

/** What took place month by month: who came and went, who was there, what was used. */
export function Happened({ months }: { months: readonly MonthFigures[] }) {
  const labels = months.map(({ month }) => monthNumber(month));
  const sum = (of: (one: MonthFigures) => number) =>
    months.slice(1).reduce((total, one) => total + of(one), 0);
  const rows = (...of: ((one: MonthFigures) => number)[]) =>
    months.map((one) => [monthAndYear(one.month), ...of.map((each) => each(one))]);
  const values = (of: (one: MonthFigures) => number) => months.map(of);
  const first = months[0];
  const last = months[months.length - 1];
  return (
    <section class="stack">
      <h2>{t("happened")}</h2>
      <div class="charts">
        <Chart
          title={t("flow.members")}
          summary={t("flow.membersSum", {
            before: count(first?.members ?? 0),
            now: count(last?.members ?? 0),
          })}
          table={<Table heads={[t("month"), t("head.members")]} rows={rows((m) => m.members)} />}
        >
          <Columns
            labels={labels}
            series={[{ name: t("head.members"), values: values((m) => m.members) }]}
          />
        </Chart>
        <Chart
          title={t("flow.title")}
          summary={t("flow.sum", {
            joined: count(sum((m) => m.joined)),
            left: count(sum((m) => m.left)),
          })}
          table={
            <Table
              heads={[t("month"), t("flow.joined"), t("flow.left")]}
              rows={rows(
                (m) => m.joined,
                (m) => m.left,
              )}
            />
          }
        >
          <Columns
            labels={labels}
            series={[
              { name: t("flow.joined"), values: values((m) => m.joined) },
              { name: t("flow.left"), values: values((m) => m.left) },
            ]}
          />
        </Chart>
        <Chart
          title={t("days.title")}
          summary={t("days.sum", {
            stays: count(sum((m) => m.stay_days)),
            activities: count(sum((m) => m.activity_days)),
          })}
          table={
            <Table
              heads={[
                t("month"),
                t("days.stayPeople"),
                t("days.stayDays"),
                t("days.activityPeople"),
                t("days.activityDays"),
              ]}
              rows={rows(
                (m) => m.stay_people,
                (m) => m.stay_days,
                (m) => m.activity_people,
                (m) => m.activity_days,
              )}
            />
          }
        >
          <Columns
            labels={labels}
            series={[
              { name: t("days.stay"), values: values((m) => m.stay_days) },
              { name: t("days.activity"), values: values((m) => m.activity_days) },
            ]}
          />
        </Chart>
        <Chart
          title={t("uses.title")}
          summary={t("uses.sum", { n: count(sum((m) => m.uses)) })}
          table={
            <Table
              heads={[t("month"), t("uses.people"), t("uses.times")]}
              rows={rows(
                (m) => m.use_people,
                (m) => m.uses,
              )}
            />
          }
        >
          <Columns
            labels={labels}
            series={[
              { name: t("uses.people"), values: values((m) => m.use_people) },
              { name: t("uses.times"), values: values((m) => m.uses) },
            ]}
          />
        </Chart>
      </div>
    </section>
  );
}
