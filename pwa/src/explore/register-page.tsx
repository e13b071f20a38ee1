import "./explore.css";
import { useState } from "preact/hooks";
import { useLocation, useRoute } from "preact-iso/router";
import { AccountFailure } from "../account/account-failure";
import { arrive } from "../account/arrive";
import { makeAccount } from "../account/passkey";
import { RecoveryCodes } from "../account/recovery-codes";
import { whoIsSignedIn } from "../account/who";
import { api } from "../api";
import type { AccountMade, Register, RegistrationInfo } from "../schemas/wire";
import { askInstance } from "../shell/instance";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice, Field } from "../ui/field";
import { named } from "../ui/format";
import { IconGood } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/pages";
import { type Body, loadCatalogue } from "./catalogue";

/** Registering as basic (R07): a passkey, the registration, and this phone as the holder's. */
export default function RegisterPage() {
  const { params } = useRoute();
  const code = params.code ?? "";
  const { value, failure, reload } = useLoaded(code, async () => {
    const [bodies, instance, account] = await Promise.all([
      loadCatalogue(),
      askInstance(),
      whoIsSignedIn(),
    ]);
    return { body: bodies.find((one) => one.codeText === code), instance, account };
  });
  const back = { href: "/find", label: t("register.back") };
  if (!value) {
    return (
      <div class="page stack">
        <PageHeader title={t("register.now")} back={back} />
        {failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />}
      </div>
    );
  }
  const { body, instance, account } = value;
  if (!body) {
    return (
      <div class="page stack">
        <PageHeader title={t("register.now")} back={back} />
        <Notice tone="warn">{t("register.unknown")}</Notice>
      </div>
    );
  }
  const title = t("register.title", { body: named(body) });
  const registered = account?.registrations.some((one) => one.body === code && !one.linked);
  return (
    <div class="page stack">
      <PageHeader title={title} back={back} />
      {!instance.participating.includes(code) ? (
        <Notice title={t("register.notOpen", { body: named(body) })}>
          {t("register.notOpenHint")}
        </Notice>
      ) : registered ? (
        <Notice tone="good" title={t("register.already")}>
          <ButtonLink href="/card">{t("register.toCard")}</ButtonLink>
        </Notice>
      ) : (
        <Application
          body={body}
          linkable={instance.participating.includes(prefectureCode(body))}
          account={account?.account ?? null}
        />
      )}
    </div>
  );
}

/** Of the prefecture around a municipality; a prefecture has none, as far as links go (R02). */
function prefectureCode(body: Body): string {
  return body.code === body.prefecture ? "" : String(body.prefecture).padStart(6, "0");
}

interface ApplicationProps {
  body: Body;
  /** Its prefecture takes part too: a registration brings one there, unless refused (R02, R03). */
  linkable: boolean;
  /** Who is signed in, null for a newcomer. */
  account: string | null;
}

type Step = "stepPasskey" | "stepBody" | "stepDevice";

function Application({ body, linkable, account: signedIn }: ApplicationProps) {
  const { route } = useLocation();
  const [refuse, setRefuse] = useState(false);
  const [name, setName] = useState("");
  const [made, setMade] = useState<AccountMade | null>(null);
  const [done, setDone] = useState(false);
  const [step, setStep] = useState<Step>("stepPasskey");
  const account = made?.account ?? signedIn;

  // Each step that went through is not asked again: what fails later is tried again alone.
  const { run, busy, failure } = useTask(async () => {
    let owner = account;
    let fresh = made;
    if (!owner) {
      setStep("stepPasskey");
      fresh = await makeAccount(name.trim());
      setMade(fresh);
      owner = fresh.account;
    }
    setStep("stepBody");
    const wanted: Register = { body: body.codeText, refuse_prefecture: linkable && refuse };
    await api<RegistrationInfo[]>("POST", "/api/registrations", wanted);
    setStep("stepDevice");
    await arrive(owner);
    if (fresh) setDone(true);
    else route(`/survey/${body.codeText}`);
  });

  if (done && made) {
    return (
      <>
        <Notice tone="good" live title={t("register.done")} />
        <h2>{t("codes.title")}</h2>
        <RecoveryCodes
          account={made.account}
          codes={made.recovery_codes}
          onDone={() => route(`/survey/${body.codeText}`)}
        />
      </>
    );
  }
  const prefecture = language.value === "en" ? body.prefectureEnglish : body.prefectureName;
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <ul class="panel points">
        {(["register.line1", "register.line2", "register.line3"] as const).map((key) => (
          <li key={key}>
            <IconGood />
            {t(key)}
          </li>
        ))}
      </ul>
      {linkable && (
        <Choice
          checked={!refuse}
          label={<b>{t("register.link", { prefecture })}</b>}
          hint={t("register.linkHint")}
          onChange={(event) => setRefuse(!event.currentTarget.checked)}
        />
      )}
      {!account && (
        <Field
          label={t("register.name")}
          hint={t("register.nameHint")}
          value={name}
          maxLength={60}
          autoComplete="off"
          onInput={(event) => setName(event.currentTarget.value)}
        />
      )}
      <AccountFailure error={failure} />
      <Button type="submit" kind="primary" big wide busy={busy}>
        {busy ? t(`register.${step}`) : t(account ? "register.now" : "register.passkey")}
      </Button>
      {!account && <p class="soft">{t("register.passkeyHint")}</p>}
      {!account && (
        <ButtonLink kind="quiet" href={`/signin?next=/register/${body.codeText}`}>
          {t("register.signIn")}
        </ButtonLink>
      )}
    </form>
  );
}
