import type { ComponentChild } from "preact";
import { useState } from "preact/hooks";
import { ApiProblem, api, NoAnswer } from "../api";
import type { Replica } from "../replica";
import { toBase64url } from "../replica/base64url";
import {
  type Account,
  type DeviceInfo,
  type PasskeyInfo,
  type RecoveryCodes,
  Role,
} from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/pages";
import { AccountFailure } from "./account-failure";
import { locksWith, removeLock } from "./app-lock";
import { Confirm } from "./confirm";
import { endSession } from "./end-session";
import { loadPasskey, loadRecoveryCodes } from "./load-online";
import { Registrations } from "./registrations";

/** What the server keeps of the account: seen with a network and signed in. */
export function AccountSettings({ replica }: { replica: Replica }) {
  const { value, failure, reload } = useLoaded(replica.name.account, (signal) =>
    api<Account>("GET", "/api/account", undefined, signal),
  );
  // Somebody else is signed in on this browser: what is theirs is not shown here.
  if (value && value.account !== replica.name.account) return <SignInFirst />;
  if (value) return <Signed replica={replica} account={value} onChange={reload} />;
  if (!failure) return <Skeleton lines={6} />;
  if (failure instanceof NoAnswer && failure.reason === "offline") {
    return <Notice>{t("settings.accountOffline")}</Notice>;
  }
  if (failure instanceof ApiProblem && failure.code === "not-signed-in") {
    return <SignInFirst />;
  }
  return <AccountFailure error={failure} retry={reload} />;
}

export function SignInFirst() {
  return (
    <Notice title={t("settings.accountSignIn")}>
      <ButtonLink href="/signin?next=/settings">{words("sync.signIn")}</ButtonLink>
    </Notice>
  );
}

interface SignedProps {
  replica: Replica;
  account: Account;
  onChange: () => void;
}

function Signed({ replica, account, onChange }: SignedProps) {
  return (
    <div class="stack">
      {account.registrations.length > 0 && (
        <Registrations
          replica={replica}
          registrations={account.registrations}
          onChange={onChange}
        />
      )}
      <Mail />
      {account.roles.some(({ role }) => role === Role.ADMIN) && (
        <section class="panel stack">
          <h2>{t("role.office")}</h2>
          <div class="row">
            <ButtonLink href="/office">{t("settings.office")}</ButtonLink>
          </div>
        </section>
      )}
      <section class="panel stack">
        <h2>{t("settings.account")}</h2>
        <Passkeys passkeys={account.passkeys} onChange={onChange} />
        <Devices replica={replica} devices={account.devices} onChange={onChange} />
        <Codes account={account.account} left={account.recovery_codes_left} onChange={onChange} />
        <Everywhere onChange={onChange} />
      </section>
    </div>
  );
}

/** What it takes is fetched here: without a network there is nothing to be done with it. */
function Mail() {
  const { value, failure, reload } = useLoaded("mail", () => import("../mail/mail-settings"));
  if (value) return <value.MailSettings />;
  return failure ? <AccountFailure error={failure} retry={reload} /> : <Skeleton lines={2} />;
}

function Passkeys({ passkeys, onChange }: { passkeys: PasskeyInfo[]; onChange: () => void }) {
  const [leaving, setLeaving] = useState<PasskeyInfo | null>(null);
  const adding = useTask(async () => {
    await (await loadPasskey()).addPasskey("");
    toast(t("settings.passkeyAdded"));
    onChange();
  });
  return (
    <section class="stack">
      <h3>{t("settings.passkeys")}</h3>
      <ul class="settings-list">
        {passkeys.map((passkey) => (
          <li key={passkey.id}>
            <span>
              <b>{passkey.label || t("settings.passkeyOne")}</b>
              <span class="soft small">
                {t("settings.passkeyCreated", { when: longDate(passkey.created) })}
                {passkey.last_used !== null &&
                  ` · ${t("settings.passkeyUsed", { when: longDate(passkey.last_used) })}`}
              </span>
            </span>
            <Button kind="danger" onClick={() => setLeaving(passkey)}>
              {t("settings.passkeyRemove")}
            </Button>
          </li>
        ))}
      </ul>
      <AccountFailure error={adding.failure} />
      <div class="row">
        <Button busy={adding.busy} onClick={adding.run}>
          {t("settings.passkeyAdd")}
        </Button>
      </div>
      {leaving && (
        <Confirm
          title={t("settings.passkeyRemoveTitle")}
          body={
            t("settings.passkeyRemoveBody") +
            (locksWith(leaving.id) ? ` ${t("settings.passkeyLocks")}` : "")
          }
          yes={t("settings.passkeyRemove")}
          onClose={() => setLeaving(null)}
          onYes={async () => {
            await api("DELETE", `/api/account/passkeys/${leaving.id}`);
            if (locksWith(leaving.id)) removeLock();
            toast(t("settings.passkeyRemoved"));
            onChange();
          }}
        />
      )}
    </section>
  );
}

