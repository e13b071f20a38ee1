import { ApiProblem, NoAnswer } from "../api";
import { ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { Notice } from "../ui/notice";
import { t } from "../ui/words/linked-apps";

/** Why a page cannot show what it is for: no network, nobody signed in, or what went wrong. */
export function NotNow({ error, retry }: { error: unknown; retry: () => void }) {
  if (error instanceof NoAnswer && error.reason === "offline") {
    return <Notice tone="warn" title={t("consent.offline")} />;
  }
  if (error instanceof ApiProblem && error.code === "not-signed-in") {
    const here = encodeURIComponent(location.pathname + location.search);
    return (
      <Notice title={t("consent.signIn")}>
        <ButtonLink kind="primary" href={`/signin?next=${here}`}>
          {t("consent.signInButton")}
        </ButtonLink>
      </Notice>
    );
  }
  const final = error instanceof ApiProblem && error.code === "not-found";
  return <Failure error={error} retry={final ? undefined : retry} />;
}
