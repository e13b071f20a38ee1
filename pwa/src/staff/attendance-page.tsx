import "./staff.css";
import { useState } from "preact/hooks";
import { currentReplica, type Replica, refKey } from "../replica";
import type { AttendanceRow, EntryRef, PlaceItem } from "../schemas/wire";
import { Button } from "../ui/button";
import { useDayOfPage } from "../ui/day-of-page";
import { DayStepper } from "../ui/day-stepper";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { named, timeOfDay } from "../ui/format";
import { IconCard, IconCross, IconJournal, IconPin } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t as historyWords } from "../ui/words/history";
import { t } from "../ui/words/staff";
import { Hours } from "./hours";
import { ownCheckIn } from "./own-check-in";
import { NotStaff } from "./scan-page";
import { useStation } from "./station";

/** Who came to a place on a day, from what this phone knows: no network needed. */
export default function AttendancePage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || replica.staffBodies.value.length === 0) return <NotStaff />;
  return <Attendance replica={replica} />;
}

function Attendance({ replica }: { replica: Replica }) {
  const { place } = useStation(replica);
  const { day, today, setDay } = useDayOfPage();
  const rows = place ? replica.attendance(place.place, day) : [];
  return (
    <div class="page stack">
      <PageHeader
        title={t("attend.title")}
        back={{ href: "/staff", label: t("staff.title") }}
        lead={place ? named(place) : t("staff.noPlaces")}
      />
      <DayStepper day={day} last={today} onDay={setDay} />
      <p class="attend-count number" data-count={rows.length} role="status">
        {t("attend.count", { n: rows.length })}
      </p>
      {rows.length === 0 || !place ? (
        <div class="panel">
          <Empty icon={IconJournal} title={t("attend.empty")}>
            <p>{t("attend.emptyHint")}</p>
          </Empty>
        </div>
      ) : (
        <>
          <Hours rows={rows} />
          <ol class="rows">
            {rows.map((row) => (
              <Visitor
                key={`${row.member}/${row.card}`}
                replica={replica}
                place={place}
                day={day}
                row={row}
              />
            ))}
          </ol>
          <p class="soft small">{t("attend.own")}</p>
        </>
      )}
    </div>
  );
}

interface VisitorProps {
  replica: Replica;
  place: PlaceItem;
  day: number;
  row: AttendanceRow;
}

function Visitor({ replica, place, day, row }: VisitorProps) {
  const [asking, setAsking] = useState(false);
  const name = [...replica.roster.value.values()].find(
    (one) => one.body === place.body && one.member === row.member && one.name,
  )?.name;
  const own = ownCheckIn(replica, place.place, day, row);
  const Source = row.source === 1 || row.source === 4 ? IconCard : IconPin;
  return (
    <Row
      head={<Source />}
      title={
        row.member ? t("attend.member", { n: row.member }) : t("attend.unknown", { n: row.card })
      }
      notes={[
        name,
        <time class="number" key="at" dateTime={new Date(row.first_ms).toISOString()}>
          {timeOfDay(row.first_ms)}
        </time>,
        historyWords(`journal.source.${row.source}`),
        row.records > 1 && t("attend.records", { n: row.records }),
      ]}
    >
      {own && (
        <Button kind="quiet" icon={IconCross} onClick={() => setAsking(true)}>
          {t("attend.void")}
        </Button>
      )}
      {own && asking && (
        <TakeBack
          key={refKey(own)}
          replica={replica}
          entry={own}
          onClose={() => setAsking(false)}
        />
      )}
    </Row>
  );
}

function TakeBack(props: { replica: Replica; entry: EntryRef; onClose: () => void }) {
  const { replica, entry, onClose } = props;
  const [reason, setReason] = useState("");
  const { run, busy, failure } = useTask(async () => {
    await replica.append({ type: "Void", about: entry, reason: reason.trim() });
    toast(t("attend.voided"));
    onClose();
  });
  return (
    <Dialog
      title={t("attend.voidTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("attend.void")}
          </Button>
        </>
      }
    >
      <Field
        label={t("attend.voidReason")}
        value={reason}
        maxLength={100}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}
