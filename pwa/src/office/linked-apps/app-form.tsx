import { useState } from "preact/hooks";
import { api } from "../../api";
import {
  AppScope,
  type AppSecrets,
  type LinkedApp,
  type WriteApp,
} from "../../schemas/linked-apps";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Choice, Field, TextArea } from "../../ui/field";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t as scopeWords } from "../../ui/words/linked-apps";
import { t } from "../../ui/words/office-apps";

interface AppFormProps {
  code: string;
  /** The one to be changed; none for a new one. */
  app?: LinkedApp;
  onLinked?: (secrets: AppSecrets) => void;
  onSaved?: () => void;
  onClose: () => void;
}

/** What an office says of an app, new or known. */
export function AppForm({ code, app, onLinked, onSaved, onClose }: AppFormProps) {
  const [name, setName] = useState(app?.name ?? "");
  const [contact, setContact] = useState(app?.contact ?? "");
  const [back, setBack] = useState(app?.redirect_uris.join("\n") ?? "");
  const [webhook, setWebhook] = useState(app?.webhook ?? "");
  const [scopes, setScopes] = useState<AppScope[]>(app?.scopes ?? [AppScope.REGISTRATION_READ]);
  const [checked, setChecked] = useState(false);
  const missing = (text: string) =>
    checked && text.trim().length === 0 ? t("form.missing") : undefined;
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!name.trim() || !contact.trim() || scopes.length === 0) return;
    const said: WriteApp = {
      name: name.trim(),
      contact: contact.trim(),
      redirect_uris: back.split(/\s+/).filter(Boolean),
      scopes,
      webhook: webhook.trim(),
    };
    if (app) {
      await api<LinkedApp>("PUT", `/api/office/${code}/apps/${app.id}`, said);
      toast(t("form.saved"));
      onSaved?.();
    } else {
      onLinked?.(await api<AppSecrets>("POST", `/api/office/${code}/apps`, said));
    }
  });
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <h2>{t(app ? "form.edit" : "form.new")}</h2>
      <Field
        label={t("form.name")}
        hint={t("form.nameHint")}
        value={name}
        maxLength={60}
        error={missing(name)}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label={t("form.contact")}
        hint={t("form.contactHint")}
        value={contact}
        maxLength={200}
        error={missing(contact)}
        onInput={(event) => setContact(event.currentTarget.value)}
      />
      <fieldset class="stack">
        <legend class="field-label">{t("form.scopes")}</legend>
        {Object.values(AppScope).map((one) => (
          <Choice
            key={one}
            label={scopeWords(`scope.${one}`)}
            hint={scopeWords(`scope.${one}.hint`)}
            checked={scopes.includes(one)}
            onChange={(event) =>
              setScopes(
                event.currentTarget.checked
                  ? [...scopes, one]
                  : scopes.filter((other) => other !== one),
              )
            }
          />
        ))}
        {checked && scopes.length === 0 && (
          <p class="field-error" role="alert">
            {t("form.scopeMissing")}
          </p>
        )}
      </fieldset>
      <TextArea
        label={t("form.back")}
        hint={t("form.backHint")}
        value={back}
        rows={2}
        onInput={(event) => setBack(event.currentTarget.value)}
      />
      <Field
        label={t("form.webhook")}
        hint={t("form.webhookHint")}
        value={webhook}
        maxLength={500}
        onInput={(event) => setWebhook(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t(app ? "form.save" : "form.link")}
        </Button>
        <Button onClick={onClose}>{words("cancel")}</Button>
      </div>
    </form>
  );
}
