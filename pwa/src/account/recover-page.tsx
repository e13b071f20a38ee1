import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import type { SignedIn } from "../schemas/wire";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { PageHeader } from "../ui/page";
import { useTask } from "../ui/task";
import { t } from "../ui/words/pages";
import { AccountFailure } from "./account-failure";
import { arrive, pageAfterSignIn } from "./arrive";
import { addPasskey } from "./passkey";

/** A spent recovery code lets a person in, to make a new passkey. */
export default function RecoverPage() {
  const [account, setAccount] = useState<string | null>(null);
  return account ? <NewPasskey account={account} /> : <EnterCode onIn={setAccount} />;
}

function EnterCode({ onIn }: { onIn: (account: string) => void }) {
  const [code, setCode] = useState("");
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
        const given = code.trim().length >= 4;
        setMissing(!given);
        if (given) void run();
      }}
    >
      <PageHeader title={t("recover.title")} lead={t("recover.lead")} />
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

function NewPasskey({ account }: { account: string }) {
  const { route } = useLocation();
  const goOn = async () => {
    route(await pageAfterSignIn(await arrive(account)));
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
