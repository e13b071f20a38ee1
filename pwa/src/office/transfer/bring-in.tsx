import { useEffect, useState } from "preact/hooks";
import { api } from "../../api";
import type {
  ImportField,
  ImportInfo,
  ImportPlan,
  ImportPreview,
  ImportProgress,
  UploadInfo,
} from "../../schemas/office";
import { Button, ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice, Field } from "../../ui/field";
import { IconUpload } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { t } from "../../ui/words/transfer";
import { Columns } from "./columns";
import { Preview } from "./preview";
import { sendList } from "./upload";

const MOST_BYTES = 20_000_000;
const ASK_MS = 500;

interface BringInProps {
  code: string;
  /** A list has come in. */
  onDone: () => void;
}

/** A list is sent, looked at, corrected, and comes in; or is thrown away. */
export function BringIn({ code, onDone }: BringInProps) {
  const [list, setList] = useState<UploadInfo | null>(null);
  const [done, setDone] = useState<ImportInfo | null>(null);
  if (done) {
    return (
      <section class="panel stack">
        <Notice tone="good" title={t("import.done", { n: done.members })}>
          <p>{t("import.doneHint")}</p>
        </Notice>
        <div class="row">
          <ButtonLink kind="primary" href={`/office/members?import=${done.id}`}>
            {t("import.see")}
          </ButtonLink>
          <Button
            onClick={() => {
              setDone(null);
              setList(null);
            }}
          >
            {t("import.another")}
          </Button>
        </div>
      </section>
    );
  }
  return list ? (
    <Look
      key={list.id}
      code={code}
      list={list}
      onList={setList}
      onDone={(made) => {
        setDone(made);
        onDone();
      }}
    />
  ) : (
    <Send code={code} onSent={setList} />
  );
}

function Send({ code, onSent }: { code: string; onSent: (list: UploadInfo) => void }) {
  const [part, setPart] = useState(0);
  const [large, setLarge] = useState(false);
  const { run, busy, failure } = useTask(async (file: File) => {
    setLarge(file.size > MOST_BYTES);
    if (file.size > MOST_BYTES) return;
    onSent(await sendList(code, file, setPart));
  });
  return (
    <section class="panel stack">
      <div>
        <h2>{t("send.title")}</h2>
        <p class="soft">{t("send.lead")}</p>
      </div>
      <label class="field">
        <span class="field-label">{t("send.file")}</span>
        <span class="field-hint">{t("send.hint")}</span>
        <input
          class="input"
          type="file"
          accept=".csv,.tsv,.txt,.xlsx,text/csv"
          disabled={busy}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            // The same file again, once it is mended, is a change too.
            event.currentTarget.value = "";
            if (file) void run(file);
          }}
        />
      </label>
      {busy && (
        <div role="status">
          <p>{t("send.sending")}</p>
          <progress class="list-bar" value={part} max={1} aria-label={t("send.sending")} />
        </div>
      )}
      {large && <Notice tone="bad">{t("send.tooLarge")}</Notice>}
      <Failure error={failure} />
    </section>
  );
}

interface LookProps {
  code: string;
  list: UploadInfo;
  onList: (list: UploadInfo | null) => void;
  onDone: (made: ImportInfo) => void;
}

function Look({ code, list, onList, onDone }: LookProps) {
  const path = `/api/office/${code}/uploads/${list.id}`;
  const [fields, setFields] = useState<ImportField[]>(list.columns.map((one) => one.field));
  const [leaveOut, setLeaveOut] = useState(true);
  const plan: ImportPlan = { heading: list.heading, columns: fields, leave_out_known: leaveOut };
  const key = JSON.stringify(plan);
  const preview = useLoaded(`${path} ${key}`, (signal) =>
    api<ImportPreview>("POST", `${path}/preview`, plan, signal),
  );
  const heading = useTask(async (row: number) => {
    const next = await api<UploadInfo>("GET", `${path}?heading=${row}`);
    onList(next);
    setFields(next.columns.map((one) => one.field));
  });
  const importing = useTask(async () => {
    onDone(await api<ImportInfo>("POST", `${path}/import`, plan));
  });
  const dropping = useTask(async () => {
    await api("DELETE", path);
    onList(null);
  });
  if (importing.busy) return <Running path={path} />;
  return (
    <div class="stack">
      <section class="panel stack">
        <p>
          <b>
            {t("columns.encoding", {
              name: list.file_name,
              encoding: list.encoding,
              n: list.rows,
            })}
          </b>
        </p>
        <Field
          label={t("columns.heading")}
          hint={t("columns.headingRow", {
            n: list.heading + 1,
            words: list.columns.map((one) => one.header || "-").join(" | "),
          })}
          value={String(list.heading + 1)}
          inputMode="numeric"
          maxLength={5}
          onChange={(event) => {
            const row = Number(event.currentTarget.value);
            if (Number.isInteger(row) && row > 0) void heading.run(row - 1);
          }}
        />
        <Failure error={heading.failure} />
      </section>
      <Columns list={list} fields={fields} onChange={setFields} />
      <Choice
        label={t("preview.known")}
        checked={leaveOut}
        onChange={(event) => setLeaveOut(event.currentTarget.checked)}
      />
      <Failure error={preview.failure} retry={preview.reload} />
      {!preview.value && !preview.failure && <Skeleton lines={6} />}
      {preview.value && <Preview preview={preview.value} />}
      <Failure error={importing.failure ?? dropping.failure} />
      <div class="row">
        <Button busy={dropping.busy} onClick={dropping.run}>
          {t("import.cancel")}
        </Button>
        {preview.value && preview.value.members > 0 && (
          <Button kind="primary" big icon={IconUpload} onClick={importing.run}>
            {t("import.button", { n: preview.value.members })}
          </Button>
        )}
      </div>
    </div>
  );
}

/** How far it has come. Another worker of the server may not know: then only that it goes on. */
function Running({ path }: { path: string }) {
  const [progress, setProgress] = useState<ImportProgress>({ done: 0, total: 0 });
  useEffect(() => {
    const stop = new AbortController();
    const ask = () =>
      api<ImportProgress>("GET", `${path}/progress`, undefined, stop.signal).then(
        setProgress,
        () => {},
      );
    const timer = setInterval(ask, ASK_MS);
    return () => {
      clearInterval(timer);
      stop.abort();
    };
  }, [path]);
  const { done, total } = progress;
  return (
    <section class="panel stack" role="status">
      <h2>{t("import.running")}</h2>
      <progress
        class="list-bar"
        aria-label={t("import.running")}
        {...(total > 0 && { value: done, max: total })}
      />
      {total > 0 && <p class="number">{t("import.progress", { done, total })}</p>}
      <p class="soft">{t("import.stay")}</p>
    </section>
  );
}
