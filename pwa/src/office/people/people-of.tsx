import "./people.css";
import { useState } from "preact/hooks";
import { api } from "../../api";
import type { Invite, InviteMade, MakeInvite, Role, StaffMember } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { dateAndTime } from "../../ui/format";
import { IconHome } from "../../ui/icons";
import { Empty } from "../../ui/page";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words/office";
import { t } from "../../ui/words/people";
import { Made } from "./invite-made";
import { Person } from "./person";

/** The operator is made on the server alone. */
export type Invitable = Exclude<Role, typeof Role.OPERATOR>;

interface PeopleOfProps {
  /** Of the API: an office, or a partner of it. */
  base: string;
  /** Below it, the path of its people. */
  people: "staff" | "people";
  /** Roles to which somebody can be invited here. */
  roles: readonly Invitable[];
  /** The account of who looks. */
  me: string;
}

/** Who works for an office or a partner, and the invites by which more come: a tap a role. */
export function PeopleOf({ base, people, roles, me }: PeopleOfProps) {
  const [made, setMade] = useState<{ invite: InviteMade; role: Role } | null>(null);
  const { value, failure, reload } = useLoaded(base, async (signal) => {
    const [staff, invites] = await Promise.all([
      api<StaffMember[]>("GET", `${base}/${people}`, undefined, signal),
      api<Invite[]>("GET", `${base}/invites`, undefined, signal),
    ]);
    return { staff, invites: invites.filter((one) => !one.used && one.expires > Date.now()) };
  });
  const inviting = useTask(async (role: Role) => {
    const wanted: MakeInvite = { role };
    const invite = await api<InviteMade>("POST", `${base}/invites`, wanted);
    setMade({ invite, role });
    reload();
  });
  return (
    <div class="stack">
      {roles.length > 0 && (
        <section class="panel stack">
          <div>
            <h3>{t("invite.who")}</h3>
            <p class="soft">{t("invite.hint")}</p>
          </div>
          <ul class="invite-roles">
            {roles.map((role) => (
              <li key={role}>
                <Button
                  wide
                  busy={inviting.busy}
                  data-role={role}
                  onClick={() => inviting.run(role)}
                  aria-describedby={`may-${role}`}
                >
                  {t(`role.${role}`)}
                </Button>
                <span class="soft small" id={`may-${role}`}>
                  {t(`role.${role}.may`)}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Failure error={inviting.failure ?? failure} {...(failure ? { retry: reload } : {})} />
      {made && <Made {...made} />}
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          {value.invites.length > 0 && (
            <section class="stack">
              <h3>{words("people.open")}</h3>
              <ul class="rows">
                {value.invites.map((invite) => (
                  <OpenInvite
                    key={invite.id}
                    base={base}
                    invite={invite}
                    onChange={() => {
                      if (made?.invite.id === invite.id) setMade(null);
                      reload();
                    }}
                  />
                ))}
              </ul>
            </section>
          )}
          <section class="stack">
            <h3>{words("people.list")}</h3>
            {value.staff.length === 0 ? (
              <div class="panel">
                <Empty icon={IconHome} title={t("person.none")}>
                  <p>{t("person.noneHint")}</p>
                </Empty>
              </div>
            ) : (
              <ul class="rows">
                {value.staff.map((person) => (
                  <Person
                    key={person.account}
                    base={base}
                    people={`${base}/${people}`}
                    person={person}
                    me={person.account === me}
                    onChange={reload}
                  />
                ))}
              </ul>
            )}
          </section>
        </>
      )}
    </div>
  );
}

interface InviteProps {
  base: string;
  invite: Invite;
  onChange: () => void;
}

function OpenInvite({ base, invite, onChange }: InviteProps) {
  const { run, busy, failure } = useTask(async () => {
    await api("DELETE", `${base}/invites/${invite.id}`);
    toast(words("people.withdrawn"));
    onChange();
  });
  return (
    <Row
      title={t(`role.${invite.role}`)}
      notes={[
        invite.name && t("invite.for", { name: invite.name }),
        words("people.until", { when: dateAndTime(invite.expires) }),
      ]}
    >
      <Button kind="quiet" busy={busy} onClick={run}>
        {words("people.withdraw")}
      </Button>
      <Failure error={failure} />
    </Row>
  );
}
