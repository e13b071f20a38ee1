import { useState } from "preact/hooks";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { TextArea } from "../../ui/field";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { t } from "../../ui/words/projects";

interface WhyProps {
  title: string;
  hint?: string;
  action: string;
  /** Whether it goes without a word. */
  needed: boolean;
  onClose: () => void;
  send: (words: string) => Promise<void>;
}

/** Asks why before something that others are told of. */
export function WhyDialog({ title, hint, action, needed, onClose, send }: WhyProps) {
  const [words, setWords] = useState("");
  const [checked, setChecked] = useState(false);
  const missing = needed && !words.trim();
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (missing) return;
    await send(words.trim());
    onClose();
  });
  return (
    <Dialog
      title={title}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("keep")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {action}
          </Button>
        </>
      }
    >
      {hint && <Notice tone={needed ? "warn" : "info"}>{hint}</Notice>}
      {needed && (
        <TextArea
          label={t("why")}
          hint={t("whyHint")}
          value={words}
          maxLength={1000}
          error={checked && missing ? t("whyMissing") : undefined}
          onInput={(event) => setWords(event.currentTarget.value)}
        />
      )}
      <Failure error={failure} />
    </Dialog>
  );
}
