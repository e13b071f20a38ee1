import "./lock.css";
import { useState } from "preact/hooks";
import {
  LOCK_MINUTES,
  type LockKey,
  type LockRecord,
  readLock,
  removeLock,
  writeLock,
} from "../account/app-lock";
import { whoIsSignedIn } from "../account/who";
import { knownReplicas, type Replica } from "../replica";
import type { Account } from "../schemas/wire";
import { keepOffline } from "../service-worker/register";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { Notice } from "../ui/notice";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/lock";
import { isKnown } from "./assertion";
import { confirm } from "./confirm";
import { watch } from "./guard";
import { LockFailure } from "./lock-failure";

const USUAL_MINUTES = 5;

/** Switching the lock on and off. Off it goes only by the passkey that opens it. */
export function LockSettings({ replica }: { replica: Replica }) {
  const [lock, setLock] = useState(readLock);
  const [asking, setAsking] = useState(false);
  const again = () => setLock(readLock());
  return (
    <section class="panel stack">
      <h2>{t("settings.title")}</h2>
      <p>{t("settings.lead")}</p>
      {lock && lock !== "broken" ? (
        <Locked lock={lock} onChange={again} />
      ) : (
        <div class="row">
          <Button class="lock-on" onClick={() => setAsking(true)}>
            {t("settings.turnOn")}
          </Button>
        </div>
      )}
      {asking && (
        <TurnOn
          replica={replica}
          onClose={() => {
            setAsking(false);
            again();
          }}
        />
      )}
    </section>
  );
}

function Locked({ lock, onChange }: { lock: LockRecord; onChange: () => void }) {
  const ending = useTask(async () => {
    await confirm([lock.key]);
    removeLock();
    toast(t("settings.off"));
    onChange();
  });
  return (
    <>
      <Notice tone="good">{t("settings.on")}</Notice>
      <Minutes
        value={lock.minutes}
        onChange={(minutes) => {
          writeLock({ ...lock, minutes });
          onChange();
        }}
      />
      <LockFailure error={ending.failure} />
      <div class="row">
        <Button busy={ending.busy} onClick={ending.run}>
          {t("settings.turnOff")}
        </Button>
      </div>
    </>
  );
}

interface MinutesProps {
  value: number;
  onChange: (minutes: number) => void;
}

function Minutes({ value, onChange }: MinutesProps) {
  return (
    <Select
      label={t("settings.minutes")}
      value={String(value)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
    >
      {LOCK_MINUTES.map((minutes) => (
        <option key={minutes} value={String(minutes)}>
          {t("settings.minute", { n: minutes })}
        </option>
      ))}
    </Select>
  );
}

/** Why it cannot be put on; a person can do something about each. */
class NotReady extends Error {
  constructor(readonly why: "signIn" | "noPasskey" | "notKept") {
    super(`lock: ${why}`);
    this.name = "NotReady";
  }
}

/** Everything that may take the card away is said before it is on. */
function TurnOn({ replica, onClose }: { replica: Replica; onClose: () => void }) {
  const [minutes, setMinutes] = useState(USUAL_MINUTES);
  const own = replica.name.account;
  const { value, failure } = useLoaded("lock", async () => {
    const [account, replicas] = await Promise.all([whoIsSignedIn(), knownReplicas()]);
    return { account, others: replicas.some(({ account: one }) => one !== own) };
  });
  const {
    run,
    busy,
    failure: refused,
  } = useTask(async (account: Account | null) => {
    if (account?.account !== own) throw new NotReady("signIn");
    const keys = keysOf(account);
    if (keys.length === 0) throw new NotReady("noPasskey");
    // A lock that does not load without a network would keep its holder out.
    if (!(await keepOffline("lock"))) throw new NotReady("notKept");
    const key = await confirm(keys);
    if (!writeLock({ account: own, minutes, key })) throw new NotReady("notKept");
    const root = document.getElementById("app");
    if (root) watch(root);
    toast(t("settings.done"));
    onClose();
  });
  return (
    <Dialog
      title={t("settings.askTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          {value && (
            <Button kind="primary" busy={busy} onClick={() => run(value.account)}>
              {t("settings.confirm")}
            </Button>
          )}
        </>
      }
    >
      <ul class="lock-points">
        <li>{t("settings.askGuards")}</li>
        <li>{t("settings.askOffline")}</li>
        <li>{t("settings.askOut")}</li>
        <li>{t("settings.askWriting")}</li>
        {value?.others && <li>{t("settings.askOthers")}</li>}
      </ul>
      {value?.account?.recovery_codes_left === 0 && (
        <Notice tone="warn">{t("settings.noCodes")}</Notice>
      )}
      <Minutes value={minutes} onChange={setMinutes} />
      {refused instanceof NotReady ? (
        <Notice tone="bad" live>
          {t(`settings.${refused.why}`)}
        </Notice>
      ) : (
        <LockFailure error={refused} />
      )}
      <Failure error={failure} />
    </Dialog>
  );
}

/** The person's passkeys that can be checked here. */
function keysOf({ passkeys }: Account): LockKey[] {
  return passkeys
    .filter(({ algorithm }) => isKnown(algorithm))
    .map(({ id, algorithm, public_key }) => ({ id, algorithm, publicKey: public_key }));
}
