import "./account.css";
import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import { currentReplica } from "../replica";
import { toBase64url } from "../replica/base64url";
import type { Account, DeviceInfo, SignedIn } from "../schemas/wire";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { useTask } from "../ui/task";
import { t } from "../ui/words/pages";
import { AccountFailure } from "./account-failure";
import { arrive, pageAfterSignIn } from "./arrive";
import { addPasskey } from "./passkey";

/**
 * A spent recovery code lets a person in, to make a new passkey. Most who come this way lost a
 * phone, so they are asked about it there and then.
 */
export default function RecoverPage() {
  const [account, setAccount] = useState<string | null>(null);
  const [others, setOthers] = useState<DeviceInfo[] | null>(null);
  if (others) return <OtherPhones phones={others} />;
  return account ? (
    <NewPasskey account={account} onOthers={setOthers} />
  ) : (
    <EnterCode onIn={setAccount} />
  );
}

function EnterCode({ onIn }: { onIn: (account: string) => void }) {
  // A code on paper is read with the camera: in the fragment, which no server sees.
  const [given] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const [code, setCode] = useState(given);
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    const { account } = await api<SignedIn>("POST", "/api/recovery", { code: code.trim() });
    onIn(account);
  });
  return (
    <form
      class="page stack"
      onSubmit={(event) => {
        event.preventDefault();
        // The server takes 4 to 64 characters, written in any way.
        const enough = code.trim().length >= 4;
        setMissing(!enough);
        if (enough) void run();
      }}
    >
      <PageHeader
        title={t("recover.title")}
        lead={t(given ? "recover.leadPaper" : "recover.lead")}
      />
      <Field
        label={t("recover.label")}
        value={code}
        error={missing ? t("recover.missing") : undefined}
        maxLength={64}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <AccountFailure error={failure} />
      <Button type="submit" kind="primary" big busy={busy}>
        {t("recover.button")}
      </Button>
    </form>
  );
}

interface NewPasskeyProps {
  account: string;
  /** The person's other phones that are in use, once this one is ready, where there are any. */
  onOthers: (phones: DeviceInfo[]) => void;
}

function NewPasskey({ account, onOthers }: NewPasskeyProps) {
  const { route } = useLocation();
  const goOn = async () => {
    const replica = await arrive(account);
    const { devices } = await api<Account>("GET", "/api/account");
    const here = toBase64url(replica.device.id);
    const others = devices.filter(({ id, revoked }) => id !== here && !revoked);
    if (others.length > 0) onOthers(others);
    else route(await pageAfterSignIn(replica));
  };
  const making = useTask(async () => {
    await addPasskey("");
    await goOn();
  });
  const without = useTask(goOn);
  return (
    <div class="page stack">
      <PageHeader title={t("recover.passkeyTitle")} lead={t("recover.passkeyLead")} />
      <AccountFailure error={making.failure ?? without.failure} />
      <Button kind="primary" big busy={making.busy} onClick={making.run}>
        {t("recover.passkey")}
      </Button>
      <Button kind="quiet" busy={without.busy} onClick={without.run}>
        {t("recover.without")}
      </Button>
    </div>
  );
}

/** The one question, with the answer a tap away: a finder's phone must not go on as a card. */
function OtherPhones({ phones }: { phones: DeviceInfo[] }) {
  const { route } = useLocation();
  const [stopped, setStopped] = useState<readonly string[]>([]);
  const stopping = useTask(async (id: string) => {
    await api("DELETE", `/api/devices/${id}`);
    setStopped([...stopped, id]);
  });
  const goingOn = useTask(async () => {
    const replica = currentReplica.value;
    route(replica ? await pageAfterSignIn(replica) : "/");
  });
  return (
    <div class="page stack">
      <PageHeader title={t("recover.lostTitle")} lead={t("recover.lostLead")} />
      <ul class="settings-list">
        {phones.map(({ id, label, last_sync: last }) => (
          <li key={id}>
            <span>
              <b>{label || t("settings.deviceUnnamed")}</b>
              <span class="soft small">
                {last === null
                  ? t("settings.deviceNever")
                  : t("settings.deviceLast", { when: longDate(last) })}
              </span>
            </span>
            {stopped.includes(id) ? (
              <span class="tag tag-bad">{t("settings.deviceRevoked")}</span>
            ) : (
              <Button kind="danger" busy={stopping.busy} onClick={() => stopping.run(id)}>
                {t("recover.lostYes")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      <div role="status">
        {stopped.length > 0 && <Notice tone="good">{t("recover.lostDone")}</Notice>}
      </div>
      <AccountFailure error={stopping.failure ?? goingOn.failure} />
      <Button kind="primary" big busy={goingOn.busy} onClick={goingOn.run}>
        {t(stopped.length > 0 ? "recover.lostNext" : "recover.lostNo")}
      </Button>
    </div>
  );
}
