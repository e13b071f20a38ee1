import { useEffect, useState } from "preact/hooks";
import { ApiProblem, api } from "../api";
import { type GiveConsent, type GuardianInvited, Relation, type Ward } from "../schemas/identity";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Choice, Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/identity";
import { askStatus, guardianCode } from "./asking";
import { NotNow } from "./not-now";

/**
 * A guardian's consent, by the minor's invitation. The code is in the fragment, which no server's log
 * ever sees; it waits in this tab while the guardian signs in and proves who they are.
 */
export function GuardianPage() {
  const [code, setCode] = useState(
    () => decodeURIComponent(location.hash.slice(1)) || guardianCode.get(),
  );
  const { value, failure, reload } = useLoaded("identity", askStatus);
  useEffect(() => {
    guardianCode.set(code);
    if (location.hash) history.replaceState(history.state, "", location.pathname);
  }, [code]);
  const stranger = failure instanceof ApiProblem && failure.code === "not-signed-in";
  return (
    <div class="page stack">
      <PageHeader title={t("guardian.title")} lead={t("guardian.lead")} />
      {!value && !failure && <Skeleton lines={4} />}
      {stranger && <SignIn onDone={reload} />}
      {failure && !stranger ? <NotNow error={failure} retry={reload} /> : null}
      {value && !code && <EnterCode onCode={setCode} />}
      {value && code && (
        <Invited code={code} proven={value.proven !== null} onWrong={() => setCode("")} />
      )}
    </div>
  );
}

/** Whoever has no account here makes one on the spot. */
function SignIn({ onDone }: { onDone: () => void }) {
  const { value, failure, reload } = useLoaded("entrance", () => import("../office/entrance"));
  return (
    <section class="panel stack">
      <p>{t("guardian.signIn")}</p>
      {value && (
        <value.Entrance check={() => true} act={async () => "/identity/guardian"} onDone={onDone} />
      )}
      {!value && !failure && <Skeleton lines={2} />}
      <Failure error={failure} retry={reload} />
    </section>
  );
}

function EnterCode({ onCode }: { onCode: (code: string) => void }) {
  const [typed, type] = useState("");
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (typed.trim()) onCode(typed.trim());
      }}
    >
      <Field
        label={t("guardian.enter")}
        hint={t("guardian.enterHint")}
        value={typed}
        autoComplete="off"
        autoCapitalize="characters"
        spellcheck={false}
        maxLength={64}
        onInput={(event) => type(event.currentTarget.value)}
      />
      <div class="row">
        <Button type="submit" kind="primary">
          {t("guardian.look")}
        </Button>
      </div>
    </form>
  );
}

interface InvitedProps {
  code: string;
  proven: boolean;
  onWrong: () => void;
}

function Invited({ code, proven, onWrong }: InvitedProps) {
  const [relation, setRelation] = useState<Relation>(Relation.PARENT);
  const [done, setDone] = useState(false);
  const {
    value: ward,
    failure,
    reload,
  } = useLoaded(code, (signal) => {
    const asked: GuardianInvited = { code };
    return api<Ward>("POST", "/api/identity/guardian/ward", asked, signal);
  });
  const giving = useTask(async () => {
    const given: GiveConsent = { code, relation };
    await api("POST", "/api/identity/guardian/consents", given);
    guardianCode.set("");
    setDone(true);
  });
  if (done) {
    return (
      <>
        <Notice tone="good" live title={t("guardian.done")}>
          <p>{t("guardian.doneHint")}</p>
        </Notice>
        <ButtonLink wide href="/identity">
          {t("guardian.toIdentity")}
        </ButtonLink>
      </>
    );
  }
  if (!ward) {
    if (!failure) return <Skeleton lines={3} />;
    const wrong = failure instanceof ApiProblem && failure.code === "code-refused";
    return (
      <>
        <Failure error={failure} retry={wrong ? undefined : reload} />
        {failure instanceof ApiProblem && <EnterCodeAgain onWrong={onWrong} />}
      </>
    );
  }
  return (
    <section class="panel stack">
      <h2>{t("guardian.asks")}</h2>
      <p class="identity-code">
        {ward.name
          ? t("guardian.ward", { name: ward.name, age: ward.age })
          : t("guardian.wardUnnamed", { age: ward.age })}
      </p>
      <p>{t("guardian.what")}</p>
      {proven ? (
        <>
          <fieldset class="identity-relation">
            <legend class="field-label">{t("guardian.relation")}</legend>
            {Object.values(Relation).map((one) => (
              <Choice
                key={one}
                type="radio"
                name="relation"
                label={t(`guardian.relation.${one}`)}
                checked={relation === one}
                onChange={() => setRelation(one)}
              />
            ))}
          </fieldset>
          <Failure error={giving.failure} />
          <Button kind="primary" big wide busy={giving.busy} onClick={giving.run}>
            {t("guardian.consent")}
          </Button>
        </>
      ) : (
        <Notice tone="warn" title={t("guardian.proveFirst")}>
          <p>{t("guardian.proveFirstHint")}</p>
          <ButtonLink kind="primary" href="/identity">
            {t("guardian.prove")}
          </ButtonLink>
        </Notice>
      )}
    </section>
  );
}

function EnterCodeAgain({ onWrong }: { onWrong: () => void }) {
  return (
    <div class="row">
      <Button onClick={onWrong}>{t("guardian.enter")}</Button>
    </div>
  );
}
