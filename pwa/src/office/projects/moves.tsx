import { useState } from "preact/hooks";
import { api } from "../../api";
import {
  type ActivityFile,
  type ActivityRow,
  ActivityState,
  type MoveActivity,
} from "../../schemas/projects";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { named } from "../../ui/format";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/projects";
import { WhyDialog } from "./why-dialog";

interface MovesProps {
  code: string;
  row: ActivityRow;
  office: boolean;
  onChange: () => void;
}

/** Where a project may go from where it stands, a press each; the end asks why. */
export function Moves({ code, row, office, onChange }: MovesProps) {
  const [ending, setEnding] = useState(false);
  const { run, busy, failure } = useTask(async (to: ActivityState) => {
    await moveProject(code, row.id, { to });
    toast(t(`moved.${to}`), to === ActivityState.CLOSED && office ? undo : undefined);
    onChange();
  });
  const undo = () => void run(ActivityState.PUBLISHED);
  const { state } = row;
  const told = state === ActivityState.PUBLISHED || state === ActivityState.CLOSED;
  return (
    <>
      {office && state === ActivityState.CLOSED && (
        <Button busy={busy} onClick={() => run(ActivityState.PUBLISHED)}>
          {t("reopen")}
        </Button>
      )}
      {!office && state === ActivityState.SUBMITTED && (
        <Button busy={busy} onClick={() => run(ActivityState.DRAFT)}>
          {t("takeBack")}
        </Button>
      )}
      {state === ActivityState.PUBLISHED && (
        <Button busy={busy} onClick={() => run(ActivityState.CLOSED)}>
          {t("close")}
        </Button>
      )}
      {state !== ActivityState.SUBMITTED && (
        <Button kind="quiet" onClick={() => setEnding(true)}>
          {t("cancel")}
        </Button>
      )}
      <Failure error={failure} />
      {ending && (
        <WhyDialog
          title={t(told ? "cancelTitle" : "cancelDraftTitle", { name: named(row) })}
          hint={t(told ? "cancelHint" : "cancelDraftHint")}
          action={t("cancel")}
          needed={told}
          onClose={() => setEnding(false)}
          send={async (words) => {
            await moveProject(code, row.id, { to: ActivityState.CANCELLED, words });
            toast(t("moved.cancelled"));
            onChange();
          }}
        />
      )}
    </>
  );
}

export function moveProject(code: string, id: number, move: MoveActivity): Promise<ActivityFile> {
  return api<ActivityFile>("POST", `/api/office/${code}/activities/${id}/state`, move);
}
