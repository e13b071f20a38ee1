import { useState } from "preact/hooks";
import { api } from "../api";
import { formatDay } from "../replica/calendar";
import type { Attendance, Place } from "../schemas/wire";
import { useDayOfPage } from "../ui/day-of-page";
import { DayStepper } from "../ui/day-stepper";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { named, timeOfDay } from "../ui/format";
import { IconJournal } from "../ui/icons";
import { Empty } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t as historyWords } from "../ui/words/history";
import { t } from "../ui/words/office";
import type { DeskProps } from "./office-page";
import { UsesOfDay } from "./uses-of-day";

/** Who came to a place on a day, as the server has it. */
export function Visits({ code }: DeskProps) {
  const [chosen, choose] = useState<number | null>(null);
  const { day, today, setDay } = useDayOfPage();
  const places = useLoaded(code, (signal) =>
    api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal),
  );
  const place = chosen ?? places.value?.[0]?.id ?? null;
  const visits = useLoaded(`${code}/${place}/${day}`, async (signal) => {
    if (place === null) return null;
    const asked = new URLSearchParams({ place: String(place), day: formatDay(day) });
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
      <DayStepper day={day} last={today} onDay={setDay} />
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
              <Row
                key={`${row.member}/${row.card}`}
                title={t("members.number", { n: row.member || row.card })}
                notes={[timeOfDay(row.first_ms), historyWords(`journal.source.${row.source}`)]}
              />
            ))}
          </ol>
        </>
      )}
      {place !== null && <UsesOfDay code={code} place={place} day={day} />}
    </div>
  );
}