interface DevicesProps {
  replica: Replica;
  devices: DeviceInfo[];
  onChange: () => void;
}

function Devices({ replica, devices, onChange }: DevicesProps) {
  const [stopping, setStopping] = useState<DeviceInfo | null>(null);
  const here = toBase64url(replica.device.id);
  return (
    <section class="stack">
      <h3>{t("settings.devices")}</h3>
      <ul class="settings-list">
        {devices.map((device) => {
          const mine = device.id === here;
          return (
            <li key={device.id}>
              <span>
                <b>
                  {device.label || t("settings.deviceUnnamed")}{" "}
                  {mine && <span class="tag tag-key">{t("settings.deviceHere")}</span>}
                </b>
                <span class="soft small">
                  {device.last_sync === null
                    ? t("settings.deviceNever")
                    : t("settings.deviceLast", { when: longDate(device.last_sync) })}
                </span>
              </span>
              {device.revoked ? (
                <span class="tag tag-bad">{t("settings.deviceRevoked")}</span>
              ) : (
                !mine && (
                  <Button kind="danger" onClick={() => setStopping(device)}>
                    {t("settings.deviceRevoke")}
                  </Button>
                )
              )}
            </li>
          );
        })}
      </ul>
      {stopping && (
        <Confirm
          title={t("settings.deviceRevokeTitle", {
            device: stopping.label || t("settings.deviceUnnamed"),
          })}
          body={t("settings.deviceRevokeBody")}
          yes={t("settings.deviceRevoke")}
          onClose={() => setStopping(null)}
          onYes={async () => {
            await api("DELETE", `/api/devices/${stopping.id}`);
            toast(t("settings.deviceDone"));
            onChange();
          }}
        />
      )}
    </section>
  );
}

interface CodesProps {
  account: string;
  left: number;
  onChange: () => void;
}

function Codes({ account, left, onChange }: CodesProps) {
  const [shown, show] = useState<ComponentChild>(null);
  const { run, busy, failure } = useTask(async () => {
    // First what shows them: the old ones are void once there are new ones.
    const { RecoveryCodes } = await loadRecoveryCodes();
    const { codes } = await api<RecoveryCodes>("POST", "/api/account/recovery-codes");
    show(<RecoveryCodes account={account} codes={codes} onDone={() => show(null)} />);
    onChange();
  });
  return (
    <section class="stack" id="codes">
      <h3>{t("codes.title")}</h3>
      {shown ?? (
        <>
          <p>{t("settings.codesLeft", { n: left })}</p>
          <AccountFailure error={failure} />
          <div class="row">
            <Button busy={busy} onClick={run}>
              {t("settings.codesNew")}
            </Button>
          </div>
          <p class="soft small">{t("settings.codesNewHint")}</p>
        </>
      )}
    </section>
  );
}

function Everywhere({ onChange }: { onChange: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <div class="row">
      <Button kind="danger" onClick={() => setAsking(true)}>
        {t("settings.everywhere")}
      </Button>
      {asking && (
        <Confirm
          title={t("settings.everywhereTitle")}
          body={t("settings.everywhereBody")}
          yes={t("settings.everywhere")}
          onClose={() => setAsking(false)}
          onYes={async () => {
            await endSession("/api/account/sign-out-everywhere");
            toast(t("settings.everywhereDone"));
            onChange();
          }}
        />
      )}
    </div>
  );
}
