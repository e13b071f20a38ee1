import { useState } from "preact/hooks";
import { api } from "../../api";
import { Scopes } from "../../linked-apps/scopes";
import type { AppSecrets, LinkedApp, RotateSecret } from "../../schemas/linked-apps";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Choice } from "../../ui/field";
import { dateAndTime, longDate } from "../../ui/format";
import { Row } from "../../ui/row";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/office-apps";
import { AppForm } from "./app-form";
import { Deliveries } from "./deliveries";
import { Fact } from "./secrets";

const KEEP_DAYS = 7;

interface AppRowProps {
  code: string;
  app: LinkedApp;
  onChange: () => void;
  onSecrets: (secrets: AppSecrets) => void;
}

/** One app: what is said of it, its secrets, what it was told. */
export function AppRow({ code, app, onChange, onSecrets }: AppRowProps) {
  const [open, setOpen] = useState(false);
  return (
    <Row
      title={app.name}
      notes={[
        app.revoked ? t("apps.revoked") : t("apps.members", { n: app.members }),
        t("apps.registered", { when: longDate(app.registered) }),
        app.waiting > 0 && t("apps.waiting", { n: app.waiting }),
        app.failed > 0 && <b>{t("apps.failed", { n: app.failed })}</b>,
      ]}
    >
      <Button kind="quiet" onClick={() => setOpen(!open)} aria-expanded={open}>
        {t(open ? "apps.close" : "apps.open")}
      </Button>
      {open && <Detail code={code} app={app} onChange={onChange} onSecrets={onSecrets} />}
    </Row>
  );
}

function Detail({ code, app, onChange, onSecrets }: AppRowProps) {
  const [editing, edit] = useState(false);
  const [asking, ask] = useState<"rotate" | "revoke" | null>(null);
  return (
    <div class="stack app-detail">
      <dl class="app-facts">
        <Fact label={t("apps.id")}>
          <code>{app.id}</code>
        </Fact>
        <Fact label={t("apps.contact")}>{app.contact}</Fact>
        <Fact label={t("apps.backTo")}>
          {app.redirect_uris.map((one) => (
            <div key={one}>{one}</div>
          ))}
        </Fact>
        <Fact label={t("apps.webhook")}>{app.webhook || t("apps.noWebhook")}</Fact>
      </dl>
      <Scopes scopes={app.scopes} />
      {app.old_secret_until !== null && (
        <p class="soft">{t("apps.oldSecret", { when: dateAndTime(app.old_secret_until) })}</p>
      )}
      {!app.revoked && !editing && (
        <div class="row">
          <Button onClick={() => edit(true)}>{t("apps.edit")}</Button>
          <Button onClick={() => ask("rotate")}>{t("apps.rotate")}</Button>
          <Button kind="danger" onClick={() => ask("revoke")}>
            {t("apps.revoke")}
          </Button>
        </div>
      )}
      {editing && (
        <AppForm
          code={code}
          app={app}
          onSaved={() => {
            edit(false);
            onChange();
          }}
          onClose={() => edit(false)}
        />
      )}
      <Deliveries code={code} app={app} onChange={onChange} />
      {asking === "rotate" && (
        <Rotate code={code} app={app} onClose={() => ask(null)} onSecrets={onSecrets} />
      )}
      {asking === "revoke" && (
        <Revoke code={code} app={app} onClose={() => ask(null)} onChange={onChange} />
      )}
    </div>
  );
}

interface RotateProps {
  code: string;
  app: LinkedApp;
  onClose: () => void;
  onSecrets: (secrets: AppSecrets) => void;
}

function Rotate({ code, app, onClose, onSecrets }: RotateProps) {
  const [keeps, keep] = useState(true);
  const { run, busy, failure } = useTask(async () => {
    const wanted: RotateSecret = { keep_days: keeps ? KEEP_DAYS : 0 };
    const made = await api<AppSecrets>(
      "POST",
      `/api/office/${code}/apps/${app.id}/secrets`,
      wanted,
    );
    onClose();
    toast(t("apps.rotated"));
    onSecrets(made);
  });
  return (
    <Dialog
      title={t("apps.rotateTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t("apps.rotate")}
          </Button>
        </>
      }
    >
      <p>{t("apps.rotateHint")}</p>
      <Choice
        label={t("apps.rotateKeep")}
        hint={t("apps.rotateKeepHint")}
        checked={keeps}
        onChange={(event) => keep(event.currentTarget.checked)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}

interface RevokeProps {
  code: string;
  app: LinkedApp;
  onClose: () => void;
  onChange: () => void;
}

function Revoke({ code, app, onClose, onChange }: RevokeProps) {
  const { run, busy, failure } = useTask(async () => {
    await api("DELETE", `/api/office/${code}/apps/${app.id}`);
    onClose();
    toast(t("apps.revokedNow"));
    onChange();
  });
  return (
    <Dialog
      title={t("apps.revokeTitle", { app: app.name })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("apps.revoke")}
          </Button>
        </>
      }
    >
      <p>{t("apps.revokeHint", { n: app.members })}</p>
      <Failure error={failure} />
    </Dialog>
  );
}
