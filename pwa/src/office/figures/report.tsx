import { useState } from "preact/hooks";
import { ButtonLink } from "../../ui/button";
import { Select } from "../../ui/field";
import { t } from "../../ui/words/figures";
import { monthAndYear, monthBefore } from "./numbers";

interface ReportProps {
  code: string;
  /** That is shown; the report is of the month before it where none is chosen. */
  month: string;
}

/** The monthly report: one press, of the last month unless another is chosen. */
export function Report({ code, month }: ReportProps) {
  const now = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
  const usual = month === now ? monthBefore(month) : month;
  const [chosen, choose] = useState("");
  const months = [usual];
  for (let at = usual; months.length < 13; ) {
    at = monthBefore(at);
    months.push(at);
  }
  const of = months.includes(chosen) ? chosen : usual;
  const path = `/api/office/${code}/figures/${of}`;
  return (
    <div class="figures-report">
      <Select
        label={t("report")}
        value={of}
        onChange={(event) => choose(event.currentTarget.value)}
      >
        {months.map((one) => (
          <option key={one} value={one}>
            {monthAndYear(one)}
          </option>
        ))}
      </Select>
      <ButtonLink kind="primary" href={`${path}.pdf`} target="_blank" rel="noopener">
        {t("report.pdf")}
      </ButtonLink>
      <ButtonLink href={`${path}.csv`} download>
        {t("report.csv")}
      </ButtonLink>
    </div>
  );
}
