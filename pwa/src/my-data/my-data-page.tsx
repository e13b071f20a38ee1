import { ButtonLink } from "../ui/button";
import { PageHeader } from "../ui/page";
import { t } from "../ui/words/my-data";
import { AskErasure } from "./erasure";

/** All that is known of oneself, to be had or to be gone (R27). */
export default function MyDataPage() {
  return (
    <div class="page stack">
      <PageHeader title={t("title")} back={{ href: "/settings", label: t("back") }} />
      <section class="panel stack">
        <h2>{t("out.title")}</h2>
        <p>{t("out.lead")}</p>
        <div class="row">
          <ButtonLink kind="primary" href="/api/account/export.zip" download>
            {t("out.button")}
          </ButtonLink>
        </div>
      </section>
      <section class="panel stack">
        <h2>{t("erase.title")}</h2>
        <AskErasure path="/api/account/erasure">
          <p>{t("erase.lead")}</p>
          <ul class="points">
            <li>{t("erase.gone")}</li>
            <li>{t("erase.ended")}</li>
            <li>{t("erase.kept")}</li>
            <li>{t("erase.final")}</li>
          </ul>
          <p>
            <b>{t("erase.first")}</b>
          </p>
        </AskErasure>
      </section>
    </div>
  );
}
