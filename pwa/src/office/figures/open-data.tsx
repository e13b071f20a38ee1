import { useState } from "preact/hooks";
import { api } from "../../api";
import type { OpenCell, OpenFigures, Publishing, PublishingView } from "../../schemas/figures";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/figures";
import { useBodyNames } from "../body-names";
import { Scroll } from "../scroll";
import { count, monthAndYear } from "./numbers";
import { codeOf } from "./tiles";

const THRESHOLDS = [3, 5, 10, 20];

interface OpenDataProps {
  code: string;
  /** Who alone may switch. */
  admin: boolean;
}

/** Whether everyone may read the figures, and exactly what they would read. */
export function OpenData({ code, admin }: OpenDataProps) {
  const [threshold, choose] = useState(0);
  const path = `/api/office/${code}/publishing`;
  const { value, failure, reload } = useLoaded(`${code}/${threshold}`, (signal) =>
    api<PublishingView>(
      "GET",
      threshold ? `${path}?threshold=${threshold}` : path,
      undefined,
      signal,
    ),
  );
  const write = useTask(async (next: Publishing, back: Publishing) => {
    await api("PUT", path, next);
    reload();
    toast(next.on ? t("open.opened") : t("open.closed"), () => void write.run(back, next));
  });
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={3} />;
  const used = threshold || value.threshold;
  const before = { on: value.on, threshold: value.threshold };
  const [newest] = value.months;
  return (
    <section class="panel stack" data-open={value.on}>
      <h2>{t("open")}</h2>
      <p>{t("open.hint")}</p>
      {value.on ? (
        <Notice tone="good">{t("open.is", { n: value.threshold })}</Notice>
      ) : (
        <Notice>{t("open.isNot")}</Notice>
      )}
      <Select
        label={t("open.threshold")}
        hint={t("open.thresholdHint")}
        value={String(used)}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {[...new Set([...THRESHOLDS, used])]
          .sort((a, b) => a - b)
          .map((n) => (
            <option key={n} value={String(n)}>
              {t("open.below", { n })}
            </option>
          ))}
      </Select>
      {value.preview ? (
        <Preview told={value.preview} />
      ) : (
        <p class="soft">{t("open.nothingYet")}</p>
      )}
      <Failure error={write.failure} />
      <div class="row">
        {admin && (!value.on || used !== value.threshold) && (
          <Button
            kind="primary"
            busy={write.busy}
            onClick={() => void write.run({ on: true, threshold: used }, before)}
          >
            {value.on ? t("open.change") : t("open.now")}
          </Button>
        )}
        {admin && value.on && (
          <Button
            busy={write.busy}
            onClick={() => void write.run({ on: false, threshold: value.threshold }, before)}
          >
            {t("open.stop")}
          </Button>
        )}
        {value.on && newest && (
          <>
            <ButtonLink kind="quiet" href={`/api/open/figures/${code}/${newest}.csv`} download>
              {t("report.csv")}
            </ButtonLink>
            <ButtonLink kind="quiet" href={`/api/open/figures/${code}/${newest}.json`}>
              JSON
            </ButtonLink>
          </>
        )}
      </div>
    </section>
  );
}

function Preview({ told }: { told: OpenFigures }) {
  const names = useBodyNames();
  const withheld = told.cells.filter(({ people }) => people === null).length;
  return (
    <details class="chart-table" data-withheld={withheld}>
      <summary>
        {t("open.preview", {
          month: monthAndYear(told.month),
          n: withheld,
          all: told.cells.length,
        })}
      </summary>
      <Scroll class="chart-scroll" label={t("open")}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t("open.what")}</th>
              <th scope="col">{t("people.once")}</th>
              <th scope="col">{t("people.each")}</th>
            </tr>
          </thead>
          <tbody>
            {told.cells.map((cell) => (
              <tr key={`${cell.table}/${cell.key}`}>
                <th scope="row">{cellName(cell, names)}</th>
                <td class="number">
                  {cell.people === null ? t("open.withheld") : count(cell.people)}
                </td>
                <td class="number">{typeof cell.count === "number" ? count(cell.count) : ""}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
    </details>
  );
}

function cellName({ table, key }: OpenCell, names: (code: string) => string): string {
  if (table === "residence" && /^\d/.test(key)) return names(codeOf(key));
  if (table === "age" && /^\d/.test(key)) return t("open.age", { key });
  const words: Readonly<Record<string, () => string>> = {
    total: () => t("head.members"),
    basic: () => t("tier.basic"),
    premium: () => t("tier.premium"),
    marked: () => t("tier.mark"),
    unmarked: () => t("tier.noMark"),
    other: () => t("home.other"),
    unproven: () => t("unproven"),
    joined: () => t("flow.joined"),
    left: () => t("flow.left"),
    stay: () => t("days.stay"),
    activity: () => t("days.activity"),
    use: () => t("uses.title"),
  };
  const group = table === "residence" ? t("by.home") : table === "age" ? t("by.age") : "";
  return [group, words[key]?.() ?? key].filter(Boolean).join(" ");
}
