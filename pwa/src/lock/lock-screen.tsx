import "./lock.css";
import { useState } from "preact/hooks";
import { AccountFailure } from "../account/account-failure";
import { readLock, removeLock } from "../account/app-lock";
import { endSession } from "../account/end-session";
import { loadPasskey } from "../account/load-online";
import { api } from "../api";
import { currentReplica } from "../replica";
import type { SignedIn } from "../schemas/wire";
import { LanguageSwitch } from "../shell/language-switch";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { icon } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/lock";
import { confirm } from "./confirm";
import { LockFailure } from "./lock-failure";

const IconLock = icon("M6 11h12v10H6zM8.500 11V7.500a3.500 3.500 0 0 1 7 0V11M12 15v2.500");

/** Stands in place of the whole app, and says nothing of whose it is. */
export function LockScreen({ onOpen }: { onOpen: () => void }) {
  const lock = readLock();
  const opening = useTask(async () => {
    if (lock === null || lock === "broken") return;
    await confirm([lock.key]);
    onOpen();
  });
  return (
    <div class="frame">
      <header class="bar">
        <span class="bar-brand">{words("app")}</span>
        <LanguageSwitch />
      </header>
      <main id="content" class="page stack lock">
        <IconLock size={72} />
        <PageHeader title={t("lock.title")} lead={t("lock.lead")} />
        {lock === "broken" ? (
          <Notice tone="warn">{t("lock.broken")}</Notice>
        ) : (
          <Button kind="primary" big wide busy={opening.busy} onClick={opening.run}>
            {t("lock.open")}
          </Button>
        )}
        <LockFailure error={opening.failure} />
        <OtherWays lock={lock} onOpen={onOpen} />
        <p class="soft small">{t("lock.sending")}</p>
      </main>
    </div>
  );
}

interface OtherWaysProps {
  lock: ReturnType<typeof readLock>;
  onOpen: () => void;
}

/** Where the passkey fails: the server's word that it is the same person. */
function OtherWays({ lock, onOpen }: OtherWaysProps) {
  const [byCode, setByCode] = useState(false);
  const [code, setCode] = useState("");
  const signing = useTask(async () => {
    const { signIn } = await loadPasskey();
    await checkAccount(lock, (await signIn()).account);
    if (lock === "broken") removeLock();
    onOpen();
  });
  const spending = useTask(async () => {
    const { account } = await api<SignedIn>("POST", "/api/recovery", { code: code.trim() });
    await checkAccount(lock, account);
    // Who came this way has no passkey that opens: they would stand here again.
    removeLock();
    onOpen();
    toast(t("lock.removed"));
  });
  const failure = signing.failure ?? spending.failure;
  return (
    <section class="panel stack">
      <h2>{t("lock.otherTitle")}</h2>
      <p>{t("lock.otherLead")}</p>
      <div class="row">
        <Button busy={signing.busy} onClick={signing.run}>
          {t("lock.signIn")}
        </Button>
        {!byCode && <Button onClick={() => setByCode(true)}>{t("lock.useCode")}</Button>}
      </div>
      {byCode && (
        <form
          class="stack"
          onSubmit={(event) => {
            event.preventDefault();
            // The server takes 4 to 64 characters, written in any way.
            if (code.trim().length >= 4) void spending.run();
          }}
        >
          <Field
            label={t("lock.code")}
            hint={t("lock.codeHint")}
            value={code}
            maxLength={64}
            autoComplete="off"
            autoCapitalize="characters"
            spellcheck={false}
            onInput={(event) => setCode(event.currentTarget.value)}
          />
          <div class="row">
            <Button type="submit" busy={spending.busy}>
              {t("lock.useCode")}
            </Button>
          </div>
        </form>
      )}
      {failure instanceof AnotherAccount ? (
        <Notice tone="bad" live>
          {t("lock.otherAccount")}
        </Notice>
      ) : (
        <AccountFailure error={failure} />
      )}
    </section>
  );
}

class AnotherAccount extends Error {}

/** Rejects with AnotherAccount, and ends the session that somebody else has just begun here. */
async function checkAccount(lock: OtherWaysProps["lock"], account: string): Promise<void> {
  const holder =
    lock !== null && lock !== "broken" ? lock.account : currentReplica.value?.name.account;
  if (account === holder) return;
  await endSession("/api/account/sign-out");
  throw new AnotherAccount();
}
