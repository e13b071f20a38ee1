import { useState } from "preact/hooks";
import { api } from "../../api";
import type { ImportInfo, ImportUndone } from "../../schemas/office";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { dateAndTime } from "../../ui/format";
import { Notice } from "../../ui/notice";
import { Row } from "../../ui/row";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/transfer";

interface PastProps {
  code: string;
  imports: readonly ImportInfo[];
  onChange: () => void;
}

/** The lists that came in, each to be taken back as a whole. */
export function Past({ code, imports, onChange }: PastProps) {
  const [undoing, setUndoing] = useState<ImportInfo | null>(null);
  const [kept, setKept] = useState<ImportUndone | null>(null);
  return (
    <section class="stack">
      <h2>{t("past.title")}</h2>
      {kept && kept.kept > 0 && (
        <Notice tone="warn" title={t("past.keptTitle", { n: kept.kept })}>
          <p>{t("past.keptHint", { numbers: kept.numbers.join(", ") })}</p>
        </Notice>
      )}
      {imports.length === 0 && <p class="soft">{t("past.none")}</p>}
      <ul class="rows">
        {imports.map((one) => (
          <Row
            key={one.id}
            head={<span class="number">{one.id}</span>}
            title={
              one.undone ? (
                one.file_name
              ) : (
                <a href={`/office/members?import=${one.id}`}>{one.file_name || one.id}</a>
              )
            }
            notes={[
              t("past.line", { day: dateAndTime(one.made), n: one.members }),
              one.left_out > 0 && t("past.leftOut", { n: one.left_out }),
              one.undone > 0 && t("past.undone", { day: dateAndTime(one.undone) }),
              one.kept > 0 && t("past.kept", { n: one.kept }),
            ]}
          >
            {!one.undone && (
              <Button kind="quiet" onClick={() => setUndoing(one)}>
                {t("past.undo")}
              </Button>
            )}
          </Row>
        ))}
      </ul>
      {undoing && (
        <Undo
          code={code}
          one={undoing}
          onClose={() => setUndoing(null)}
          onDone={(done) => {
            setUndoing(null);
            setKept(done);
            toast(t("past.removed", { n: done.removed }));
            onChange();
          }}
        />
      )}
    </section>
  );
}

interface UndoProps {
  code: string;
  one: ImportInfo;
  onClose: () => void;
  onDone: (done: ImportUndone) => void;
}

function Undo({ code, one, onClose, onDone }: UndoProps) {
  const { run, busy, failure } = useTask(async () => {
    onDone(await api<ImportUndone>("DELETE", `/api/office/${code}/imports/${one.id}`));
  });
  return (
    <Dialog
      title={t("past.undoTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("past.undo")}
          </Button>
        </>
      }
    >
      <p>{t("past.undoHint", { n: one.members })}</p>
      <Failure error={failure} />
    </Dialog>
  );
}
