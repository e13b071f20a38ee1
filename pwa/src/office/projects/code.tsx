import { useState } from "preact/hooks";
import { api } from "../../api";
import type { ActivityRow } from "../../schemas/projects";
import type { Project } from "../../schemas/wire";
import { Button, ButtonLink } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Notice } from "../../ui/notice";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/office";

interface CodeProps {
  code: string;
  row: ActivityRow;
  onChange: () => void;
}

/** A code of its own to print: one scan records the stay and the activity. */
export function ProjectCode({ code, row, onChange }: CodeProps) {
  const [asking, setAsking] = useState(false);
  const path = `/api/office/${code}/projects/${row.id}/code`;
  const { run, busy, failure } = useTask(async () => {
    await api<Project>("POST", path);
    toast(t(row.code_serial === null ? "projects.coded" : "places.replaced"));
    setAsking(false);
    onChange();
  });
  if (row.code_serial === null) {
    return (
      <div class="stack">
        <p class="soft small">{t("projects.codeHint")}</p>
        <div class="row">
          <Button busy={busy} onClick={run}>
            {t("projects.code")}
          </Button>
        </div>
        <Failure error={failure} />
      </div>
    );
  }
  return (
    <div class="code-sheet">
      <img
        src={`${path}.svg?serial=${row.code_serial}`}
        alt={t("places.code")}
        width="140"
        height="140"
      />
      <div class="stack">
        <p>{t("projects.codeHint")}</p>
        <ButtonLink href={`${path}.pdf`} target="_blank">
          {t("places.pdf")}
        </ButtonLink>
        <ButtonLink kind="quiet" href={`${path}.svg`} download>
          {t("places.svg")}
        </ButtonLink>
        <p class="soft small">{t("places.serial", { n: row.code_serial })}</p>
        <div class="row">
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t("places.replace")}
          </Button>
        </div>
      </div>
      {asking && (
        <Dialog
          title={t("places.replaceTitle")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={busy} onClick={run}>
                {t("places.replace")}
              </Button>
            </>
          }
        >
          <Notice tone="warn">{t("places.replaceHint")}</Notice>
          <Failure error={failure} />
        </Dialog>
      )}
    </div>
  );
}
