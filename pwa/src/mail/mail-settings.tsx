import "./mail.css";
import { useState } from "preact/hooks";
import { Confirm } from "../account/confirm";
import { api } from "../api";
import type { Email, Language } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field, Select } from "../ui/field";
import { timeOfDay } from "../ui/format";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { language } from "../ui/words";
import { t } from "../ui/words/mail";

const PATH = "/api/account/email";
/** As the server has it. */
const ADDRESS_CHARACTERS = 254;

/** Where notices go by mail: asked for, confirmed by a code, changed, stopped. */
export function MailSettings() {
  const { value, failure, reload } = useLoaded("email", (signal) =>
    api<Email>("GET", PATH, undefined, signal),
  );
  return (
    <section class="panel stack" data-mail>
      <h2>{t("mail.title")}</h2>
      {value ? (
        <Settings first={value} />
      ) : failure ? (
        <Failure error={failure} retry={reload} />
      ) : (
        <Skeleton lines={2} />
      )}
    </section>
  );
}

function Settings({ first }: { first: Email }) {
  const [email, setEmail] = useState(first);
  const [changing, setChanging] = useState(false);
  if (email.waiting !== null && !changing) {
    return (
      <Code
        email={email}
        onChange={setEmail}
        onOther={() => setChanging(true)}
        onConfirmed={(confirmed) => {
          setEmail(confirmed);
          toast(t("mail.confirmed"));
        }}
      />
    );
  }
  if (email.address !== null && !changing) {
    return (
      <InForce
        email={email}
        address={email.address}
        onChange={setEmail}
        onOther={() => setChanging(true)}
      />
    );
  }
  return (
    <Address
      email={email}
      onSent={(sent) => {
        setEmail(sent);
        setChanging(false);
      }}
      onKeep={changing ? () => setChanging(false) : undefined}
    />
  );
}

interface AddressProps {
  email: Email;
  onSent: (email: Email) => void;
  onKeep: (() => void) | undefined;
}

function Address({ email, onSent, onKeep }: AddressProps) {
  const [address, write] = useState("");
  const [missing, setMissing] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    const mailLanguage = email.address === null ? language.value : email.language;
    onSent(await api<Email>("PUT", PATH, { address, language: mailLanguage }));
  });
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setMissing(!address.trim());
        if (address.trim()) void run();
      }}
    >
      <p>{t("mail.lead")}</p>
      <Field
        label={t("mail.address")}
        error={missing ? t("mail.missing") : undefined}
        value={address}
        inputMode="email"
        autoComplete="email"
        autoCapitalize="off"
        spellcheck={false}
        maxLength={ADDRESS_CHARACTERS}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" busy={busy}>
          {t("mail.send")}
        </Button>
        {onKeep && (
          <Button kind="quiet" onClick={onKeep}>
            {t("mail.keep")}
          </Button>
        )}
      </div>
    </form>
  );
}

interface CodeProps {
  email: Email;
  onChange: (email: Email) => void;
  onOther: () => void;
  onConfirmed: (email: Email) => void;
}

function Code({ email, onChange, onOther, onConfirmed }: CodeProps) {
  const [code, write] = useState("");
  const [missing, setMissing] = useState(false);
  const confirming = useTask(async () => {
    onConfirmed(await api<Email>("POST", `${PATH}/confirm`, { code }));
  });
  const again = useTask(async () => {
    const { waiting: address, language } = email;
    onChange(await api<Email>("PUT", PATH, { address, language }));
    confirming.clear();
    write("");
    toast(t("mail.sentAgain"));
  });
  return (
    <form
      class="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const digits = code.normalize("NFKC").replace(/\D/g, "");
        setMissing(digits.length !== 6);
        if (digits.length === 6) void confirming.run();
      }}
    >
      <Notice>
        <p class="mail-address">{t("mail.sent", { address: email.waiting ?? "" })}</p>
        <p>{t("mail.until", { time: timeOfDay(email.waiting_until ?? 0) })}</p>
      </Notice>
      <Field
        label={t("mail.code")}
        hint={t("mail.codeHint")}
        error={missing ? t("mail.codeMissing") : undefined}
        value={code}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={20}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Failure error={confirming.failure ?? again.failure} />
      <div class="row">
        <Button type="submit" busy={confirming.busy}>
          {t("mail.confirm")}
        </Button>
        <Button kind="quiet" busy={again.busy} onClick={again.run}>
          {t("mail.again")}
        </Button>
        <Button kind="quiet" onClick={onOther}>
          {t("mail.other")}
        </Button>
      </div>
    </form>
  );
}

interface InForceProps {
  email: Email;
  address: string;
  onChange: (email: Email) => void;
  onOther: () => void;
}

function InForce({ email, address, onChange, onOther }: InForceProps) {
  const [stopping, setStopping] = useState(false);
  const speaking = useTask(async (spoken: Language) => {
    onChange(await api<Email>("PUT", PATH, { address, language: spoken }));
    toast(t("mail.languageSet"));
  });
  return (
    <>
      <p>
        {t("mail.goesTo")}
        <br />
        <b class="mail-address">{address}</b>
      </p>
      <Select
        label={t("mail.language")}
        value={email.language}
        onChange={(event) => void speaking.run(event.currentTarget.value as Language)}
      >
        <option value="ja">{t("mail.ja")}</option>
        <option value="en">{t("mail.en")}</option>
      </Select>
      <Failure error={speaking.failure} />
      <div class="row">
        <Button onClick={onOther}>{t("mail.change")}</Button>
        <Button kind="danger" onClick={() => setStopping(true)}>
          {t("mail.remove")}
        </Button>
      </div>
      {stopping && (
        <Confirm
          title={t("mail.removeTitle")}
          body={t("mail.removeBody")}
          yes={t("mail.remove")}
          onClose={() => setStopping(false)}
          onYes={async () => {
            await api("DELETE", PATH);
            onChange({ ...email, address: null, waiting: null, waiting_until: null });
            toast(t("mail.removed"));
          }}
        />
      )}
    </>
  );
}
