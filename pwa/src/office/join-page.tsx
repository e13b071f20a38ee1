import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import { type AcceptInvite, type InviteAccepted, Role } from "../schemas/wire";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { t } from "../ui/words/office";
import { Entrance } from "./entrance";

interface Kept {
  readonly invite?: string;
}

/**
 * By an invite of the office. The code is in the fragment, which no server's log ever sees; it moves
 * from the address into this tab's history, where loading the page anew finds it.
 */
export default function JoinPage() {
  const { route } = useLocation();
  const [code] = useState(() => location.hash.slice(1) || (history.state as Kept | null)?.invite);
  useEffect(() => {
    const keep: Kept = code ? { invite: code } : {};
    if (location.hash) history.replaceState(keep, "", location.pathname);
  }, [code]);
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
