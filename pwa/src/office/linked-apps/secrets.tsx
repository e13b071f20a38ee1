import type { AppSecrets } from "../../schemas/linked-apps";
import { Button } from "../../ui/button";
import { Notice } from "../../ui/notice";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/office-apps";

/** What is shown once, to be handed on. */
export function Secrets({ made, onDone }: { made: AppSecrets; onDone: () => void }) {
  const facts = [
    [t("apps.id"), made.app.id],
    [t("secret.secret"), made.secret],
    [t("secret.webhook"), made.webhook_secret],
    [t("secret.where"), `${location.origin}/.well-known/oauth-authorization-server`],
  ] as const;
  return (
    <Notice tone="warn" live title={t("secret.title")}>
      <p>{t("secret.once")}</p>
      <dl class="app-facts">
        {facts.map(([label, value]) => (
          <Fact key={label} label={label}>
            <code>{value}</code>
          </Fact>
        ))}
      </dl>
      <div class="row">
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(
              facts.map(([label, value]) => `${label}: ${value}`).join("\n"),
            );
            toast(t("secret.copied"));
          }}
        >
          {t("secret.copy")}
        </Button>
        <Button kind="primary" onClick={onDone}>
          {t("secret.done")}
        </Button>
      </div>
    </Notice>
  );
}

export function Fact({ label, children }: { label: string; children: preact.ComponentChildren }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
