import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import { type AcceptInvite, type InviteAccepted, Role } from "../schemas/wire";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { t } from "../ui/words/office";
import { Entrance } from "./entrance";

/** By an invite of the office. The code is in the fragment, which no server's log ever sees. */
export default function JoinPage() {
  const { route } = useLocation();
  const [code] = useState(() => decodeURIComponent(location.hash.slice(1)));
  useEffect(() => {
    if (location.hash) history.replaceState(null, "", location.pathname);
  }, []);
  return (
    <div class="page stack">
      <PageHeader title={t("join.title")} lead={t("join.lead")} />
      {code ? (
        <Entrance
          check={() => true}
          act={async () => {
            const invite: AcceptInvite = { code };
            const { role } = await api<InviteAccepted>("POST", "/api/invites/accept", invite);
            return role === Role.ADMIN ? "/office" : "/staff";
          }}
          onDone={(page) => route(page)}
        />
      ) : (
        <Notice tone="warn" title={t("join.noCode")}>
          {t("join.noCodeHint")}
        </Notice>
      )}
    </div>
  );
}
