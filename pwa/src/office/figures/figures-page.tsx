import "./figures.css";
import { useState } from "preact/hooks";
import { Role } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select } from "../../ui/field";
import { dateAndTime } from "../../ui/format";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { t } from "../../ui/words/figures";
import type { DeskProps } from "../office-page";
import { Costs } from "./costs";
import { Happened } from "./happened";
import { MembersBy } from "./members-by";
import { count, monthAndYear } from "./numbers";
import { OpenData } from "./open-data";
import { Report } from "./report";
import { Retention } from "./retention";
import { useFigures } from "./use-figures";

/** Statistics of the related population (R45): now, or as a month ended. */
export default function FiguresPage({ code, account }: DeskProps) {
  const roles = account.roles.filter(({ body }) => body === code).map(({ role }) => role);
  const admin = roles.includes(Role.ADMIN);
  const [month, choose] = useState("");
  const { value, failure, reload, recount } = useFigures(code, month);
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={8} />;
  if (value.made === null) {
    return recount.failure ? (
      <Failure error={recount.failure} retry={() => void recount.run()} />
    ) : (
      <div class="stack">
        <Notice live>{t("first")}</Notice>
        <Skeleton lines={8} />
      </div>
    );
  }
  const last = value.months[value.months.length - 1];
  const heads = last && [
    [t("head.members"), t("people", { n: count(last.members) })],
    [t("head.active"), t("people", { n: count(value.active) })],
    [t("head.joined"), t("people", { n: count(last.joined) })],
    [t("head.left"), t("people", { n: count(last.left) })],
    [t("head.stays"), t("days", { n: count(last.stay_days) })],
    [t("head.activities"), t("days", { n: count(last.activity_days) })],
  ];
  return (
    <div class="stack figures-page" data-made={value.made} data-month={value.month}>
      <div class="figures-tools">
        <Select
          label={t("month")}
          value={month}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">{t("now")}</option>
          {monthsBefore(value.month, month).map((one) => (
            <option key={one} value={one}>
              {monthAndYear(one)}
            </option>
          ))}
        </Select>
        <Report code={code} month={value.month} />
      </div>
      <div class="row figures-made">
        <p class="soft">{t("made", { time: dateAndTime(value.made) })}</p>
        {!month && (
          <Button kind="quiet" busy={recount.busy} onClick={() => void recount.run()}>
            {t("again")}
          </Button>
        )}
      </div>
      <Failure error={recount.failure} />
      <dl class="figures">
        {heads?.map(([word, figure]) => (
          <div key={word} class="panel">
            <dt>{word}</dt>
            <dd class="number">{figure}</dd>
          </div>
        ))}
      </dl>
      <p class="soft">{t("basis", { n: count(value.at_home) })}</p>
      {value.members ? (
        <MembersBy title={t("members")} by={value.members} />
      ) : (
        <Notice>{t("notCounted")}</Notice>
      )}
      {value.within && <MembersBy title={t("within")} by={value.within} within />}
      <Happened months={value.months} />
      {value.cohorts.length > 0 && <Retention cohorts={value.cohorts} />}
      <Costs months={value.months} />
      {(admin || roles.includes(Role.CLERK)) && <OpenData code={code} admin={admin} />}
    </div>
  );
}

/** The months that one may choose: two years before the one that is shown, and it. */
function monthsBefore(shown: string, chosen: string): string[] {
  const now = new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 7);
  const [year = 0, of = 1] = now.split("-").map(Number);
  const months = Array.from({ length: 24 }, (_, n) => {
    const at = year * 12 + of - 2 - n;
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, "0")}`;
  });
  return chosen && !months.includes(shown) ? [...months, shown] : months;
}
