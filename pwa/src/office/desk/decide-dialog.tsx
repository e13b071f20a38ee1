import { useState } from "preact/hooks";
import { api } from "../../api";
import type { Decide, Decided } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { TextArea } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/desk";

interface DecideProps {
  code: string;
  number: number;
  name: string;
  premium: boolean;
  /** Whether the system found the same; a reason is then the office's choice. */
  asFound: boolean;
  title: string;
  /** What the button says. */
  act: string;
  onDone: () => void;
  onClose: () => void;
}

/** Whether one member is premium, by the word of staff and with their reason (R31). */
export function DecideDialog(props: DecideProps) {
  const { code, number, name, premium, asFound, title, act, onDone, onClose } = props;
  const [note, setNote] = useState("");
  const [checked, setChecked] = useState(false);
  const [refused, setRefused] = useState("");
  const missing = !asFound && !note.trim();
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    setRefused("");
    if (missing) return;
    const wanted: Decide = { numbers: [number], premium, note: note.trim() };
    const done = await api<Decided>("POST", `/api/office/${code}/decisions`, wanted);
    const [first] = done.refused;
    if (first) setRefused(t(`reason.${first.reason}`));
    else onDone();
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind={premium ? "primary" : "danger"} busy={busy} onClick={run}>
            {act}
          </Button>
        </>
      }
    >
      {name && <p>{name}</p>}
      <p>{t(asFound ? "member.asFound" : "member.otherwise")}</p>
      <TextArea
        label={t("decide.note")}
        hint={t("decide.noteHint")}
        value={note}
        maxLength={1000}
        error={checked && missing ? t("decide.noteMissing") : undefined}
        onInput={(event) => setNote(event.currentTarget.value)}
      />
      {refused && (
        <Notice tone="warn" live>
          {t("member.refused", { reason: refused })}
        </Notice>
      )}
      <Failure error={failure} />
    </Dialog>
  );
}
