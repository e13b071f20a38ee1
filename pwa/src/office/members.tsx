import { useState } from "preact/hooks";
import { api } from "../api";
import { PrintedCards } from "../printed/printed-cards";
import { parseDay, startOf } from "../replica/calendar";
import { type MemberPage, type MemberRow, type RevokeCards, Role, Tier } from "../schemas/wire";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { longDate } from "../ui/format";
import { IconBack, IconCard, IconSearch } from "../ui/icons";
import { Empty } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/office";
import type { DeskProps } from "./office-page";

/** Of a page, as the server cuts it. */
const PAGE = 50;

/** Who is registered with the body (R04: its own members alone). */
export function Members({ code, roles }: DeskProps) {
  const writes = roles.has(Role.ADMIN) || roles.has(Role.CLERK);
  const [query, setQuery] = useState("");
  const [offset, setOffset] = useState(0);
  const [papers, showPapers] = useState<MemberRow | null>(null);
  const asked = new URLSearchParams({ query: query.trim(), offset: String(offset) });
  const { value, failure, reload } = useLoaded(`${code}?${asked}`, (signal) =>
    api<MemberPage>("GET", `/api/office/${code}/members?${asked}`, undefined, signal),
  );
  if (papers) {
    const title = t("members.number", { n: papers.number });
    return (
      <div class="stack">
        <h2>{papers.name ? `${title} ${papers.name}` : title}</h2>
        <PrintedCards
          path={`/api/office/${code}/members/${papers.number}/printed-cards`}
          name={papers.name}
        />
        <div class="row">
          <Button
            icon={IconBack}
            onClick={() => {
              showPapers(null);
              reload();
            }}
          >
            {t("members.backToList")}
          </Button>
        </div>
      </div>
    );
  }
  const left = value ? Math.max(value.total - offset - PAGE, 0) : 0;
  return (
    <div class="stack">
      <Field
        label={t("members.search")}
        value={query}
        type="search"
        onInput={(event) => {
          setQuery(event.currentTarget.value);
          setOffset(0);
        }}
      />
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value && (
        <>
          <div role="status">
            <h2>{t("members.count", { n: value.total })}</h2>
          </div>
          {value.members.length === 0 ? (
            <div class="panel">
              <Empty
                icon={query ? IconSearch : IconCard}
                title={t(query ? "members.none" : "members.empty")}
              />
            </div>
          ) : (
            <ul class="rows">
              {value.members.map((member) => (
                <Member
                  key={member.number}
                  code={code}
                  member={member}
                  writes={writes}
                  onChange={reload}
                  onPapers={() => showPapers(member)}
                />
              ))}
            </ul>
          )}
          <div class="row">
            {offset > 0 && (
              <Button onClick={() => setOffset(Math.max(offset - PAGE, 0))}>
                {t("members.back", { n: PAGE })}
              </Button>
            )}
            {left > 0 && (
              <Button onClick={() => setOffset(offset + PAGE)}>
                {t("members.more", { n: Math.min(left, PAGE) })}
              </Button>
            )}
          </div>
        </>
      )}
    </div>
  );
}

interface MemberProps {
  code: string;
  member: MemberRow;
  onChange: () => void;
}

interface LineProps extends MemberProps {
  /** Whether they may do more than look. */
  writes: boolean;
  onPapers: () => void;
}

function Member({ code, member, writes, onChange, onPapers }: LineProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Row
      head={
        <span class="number">
          <span class="unseen">{t("members.number", { n: "" })}</span>
          {member.number}
        </span>
      }
      title={
        member.ended ? (
          member.name || t("members.noName")
        ) : (
          <a href={`/office/members/${member.number}`}>{member.name || t("members.noName")}</a>
        )
      }
      notes={[
        words(member.tier === Tier.PREMIUM ? "card.premium" : "card.basic"),
        t("members.since", { day: longDate(startOf(parseDay(member.since))) }),
        member.ended ? t("members.ended") : t("members.cards", { n: member.cards }),
        member.linked && t("members.linked"),
      ]}
    >
      {writes && !member.ended && (
        <Button kind="quiet" icon={IconCard} onClick={onPapers}>
          {t("members.printed")}
        </Button>
      )}
      {writes && member.cards > 0 && (
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t("members.revoke")}
        </Button>
      )}
      {asking && (
        <Revoke code={code} member={member} onChange={onChange} onClose={() => setAsking(false)} />
      )}
    </Row>
  );
}

function Revoke({ code, member, onChange, onClose }: MemberProps & { onClose: () => void }) {
  const [reason, setReason] = useState("");
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!reason.trim()) return;
    const revoke: RevokeCards = { reason: reason.trim() };
    await api("POST", `/api/office/${code}/members/${member.number}/revoke-cards`, revoke);
    toast(t("members.revoked"));
    onClose();
    onChange();
  });
  return (
    <Dialog
      title={t("members.revokeTitle", { n: member.number })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("members.revoke")}
          </Button>
        </>
      }
    >
      <p>{t("members.revokeHint")}</p>
      <Field
        label={t("members.reason")}
        value={reason}
        maxLength={200}
        error={checked && !reason.trim() ? t("members.reasonMissing") : undefined}
        onInput={(event) => setReason(event.currentTarget.value)}
      />
      <Failure error={failure} />
    </Dialog>
  );
}
