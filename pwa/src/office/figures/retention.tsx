import type { Cohort } from "../../schemas/figures";
import { t } from "../../ui/words/figures";
import { Scroll } from "../scroll";
import { count, monthAndYear, percent } from "./numbers";
import { shadeOf } from "./tiles";

/** Who stays: of those who registered in a month, how many are still there month by month. */
export function Retention({ cohorts }: { cohorts: readonly Cohort[] }) {
  const most = Math.max(...cohorts.map(({ kept }) => kept.length));
  const joined = cohorts.reduce((sum, one) => sum + one.joined, 0);
  const here = cohorts.reduce((sum, one) => sum + (one.kept[one.kept.length - 1] ?? 0), 0);
  return (
    <section class="panel stack">
      <h2>{t("kept.title")}</h2>
      <p class="soft">
        {t("kept.sum", { joined: count(joined), n: count(here), part: percent(here, joined) })}
      </p>
      <Scroll class="chart-scroll" label={t("kept.title")}>
        <table class="kept">
          <thead>
            <tr>
              <th scope="col">{t("kept.month")}</th>
              <th scope="col">{t("flow.joined")}</th>
              {Array.from({ length: most }, (_, at) => (
                <th key={at} scope="col">
                  {at === 0 ? t("kept.same") : t("kept.after", { n: at })}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {cohorts.map(({ month, joined: n, kept }) => (
              <tr key={month}>
                <th scope="row">{monthAndYear(month)}</th>
                <td class="number">{count(n)}</td>
                {kept.map((people, at) => (
                  <td key={at} class={`number tile-${shadeOf(Math.max(0, 2 * people - n), n)}`}>
                    {percent(people, n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </section>
  );
}
