import { useState } from "preact/hooks";
import { api } from "../api";
import { dayOf, formatDay } from "../replica/calendar";
import type { Attendance, Place } from "../schemas/wire";
import { Failure } from "../ui/failure";
import { Field, Select } from "../ui/field";
import { named, timeOfDay } from "../ui/format";
import { IconJournal } from "../ui/icons";
import { Empty } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as historyWords } from "../ui/words/history";
import { t } from "../ui/words/office";
import type { DeskProps } from "./office-page";

/** Who came to a place on a day, as the server has it. */
export function Visits({ code }: DeskProps) {
  const [chosen, choose] = useState<number | null>(null);
  const [day, setDay] = useState(() => formatDay(dayOf(Date.now())));
  const places = useLoaded(code, (signal) =>
    api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal),
  );
  const place = chosen ?? places.value?.[0]?.id ?? null;
  const visits = useLoaded(`${code}/${place}/${day}`, async (signal) => {
    if (place === null || !day) return null;
    const asked = new URLSearchParams({ place: String(place), day });
    return api<Attendance>("GET", `/api/office/${code}/attendance?${asked}`, undefined, signal);
  });
  if (!places.value) {
    const { failure, reload } = places;
    return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  }
  const rows = visits.value?.rows;
  return (
    <div class="stack">
      <Select
        label={t("projects.place")}
        value={String(place ?? "")}
        onChange={(event) => choose(Number(event.currentTarget.value))}
      >
        {places.value.map((one) => (
          <option key={one.id} value={one.id}>
            {named(one)}
          </option>
        ))}
      </Select>
      <Field
        label={t("visits.day")}
        type="date"
        value={day}
        onInput={(event) => setDay(event.currentTarget.value)}
      />
      <Failure error={visits.failure} retry={visits.reload} />
      {rows?.length === 0 && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("visits.empty")} />
        </div>
      )}
      {rows && rows.length > 0 && (
        <>
          <div role="status" data-count={rows.length}>
            <h2>{t("members.count", { n: rows.length })}</h2>
          </div>
          <ol class="rows">
            {rows.map((row) => (
              <li key={`${row.member}/${row.card}`} class="row-link">
                <span class="grow">
                  <b class="number">{t("members.number", { n: row.member || row.card })}</b>{" "}
                  <span class="soft small">
                    {timeOfDay(row.first_ms)} {historyWords(`journal.source.${row.source}`)}
                  </span>
                </span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}
