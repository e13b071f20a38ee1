import { ApiProblem, NoAnswer } from "../api";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Notice } from "../ui/notice";
import { t } from "../ui/words/identity";

/** Why a page cannot show what it is for: no network, nobody signed in, or what went wrong. */
export function NotNow({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof NoAnswer && error.reason === "offline") {
    return <Notice tone="warn" title={t("identity.offline")} />;
  }
  if (error instanceof ApiProblem && error.code === "not-signed-in") {
    return (
      <Notice title={t("identity.signIn")}>
        <ButtonLink href="/signin?next=/identity">{t("identity.signInButton")}</ButtonLink>
      </Notice>
    );
  }
  return <Failure error={error} retry={retry} />;
}
