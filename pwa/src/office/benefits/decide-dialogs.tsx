import { useState } from "preact/hooks";
import { api } from "../../api";
import type {
  DecideApplications,
  DecidedApplications,
  OfficeApplication,
} from "../../schemas/benefits";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { TextArea } from "../../ui/field";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/office-benefits";
import { YenField, yen } from "./yen-field";

interface DecideProps {
  path: string;
  one: OfficeApplication;
  onClose: () => void;
  onDone: (told: DecidedApplications) => void;
}

/** Another amount than was calculated, or none: with words for the member. */
export function DecideDialog({ path, one, onClose, onDone }: DecideProps) {
  const [amount, setAmount] = useState(one.calculation.amount);
  const [words, setWords] = useState("");
  const [missing, miss] = useState(false);
  const { run, busy, failure } = useTask(async (grant: boolean) => {
    if (words.trim() === "" && (!grant || amount !== one.calculation.amount)) {
      miss(true);
      return;
    }
    const wanted: DecideApplications = { ids: [one.id], grant, words };
    if (grant) wanted.amount = amount;
    const told = await api<DecidedApplications>("POST", `${path}/decisions`, wanted);
    if (told.done.length > 0) {
      toast(grant ? t("sub.granted", { n: 1 }) : t("sub.refusedToast"));
    }
    onDone(told);
  });
  return (
    <Dialog
      title={t("sub.decide", { n: one.number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("sub.cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={() => run(false)}>
            {t("sub.doRefuse")}
          </Button>
          <Button kind="primary" busy={busy} onClick={() => run(true)}>
            {t("sub.doGrant")}
          </Button>
        </>
      }
    >
      <YenField
        label={t("sub.amount")}
        hint={t("sub.amountHint", { most: yen(one.most) })}
        value={amount}
        digits={7}
        onChange={setAmount}
      />
      <TextArea
        label={t("sub.words")}
        hint={t("sub.wordsHint")}
        error={missing && words.trim() === "" ? t("sub.wordsMissing") : undefined}
        value={words}
        maxLength={1000}
        rows={3}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}

interface ReopenProps {
  path: string;
  one: OfficeApplication;
  onClose: () => void;
  onDone: () => void;
}

/** Takes a decision back, with words for the member. */
export function ReopenDialog({ path, one, onClose, onDone }: ReopenProps) {
  const [words, setWords] = useState("");
  const [missing, miss] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    if (words.trim() === "") {
      miss(true);
      return;
    }
    await api("POST", `${path}/${one.id}/reopen`, { words });
    onDone();
  });
  return (
    <Dialog
      title={t("sub.reopenTitle", { n: one.number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("sub.cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("sub.reopen")}
          </Button>
        </>
      }
    >
      <TextArea
        label={t("sub.words")}
        hint={t("sub.wordsHint")}
        error={missing && words.trim() === "" ? t("sub.wordsMissing") : undefined}
        value={words}
        maxLength={1000}
        rows={3}
        onInput={(event) => setWords(event.currentTarget.value)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}
