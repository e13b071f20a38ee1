import { useState } from "preact/hooks";
import { api, NoAnswer } from "../api";
import { parseDay } from "../replica/calendar";
import {
  type ActivityShown,
  type Applied,
  type Apply,
  Choosing,
  type OccasionShown,
  type Overlap,
} from "../schemas/projects";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Choice, TextArea } from "../ui/field";
import { dayName, named } from "../ui/format";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/activities";
import { keepTyped, typedFor } from "./typed";

interface ApplyProps {
  shown: ActivityShown;
  occasion: OccasionShown;
  /** Proven to be as old as is asked; null where their word is taken. */
  ofAge: boolean | null;
  onClose: () => void;
  onApplied: () => void;
}

/** Applying needs the network; what is typed waits here until there is one. */
export function ApplyDialog({ shown, occasion, ofAge, onClose, onApplied }: ApplyProps) {
  const [typed, type] = useState(() => typedFor(occasion.id));
  const [checked, setChecked] = useState(false);
  const [overlaps, setOverlaps] = useState<readonly Overlap[]>([]);
  const question = shown.question ?? "";
  const age = ofAge === null ? (shown.minimum_age ?? 0) : 0;
  const write = (change: Partial<typeof typed>) => {
    const next = { ...typed, ...change };
    type(next);
    keepTyped(occasion.id, next);
  };
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if ((question && !typed.answer.trim()) || (age && !typed.ofAge)) return;
    const asked: Apply = {
      occasion: occasion.id,
      answer: typed.answer.trim(),
      of_age: typed.ofAge,
    };
    const path = `/api/activities/${shown.project}/applications`;
    const done = await api<Applied>("POST", path, asked);
    keepTyped(occasion.id, null);
    const { state } = done.application;
    if (state === 1 || state === 2 || state === 3) toast(t(`apply.done.${state}`));
    onApplied();
    if (done.overlaps.length > 0) setOverlaps(done.overlaps);
    else onClose();
  });
  const day = `${dayName(parseDay(occasion.day))} ${occasion.starts}`;
  const unreached = offline.value || (failure instanceof NoAnswer && failure.reason === "offline");
  if (overlaps.length > 0) {
    return (
      <Dialog
        title={t("apply.done.2")}
        onClose={onClose}
        actions={<Button onClick={onClose}>{words("close")}</Button>}
      >
        {overlaps.map((one) => (
          <Notice
            key={one.name + one.starts}
            tone="warn"
            title={t("apply.overlap", { name: named(one) })}
          >
            <p class="number">
              {dayName(parseDay(one.day))} {one.starts}–{one.ends}
            </p>
            <p>{t("apply.overlapHint")}</p>
          </Notice>
        ))}
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t("apply.title", { day })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t("apply.send")}
          </Button>
        </>
      }
    >
      <p>{t(shown.choosing === Choosing.ORGANISER ? "apply.organiser" : "apply.firstCome")}</p>
      {question && (
        <TextArea
          label={question}
          hint={t("apply.answerHint")}
          value={typed.answer}
          maxLength={300}
          error={checked && !typed.answer.trim() ? t("apply.answerMissing") : undefined}
          onInput={(event) => write({ answer: event.currentTarget.value })}
        />
      )}
      {age > 0 && (
        <>
          <Choice
            label={t("apply.ofAge", { n: age })}
            checked={typed.ofAge}
            onChange={(event) => write({ ofAge: event.currentTarget.checked })}
          />
          {checked && !typed.ofAge && <p class="field-error">{t("apply.ofAgeMissing")}</p>}
        </>
      )}
      <p class="soft small">{t("apply.name")}</p>
      {unreached ? (
        <Notice tone="warn" live>
          {t("apply.offline")}
        </Notice>
      ) : (
        <Failure error={failure} />
      )}
    </Dialog>
  );
}
