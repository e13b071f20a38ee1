import "./account.css";
import { useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { ProfileField } from "../schemas/wire";
import { LanguageSwitch } from "../shell/language-switch";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/pages";
import { AccountSettings, SignInFirst } from "./account-settings";
import { PhoneSettings } from "./phone-settings";

/** Of `ShortText` in the schema; a name this long is none. */
const NAME_CHARACTERS = 60;

export default function SettingsPage() {
  const replica = currentReplica.value;
  return (
    <div class="page page-wide">
      <PageHeader title={t("settings.title")} />
      <div class="settings">
        <div class="stack">
          <section class="panel stack">
            <h2>{t("settings.me")}</h2>
            {replica && <NameForm />}
            <div class="row">
              <span>{t("settings.language")}</span>
              <LanguageSwitch />
            </div>
            {replica && (
              <div class="row">
                <ButtonLink href="/identity">{t("settings.identity")}</ButtonLink>
                <ButtonLink href="/my-data">{t("settings.myData")}</ButtonLink>
                <ButtonLink href="/apps">{t("settings.apps")}</ButtonLink>
              </div>
            )}
          </section>
          {replica && replica.staffBodies.value.length > 0 && (
            <section class="panel stack">
              <h2>{t("settings.work")}</h2>
              <div class="row">
                <ButtonLink href="/staff">{t("settings.desk")}</ButtonLink>
              </div>
            </section>
          )}
          {replica && (
            <section class="panel stack">
              <h2>{t("settings.notices")}</h2>
              <div class="row">
                <ButtonLink href="/notices">{t("settings.noticesAll")}</ButtonLink>
              </div>
            </section>
          )}
          {replica && <PhoneSettings replica={replica} />}
          {replica && <Lock replica={replica} />}
        </div>
        {replica ? <AccountSettings replica={replica} /> : <SignInFirst />}
      </div>
    </div>
  );
}

/** Few lock the app: what that takes is fetched here, and kept on the phone once it is used. */
function Lock({ replica }: { replica: Replica }) {
  const { value, failure } = useLoaded("lock", () => import("../lock/lock-settings"));
  if (value) return <value.LockSettings replica={replica} />;
  if (!failure) return <Skeleton lines={2} />;
  return (
    <section class="panel stack">
      <h2>{t("settings.lock")}</h2>
      <Notice>{t("settings.lockOffline")}</Notice>
    </section>
  );
}

function NameForm() {
  const replica = currentReplica.value;
  const known = replica?.memberViews.value.name ?? "";
  // What is half written stays, also when another page or phone saves a name meanwhile.
  const [written, write] = useState<string | null>(null);
  const name = written ?? known;
  const { run, busy, failure } = useTask(async () => {
    const save = (value: string) =>
      replica?.append({ type: "SetField", field: ProfileField.NAME, value });
    await save(name.trim());
    write(null);
    toast(t("settings.nameSaved"), () => void save(known));
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== known) void run();
      }}
    >
      <Field
        label={t("settings.name")}
        hint={t("settings.nameHint")}
        value={name}
        maxLength={NAME_CHARACTERS}
        autoComplete="nickname"
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" busy={busy}>
          {t("settings.nameSave")}
        </Button>
      </div>
    </form>
  );
}
