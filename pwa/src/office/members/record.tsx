import "./members.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import { AskErasure } from "../../my-data/erasure";
import { PrintedCards } from "../../printed/printed-cards";
import { parseDay, startOf } from "../../replica/calendar";
import type { MemberDetails, MemberRecord, TakeOverCode } from "../../schemas/office";
import type { Place, RevokeCards } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Field } from "../../ui/field";
import { dayName, longDate, named, timeOfDay } from "../../ui/format";
import { Notice } from "../../ui/notice";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/members";
import { t as dataWords } from "../../ui/words/my-data";
import { t as officeWords } from "../../ui/words/office";
import { DetailsForm } from "./details-form";
import { usePrefectures } from "./prefectures";

const FIELDS = [
  "name",
  "kana",
  "birth_day",
  "postal_code",
  "prefecture",
  "address",
  "email",
  "telephone",
  "old_number",
  "category",
  "note",
] as const;

interface RecordProps {
  code: string;
  number: number;
  /** False for a reader: everything is seen, nothing changed. */
  writes: boolean;
}

/** What the body knows of one member, beside how they stand. */
export function Record({ code, number, writes }: RecordProps) {
  const path = `/api/office/${code}/members/${number}`;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<MemberRecord>("GET", path, undefined, signal),
  );
  if (!value) {
    return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={4} />;
  }
  return (
    <div class="stack">
      {value.ended && (
        <Notice title={t("record.ended", { day: dayOf(value.ended) })}>
          <p>{t("record.endedHint")}</p>
        </Notice>
      )}
      {value.kept_by_office && !value.ended && <Kept code={code} record={value} writes={writes} />}
      <Details path={path} record={value} writes={writes} onChange={reload} />
      {writes && !value.ended && (
        <section class="panel stack">
          <h3>{t("record.papers")}</h3>
          <PrintedCards
            path={`${path}/printed-cards`}
            name={value.details.name || value.shown_name}
          />
          <Revoke path={path} number={number} onChange={reload} />
        </section>
      )}
      <Uses code={code} record={value} places={writes} />
      {writes && value.kept_by_office && !value.ended && (
        <section class="panel stack">
          <h3>{dataWords("office.title")}</h3>
          <AskErasure path={`${path}/erasure`}>
            <p>{dataWords("office.hint")}</p>
          </AskErasure>
        </section>
      )}
    </div>
  );
}

function Kept({ code, record, writes }: { code: string; record: MemberRecord; writes: boolean }) {
  const [made, setMade] = useState("");
  const making = useTask(async () => {
    const path = `/api/office/${code}/members/${record.number}/take-over-code`;
    setMade((await api<TakeOverCode>("POST", path)).code);
  });
  return (
    <Notice title={t("record.office")}>
      <p>{t("record.officeHint")}</p>
      {made && (
        <>
          <p class="take-over-code">{made}</p>
          <p>{t("record.codeNew")}</p>
        </>
      )}
      <Failure error={making.failure} />
      {writes && (
        <Button busy={making.busy} onClick={making.run}>
          {t("record.code")}
        </Button>
      )}
    </Notice>
  );
}

interface DetailsProps {
  path: string;
  record: MemberRecord;
  writes: boolean;
  onChange: () => void;
}

function Details({ path, record, writes, onChange }: DetailsProps) {
  const [editing, edit] = useState(false);
  const { details } = record;
  return (
    <section class="panel stack">
      <div class="row spread">
        <h3>{t("details.title")}</h3>
        {writes && !editing && (
          <Button kind="quiet" onClick={() => edit(true)}>
            {t("details.edit")}
          </Button>
        )}
      </div>
      {editing ? (
        <DetailsForm
          details={details}
          fields={FIELDS}
          onCancel={() => edit(false)}
          save={async (next) => {
            await api("PUT", `${path}/details`, next);
            toast(t("details.saved"));
            edit(false);
            onChange();
          }}
        />
      ) : (
        <Known details={details} />
      )}
      <p class="soft small">
        {[
          t("details.own"),
          record.changed > 0 && t("details.changed", { day: longDate(record.changed) }),
          record.last_here && t("record.lastHere", { day: dayOf(record.last_here) }),
          record.imported !== null && t("record.imported", { n: record.imported }),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </section>
  );
}

function Known({ details }: { details: MemberDetails }) {
  const prefectures = usePrefectures();
  const lines = [
    [t("details.name"), details.name],
    [t("details.kana"), details.kana],
    [t("details.birth"), details.birth_day && dayOf(details.birth_day)],
    [
      t("details.address"),
      [
        details.postal_code && `〒${details.postal_code}`,
        [prefectures.get(details.prefecture ?? 0), details.address].filter(Boolean).join(" "),
      ]
        .filter(Boolean)
        .join("\n"),
    ],
    [t("details.phone"), details.telephone],
    [t("details.email"), details.email],
    [t("details.old"), details.old_number],
    [t("details.category"), details.category],
    [t("details.note"), details.note],
  ].filter(([, value]) => value);
  if (lines.length === 0) return <p class="soft">{t("details.none")}</p>;
  return (
    <dl class="member-known">
      {lines.map(([label, value]) => (
        <>
          <dt key={`${label} label`}>{label}</dt>
          <dd key={label}>{value}</dd>
        </>
      ))}
    </dl>
  );
}

function Uses({
  code,
  record,
  places: asks,
}: {
  code: string;
  record: MemberRecord;
  places: boolean;
}) {
  const { value: places } = useLoaded(code, (signal) =>
    asks
      ? api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal)
      : Promise.resolve([]),
  );
  if (record.uses.length === 0) return null;
  return (
    <section class="stack">
      <h3>{t("record.uses")}</h3>
      <ol class="rows">
        {record.uses.map((use) => {
          const place = places?.find((one) => one.id === use.place);
          return (
            <Row
              key={`${use.device}/${use.seq}`}
              title={place ? named(place) : use.place}
              notes={[
                dayName(use.day),
                timeOfDay(use.ms),
                officeWords("visits.yen", { yen: use.yen.toLocaleString("en") }),
                use.voided && officeWords("visits.voided"),
                use.over && officeWords("visits.over"),
              ]}
            />
          );
        })}
      </ol>
    </section>
  );
}

interface RevokeProps {
  path: string;
  number: number;
  onChange: () => void;
}

/** All cards at once: a lost phone reported at the office. */
function Revoke({ path, number, onChange }: RevokeProps) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!reason.trim()) return;
    const revoke: RevokeCards = { reason: reason.trim() };
    await api("POST", `${path}/revoke-cards`, revoke);
    toast(officeWords("members.revoked"));
    setAsking(false);
    onChange();
  });
  return (
    <>
      <div class="row">
        <Button kind="danger" onClick={() => setAsking(true)}>
          {officeWords("members.revoke")}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={officeWords("members.revokeTitle", { n: number })}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={busy} onClick={run}>
                {officeWords("members.revoke")}
              </Button>
            </>
          }
        >
          <p>{officeWords("members.revokeHint")}</p>
          <Field
            label={officeWords("members.reason")}
            value={reason}
            maxLength={200}
            error={checked && !reason.trim() ? officeWords("members.reasonMissing") : undefined}
            onInput={(event) => setReason(event.currentTarget.value)}
          />
          <Failure error={failure} />
        </Dialog>
      )}
    </>
  );
}

function dayOf(text: string): string {
  return longDate(startOf(parseDay(text)));
}
