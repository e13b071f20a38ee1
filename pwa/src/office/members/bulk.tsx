import { useState } from "preact/hooks";
import { api } from "../../api";
import type { EndMembers } from "../../schemas/office";
import type { Belonging, Programme } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure, failureWords } from "../../ui/failure";
import { Choice, Field } from "../../ui/field";
import { named } from "../../ui/format";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/members";

interface BulkProps {
  code: string;
  numbers: readonly number[];
  onDone: () => void;
}

/** What is done with many members at once. */
export function Bulk({ code, numbers, onDone }: BulkProps) {
  const [open, setOpen] = useState<"programme" | "end" | null>(null);
  const close = () => setOpen(null);
  const done = () => {
    close();
    onDone();
  };
  return (
    <div class="panel desk-foot">
      <p role="status">
        <b>{t("list.chosen", { n: numbers.length })}</b>
      </p>
      <div class="row">
        <Button onClick={() => setOpen("programme")}>{t("bulk.programme")}</Button>
        <Button kind="danger" onClick={() => setOpen("end")}>
          {t("bulk.end")}
        </Button>
      </div>
      {open === "programme" && (
        <ToProgramme code={code} numbers={numbers} onClose={close} onDone={done} />
      )}
      {open === "end" && <End code={code} numbers={numbers} onClose={close} onDone={done} />}
    </div>
  );
}

function ToProgramme({ code, numbers, onClose, onDone }: BulkProps & { onClose: () => void }) {
  const [chosen, choose] = useState(0);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<Programme[]>("GET", `/api/office/${code}/programmes`, undefined, signal),
  );
  const wanted = chosen || (value?.[0]?.id ?? 0);
  const set = (belongs: boolean) => {
    const asked: Belonging = { numbers: [...numbers], belongs };
    return api("POST", `/api/office/${code}/programmes/${wanted}/members`, asked);
  };
  const joining = useTask(async () => {
    await set(true);
    toast(t("bulk.joined", { n: numbers.length }), () => {
      set(false).then(
        () => toast(t("bulk.left")),
        (error: unknown) => toast(failureWords(error)),
      );
    });
    onDone();
  });
  return (
    <Dialog
      title={t("bulk.programmeTitle", { n: numbers.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          {wanted > 0 && (
            <Button kind="primary" busy={joining.busy} onClick={joining.run}>
              {t("bulk.programme")}
            </Button>
          )}
        </>
      }
    >
      {!value && !failure && <Skeleton lines={2} />}
      {value?.length === 0 && <p>{t("bulk.programmeNone")}</p>}
      {value?.map((one) => (
        <Choice
          key={one.id}
          type="radio"
          name="programme"
          label={named(one)}
          checked={one.id === wanted}
          onChange={() => choose(one.id)}
        />
      ))}
      <Failure error={failure} retry={reload} />
      <Failure error={joining.failure} />
    </Dialog>
  );
}

function End({ code, numbers, onClose, onDone }: BulkProps & { onClose: () => void }) {
  const [note, setNote] = useState("");
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!note.trim()) return;
    const wanted: EndMembers = { numbers: [...numbers], note: note.trim() };
    await api("POST", `/api/office/${code}/members/end`, wanted);
    toast(t("bulk.ended", { n: numbers.length }));
    onDone();
  });
  return (
    <Dialog
      title={t("bulk.endTitle", { n: numbers.length })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("bulk.end")}
          </Button>
        </>
      }
    >
      <p>{t("bulk.endHint")}</p>
      <Field
        label={t("bulk.endNote")}
        value={note}
        maxLength={200}
        error={checked && !note.trim() ? t("bulk.endMissing") : undefined}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}
