import { useEffect, useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import { type AcceptInvite, type InviteAccepted, Role } from "../schemas/wire";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { t } from "../ui/words/office";
import { t as words } from "../ui/words/people";
import { Entrance } from "./entrance";

/** Where each role begins to work; all others at the office. */
const BEGINS: Partial<Record<Role, string>> = {
  [Role.STAFF]: "/staff",
  [Role.SCANNER]: "/staff",
  [Role.ORGANISER]: "/partner",
};

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
  const [name, setName] = useState("");
  useEffect(() => {
    const keep: Kept = code ? { invite: code } : {};
    if (location.hash) history.replaceState(keep, "", location.pathname);
  }, [code]);
  return (
    <div class="page stack">
      <PageHeader title={t("join.title")} lead={t("join.lead")} />
      {code ? (
        <>
          <Field
            label={words("join.name")}
            hint={words("join.nameHint")}
            value={name}
            maxLength={60}
            autoComplete="name"
            onInput={(event) => setName(event.currentTarget.value)}
          />
          <Entrance
            check={() => true}
            act={async () => {
              const invite: AcceptInvite = { code, name: name.trim() };
              const { role } = await api<InviteAccepted>("POST", "/api/invites/accept", invite);
              return BEGINS[role] ?? "/office";
            }}
            onDone={(page) => route(page)}
          />
        </>
      ) : (
        <Notice tone="warn" title={t("join.noCode")}>
          {t("join.noCodeHint")}
        </Notice>
      )}
    </div>
  );
}
