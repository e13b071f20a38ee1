import { useState } from "preact/hooks";
import { currentReplica, type Replica, type SyncProblem } from "../replica";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { dateAndTime, timeOfDay } from "../ui/format";
import { IconAlert, IconCheck, IconUpload } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Spinner } from "../ui/skeleton";
import { t } from "../ui/words";
import { LanguageSwitch } from "./language-switch";
import { Nav } from "./nav";

/** What stands above every page. */
export function Bar({ nav }: { nav: boolean }) {
  const replica = currentReplica.value;
  return (
    <header class="bar">
      <a class="bar-brand" href="/">
        <svg width="28" height="28" viewBox="0 0 28 28" aria-hidden="true" focusable="false">
          <rect width="28" height="28" rx="7" />
          <path d="M5 20l6-9 4 6 3-4 5 7zM19 6a2.500 2.500 0 1 1 0 5 2.500 2.500 0 0 1 0-5z" />
        </svg>
        {t("app")}
      </a>
      {nav && <Nav />}
      <div class="bar-end">
        {!nav && <LanguageSwitch />}
        {replica && <SyncChip replica={replica} />}
      </div>
    </header>
  );
}

/** How many entries are unsent, always in sight; pressed, it explains and syncs. */
function SyncChip({ replica }: { replica: Replica }) {
  const [open, setOpen] = useState(false);
  const unsent = replica.unsent.value;
  const state = replica.syncState.value;
  return (
    <>
      <button
        type="button"
        class={`sync-chip ${unsent ? "sync-chip-unsent" : ""}`}
        onClick={() => setOpen(true)}
      >
        {state === "syncing" ? (
          <Spinner />
        ) : state === "problem" ? (
          <IconAlert />
        ) : unsent ? (
          <IconUpload />
        ) : (
          <IconCheck />
        )}
        <span class="number">{unsent ? t("bar.unsent", { n: unsent }) : t("bar.allSent")}</span>
      </button>
      {open && <SyncDialog replica={replica} onClose={() => setOpen(false)} />}
    </>
  );
}

function SyncDialog({ replica, onClose }: { replica: Replica; onClose: () => void }) {
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
          <Button onClick={onClose}>{t("close")}</Button>
          <Button
            kind="primary"
            busy={state === "syncing"}
            onClick={async () => {
              await replica.sync();
              setAsked(true);
            }}
          >
            {state === "syncing" ? t("bar.syncing") : t("sync.now")}
          </Button>
        </>
      }
    >
      <p>{unsent ? t("sync.unsent", { n: unsent }) : t("sync.allSent")}</p>
      <p class="soft">
        {last === null ? t("sync.never") : t("sync.last", { when: dateAndTime(last) })}
      </p>
      {problem && state === "problem" && <SyncFault problem={problem} unsent={unsent} />}
      {asked && state === "offline" && <Notice live>{t("sync.stillOffline")}</Notice>}
      {asked && state === "idle" && (
        <Notice tone="good" live>
          {t("sync.done")}
        </Notice>
      )}
    </Dialog>
  );
}

function SyncFault({ problem, unsent }: { problem: SyncProblem; unsent: number }) {
  const signIn = problem.kind === "needs-sign-in" || problem.kind === "revoked";
  return (
    <Notice tone="warn" live title={t(`problem.${problem.kind}`)}>
      {problem.detail && <p>{problem.detail}</p>}
      {unsent > 0 && <p>{t("sync.kept")}</p>}
      {problem.retryAt !== null && <p>{t("sync.retry", { when: timeOfDay(problem.retryAt) })}</p>}
      {signIn && <ButtonLink href="/signin">{t("sync.signIn")}</ButtonLink>}
    </Notice>
  );
}
