import { useState } from "preact/hooks";
import { api } from "../api";
import { QrCode } from "../card/live-code";
import {
  type Invite,
  type InviteMade,
  type MakeInvite,
  Role,
  type StaffMember,
} from "../schemas/wire";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dateAndTime, longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/office";
import type { DeskProps } from "./office-page";

/** Who works for the body, and the invites by which more come. */
export function People({ code, account }: DeskProps) {
  const [made, setMade] = useState<InviteMade | null>(null);
  const { value, failure, reload } = useLoaded(code, async (signal) => {
    const [staff, invites] = await Promise.all([
      api<StaffMember[]>("GET", `/api/office/${code}/staff`, undefined, signal),
      api<Invite[]>("GET", `/api/office/${code}/invites`, undefined, signal),
    ]);
    return { staff, invites: invites.filter((one) => !one.used && one.expires > Date.now()) };
  });
  const inviting = useTask(async (role: Role) => {
    const wanted: MakeInvite = { role };
    setMade(await api<InviteMade>("POST", `/api/office/${code}/invites`, wanted));
    reload();
  });
  return (
    <div class="stack">
      <div class="row">
        <Button kind="primary" busy={inviting.busy} onClick={() => inviting.run(Role.STAFF)}>
          {t("people.inviteStaff")}
        </Button>
        <Button busy={inviting.busy} onClick={() => inviting.run(Role.ADMIN)}>
          {t("people.inviteAdmin")}
        </Button>
      </div>
      <Failure error={inviting.failure ?? failure} {...(failure ? { retry: reload } : {})} />
      {made && <Made invite={made} />}
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          {value.invites.length > 0 && (
            <section class="stack">
              <h2>{t("people.open")}</h2>
              <ul class="rows">
                {value.invites.map((invite) => (
                  <OpenInvite
                    key={invite.id}
                    code={code}
                    invite={invite}
                    onChange={() => {
                      if (made?.id === invite.id) setMade(null);
                      reload();
                    }}
                  />
                ))}
              </ul>
            </section>
          )}
          <section class="stack">
            <h2>{t("people.list")}</h2>
            <ul class="rows">
              {value.staff.map((person) => (
                <Person
                  key={person.account}
                  code={code}
                  person={person}
                  me={person.account === account.account}
                  onChange={reload}
                />
              ))}
            </ul>
          </section>
        </>
      )}
    </div>
  );
}

function Made({ invite }: { invite: InviteMade }) {
  return (
    <Notice tone="good" live title={t("people.made")}>
      <p>{t("people.madeHint", { when: dateAndTime(invite.expires) })}</p>
      <p>{t("people.scan")}</p>
      <div class="invite-code">
        <QrCode text={invite.url} label={t("people.scan")} />
      </div>
      <p class="invite-url" data-invite={invite.url}>
        {invite.url}
      </p>
      <div class="row">
        <Button
          onClick={async () => {
            await navigator.clipboard.writeText(invite.url);
            toast(t("people.copied"));
          }}
        >
          {t("people.copy")}
        </Button>
        {typeof navigator.share === "function" && (
          <Button
            onClick={() => {
              // Closing the share sheet is no fault.
              navigator.share({ url: invite.url }).catch(() => {});
            }}
          >
            {t("people.share")}
          </Button>
        )}
      </div>
    </Notice>
  );
}

interface InviteProps {
  code: string;
  invite: Invite;
  onChange: () => void;
}

function OpenInvite({ code, invite, onChange }: InviteProps) {
  const { run, busy, failure } = useTask(async () => {
    await api("DELETE", `/api/office/${code}/invites/${invite.id}`);
    toast(t("people.withdrawn"));
    onChange();
  });
  return (
    <Row
      title={t(`role.${invite.role}`)}
      notes={[t("people.until", { when: dateAndTime(invite.expires) })]}
    >
      <Button kind="quiet" busy={busy} onClick={run}>
        {t("people.withdraw")}
      </Button>
      <Failure error={failure} />
    </Row>
  );
}

interface PersonProps {
  code: string;
  person: StaffMember;
  me: boolean;
  onChange: () => void;
}

function Person({ code, person, me, onChange }: PersonProps) {
  const [asking, setAsking] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    await api("DELETE", `/api/office/${code}/staff/${person.account}`);
    toast(t("people.removed"));
    setAsking(false);
    onChange();
  });
  return (
    <Row
      title={t(`role.${person.role}`)}
      notes={[
        me && t("people.me"),
        t("people.since", { when: longDate(person.since) }),
        t("people.devices", { n: person.devices }),
      ]}
    >
      {!me && (
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t("people.remove")}
        </Button>
      )}
      {asking && (
        <Dialog
          title={t("people.removeTitle")}
          onClose={() => setAsking(false)}
          actions={
            <>
              <Button onClick={() => setAsking(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={busy} onClick={run}>
                {t("people.remove")}
              </Button>
            </>
          }
        >
          <p>{t("people.removeHint")}</p>
          <Failure error={failure} />
        </Dialog>
      )}
    </Row>
  );
}
