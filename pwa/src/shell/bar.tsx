import { useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { IconAlert, IconCheck, IconUpload } from "../ui/icons";
import { Spinner } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
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
      {open && <Explained replica={replica} onClose={() => setOpen(false)} />}
    </>
  );
}

/** The dialog is fetched when it is first asked for: the shell is what a card needs. */
function Explained(props: { replica: Replica; onClose: () => void }) {
  const { value } = useLoaded("sync-dialog", () => import("./sync-dialog"));
  return value ? <value.SyncDialog {...props} /> : null;
}
