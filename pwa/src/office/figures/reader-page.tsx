import "../office.css";
import { useState } from "preact/hooks";
import { useRoute } from "preact-iso/router";
import { ApiProblem, api } from "../../api";
import { type Account, Role } from "../../schemas/wire";
import { offline } from "../../shell/online";
import { ButtonLink } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Select } from "../../ui/field";
import { IconInfo } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Empty, PageHeader } from "../../ui/page";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded } from "../../ui/task";
import { t } from "../../ui/words/figures";
import { useBodyNames } from "../body-names";
import FiguresPage from "./figures-page";

const NO_MORE: ReadonlySet<Role> = new Set([Role.READER]);

const READERS: readonly Role[] = [Role.ADMIN, Role.CLERK, Role.READER];

/** The statistics by themselves: for who reads them and has no desk, as a prefecture's reader. */
export default function ReaderPage() {
  const { params } = useRoute();
  const names = useBodyNames();
  const [chosen, choose] = useState(params.code ?? "");
  const { value, failure, reload } = useLoaded("account", (signal) =>
    api<Account>("GET", "/api/account", undefined, signal),
  );
  const signedOut = failure instanceof ApiProblem && failure.code === "not-signed-in";
  const roles = value?.roles.filter(({ role }) => READERS.includes(role)) ?? [];
  const bodies = [...new Set(roles.map(({ body }) => body))];
  const code = bodies.find((one) => one === chosen) ?? bodies[0];
  return (
    <div class="page page-wide office">
      <PageHeader title={t("title")} lead={code && names(code)} />
      {offline.value && <Notice tone="warn">{t("offline")}</Notice>}
      {signedOut || (value && !code) ? (
        <div class="panel">
          <Empty icon={IconInfo} title={t("notYours")}>
            <p>{t("notYoursHint")}</p>
            <ButtonLink kind="primary" href="/signin?next=/figures">
              {t("signIn")}
            </ButtonLink>
          </Empty>
        </div>
      ) : (
        <Failure error={failure} retry={reload} />
      )}
      {!value && !failure && <Skeleton lines={6} />}
      {bodies.length > 1 && (
        <Select
          label={t("body")}
          value={code ?? ""}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          {bodies.map((one) => (
            <option key={one} value={one}>
              {names(one)}
            </option>
          ))}
        </Select>
      )}
      {value && code && <FiguresPage key={code} code={code} account={value} roles={NO_MORE} />}
    </div>
  );
}
