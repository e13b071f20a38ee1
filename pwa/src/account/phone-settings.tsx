import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { forgetReplica, type Replica } from "../replica";
import { askToInstall, installState } from "../shell/install";
import { instance } from "../shell/instance";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dateAndTime } from "../ui/format";
import { Notice } from "../ui/notice";
import { useLoaded, useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t as courier } from "../ui/words/courier";
import { t } from "../ui/words/pages";
import { t as syncWords } from "../ui/words/sync";
import { removeLockOf } from "./app-lock";
import { endSession } from "./end-session";

/** What lies on this phone: unsent entries, the space they take, and going away. */
export function PhoneSettings({ replica }: { replica: Replica }) {
  const [leaving, setLeaving] = useState(false);
  const unsent = replica.unsent.value;
  const last = replica.lastSync.value;
  return (
    <section class="panel stack">
      <h2>{t("settings.phone")}</h2>
      <p>{unsent ? syncWords("sync.unsent", { n: unsent }) : syncWords("sync.allSent")}</p>
      <p class="soft">
        {last === null
          ? syncWords("sync.never")
          : syncWords("sync.last", { when: dateAndTime(last) })}
      </p>
      <div class="row">
        <Button busy={replica.syncState.value === "syncing"} onClick={() => replica.sync()}>
          {words("sync.now")}
        </Button>
      </div>
      <div class="stack">
        <h3>{courier("entry.title")}</h3>
        <p class="soft">{courier("entry.body")}</p>
        <div class="row">
          <ButtonLink href="/courier">{courier("entry.open")}</ButtonLink>
        </div>
      </div>
      <Install />
      <Storage />
      <div class="row">
        <Button kind="danger" onClick={() => setLeaving(true)}>
          {t("settings.signOut")}
        </Button>
      </div>
      {leaving && <SignOut replica={replica} onClose={() => setLeaving(false)} />}
      {instance.value && (
        <p class="soft small">{t("settings.version", { version: instance.value.version })}</p>
      )}
    </section>
  );
}

/** On the home screen it opens like any other app, and browsers keep its records longer. */
function Install() {
  const state = installState();
  if (state === "installed") return null;
  return (
    <Notice title={t("settings.install")}>
      {state === "askable" ? (
        <Button onClick={askToInstall}>{t("settings.installNow")}</Button>
      ) : (
        <p>{t("settings.installHow")}</p>
      )}
    </Notice>
  );
}

function Storage() {
  const { value, reload } = useLoaded("storage", async () => {
    const [persisted, estimate] = await Promise.all([
      navigator.storage?.persisted?.() ?? false,
      navigator.storage?.estimate?.() ?? {},
    ]);
    return { persisted, used: estimate.usage ?? 0 };
  });
  if (!value) return null;
  return (
    <>
      {value.persisted ? (
        <Notice tone="good">{t("settings.storageKept")}</Notice>
      ) : (
        <Notice tone="warn">
          <p>{t("settings.storageLoose")}</p>
          <Button
            onClick={async () => {
              await navigator.storage?.persist?.();
              reload();
            }}
          >
            {t("settings.storageKeep")}
          </Button>
        </Notice>
      )}
      <p class="soft small number">
        {t("settings.storageUsed", { mb: (value.used / 1_000_000).toFixed(1) })}
      </p>
    </>
  );
}

/** Card, journal and key leave this phone. What no server has is not dropped without being asked. */
function SignOut({ replica, onClose }: { replica: Replica; onClose: () => void }) {
  const { route } = useLocation();
  const unsent = replica.unsent.value;
  const { run, busy, failure } = useTask(async (force: boolean) => {
    await forgetReplica(replica.name, { force });
    removeLockOf(replica.name.account);
    await endSession("/api/account/sign-out");
    route("/");
  });
  return (
    <Dialog
      title={t("settings.signOutTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={() => run(unsent > 0)}>
            {unsent > 0 ? t("settings.signOutForce") : t("settings.signOut")}
          </Button>
          {unsent > 0 && (
            <Button
              kind="primary"
              busy={replica.syncState.value === "syncing"}
              onClick={() => replica.sync()}
            >
              {t("settings.signOutSync")}
            </Button>
          )}
        </>
      }
    >
      <p>{t("settings.signOutBody")}</p>
      {unsent > 0 && (
        <Notice tone="bad" live>
          {t("settings.signOutUnsent", { n: unsent })}
        </Notice>
      )}
      <Failure error={failure} />
    </Dialog>
  );
}
