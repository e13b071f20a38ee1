import { useState } from "preact/hooks";
import type { Replica, SyncProblem } from "../replica";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { dateAndTime, timeOfDay } from "../ui/format";
import { Notice } from "../ui/notice";
import { t as words } from "../ui/words";
import { t } from "../ui/words/sync";

/** What is unsent, when the last sync went through, and what is in its way now. */
export function SyncDialog({ replica, onClose }: { replica: Replica; onClose: () => void }) {
  const unsent = replica.unsent.value;
  const last = replica.lastSync.value;
  const state = replica.syncState.value;
  const problem = replica.syncProblem.value;
  const [asked, setAsked] = useState(false);
  return (
    <Dialog
      title={t("sync.title")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("close")}</Button>
          <Button
            kind="primary"
            busy={state === "syncing"}
            onClick={async () => {
              await replica.sync();
              setAsked(true);
            }}
          >
            {state === "syncing" ? words("bar.syncing") : words("sync.now")}
          </Button>
        </>
      }
    >
      <p>{unsent ? t("sync.unsent", { n: unsent }) : t("sync.allSent")}</p>
      <p class="soft">
        {last === null ? t("sync.never") : t("sync.last", { when: dateAndTime(last) })}
      </p>
      {problem && state === "problem" && (
        <SyncFault problem={problem} unsent={unsent} onLeave={onClose} />
      )}
      {asked && state === "offline" && <Notice live>{t("sync.stillOffline")}</Notice>}
      {unsent > 0 && state !== "idle" && state !== "syncing" && (
        <ButtonLink kind="quiet" href="/courier" onClick={onClose}>
          {t("sync.courier")}
        </ButtonLink>
      )}
      {asked && state === "idle" && (
        <Notice tone="good" live>
          {t("sync.done")}
        </Notice>
      )}
    </Dialog>
  );
}

interface FaultProps {
  problem: SyncProblem;
  unsent: number;
  /** The page changes under the dialog: it must not stay in front of it. */
  onLeave: () => void;
}

function SyncFault({ problem, unsent, onLeave }: FaultProps) {
  const signIn = problem.kind === "needs-sign-in" || problem.kind === "revoked";
  return (
    <Notice tone="warn" live title={t(`problem.${problem.kind}`)}>
      {problem.detail && <p>{problem.detail}</p>}
      {unsent > 0 && <p>{t("sync.kept")}</p>}
      {problem.retryAt !== null && <p>{t("sync.retry", { when: timeOfDay(problem.retryAt) })}</p>}
      {signIn && (
        <ButtonLink href="/signin" onClick={onLeave}>
          {words("sync.signIn")}
        </ButtonLink>
      )}
    </Notice>
  );
}
