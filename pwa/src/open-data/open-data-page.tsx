import "./open-data.css";
import { useState } from "preact/hooks";
import { api } from "../api";
import { monthAndYear } from "../office/figures/numbers";
import type { OpenBody } from "../schemas/figures";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { named } from "../ui/format";
import { IconInfo } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/open-data";

/** What bodies publish of their figures, for everyone (R45). */
export default function OpenDataPage() {
  const { value, failure, reload } = useLoaded("open", (signal) =>
    api<OpenBody[]>("GET", "/api/open/figures", undefined, signal),
  );
  return (
    <div class="page open-data">
      <PageHeader title={t("title")} lead={t("lead")} />
      <p class="soft">{t("licence")}</p>
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={4} />}
      {value?.length === 0 && (
        <Empty icon={IconInfo} title={t("none")}>
          <p>{t("noneHint")}</p>
        </Empty>
      )}
      <ul class="stack">
        {value?.map((one) => (
          <li key={one.body} class="panel">
            <OfBody one={one} />
          </li>
        ))}
      </ul>
    </div>
  );
}

function OfBody({ one }: { one: OpenBody }) {
  const [chosen, choose] = useState(one.months[0] ?? "");
  const path = `/api/open/figures/${one.body}/${chosen}`;
  return (
    <div class="stack">
      <h2>{named(one)}</h2>
      {one.months.length === 0 ? (
        <p class="soft">{t("noMonth")}</p>
      ) : (
        <div class="open-data-month">
          <Select
            label={t("month")}
            value={chosen}
            onChange={(event) => choose(event.currentTarget.value)}
          >
            {one.months.map((month) => (
              <option key={month} value={month}>
                {monthAndYear(month)}
              </option>
            ))}
          </Select>
          <ButtonLink href={`${path}.csv`} download>
            CSV
          </ButtonLink>
          <ButtonLink href={`${path}.json`} download>
            JSON
          </ButtonLink>
        </div>
      )}
    </div>
  );
}
