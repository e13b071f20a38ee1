import "./notices.css";
import { useEffect, useMemo, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import type { NoticeItem } from "../schemas/wire";
import { ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { longDate } from "../ui/format";
import { IconInfo } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/notices";
import { type Answer, Intent } from "./intent";
import { bodyOf, Words, wayFrom } from "./notice-words";
import { isOpen } from "./open";
import { markRead, newestFirst, readUpTo } from "./read";

/** What was told, the newest first; there without a network. */
export default function NoticesPage() {
  const replica = currentReplica.value;
  return (
    <div class="page stack">
      <PageHeader
        title={t("notices.title")}
        back={{ href: "/settings", label: t("notices.back") }}
      />
      {replica && !replica.isLoaded.value ? (
        <Skeleton lines={6} />
      ) : (
        <>
          {replica ? <Notices key={replica.name.account} replica={replica} /> : <Nothing />}
          <div class="row">
            <ButtonLink href="/settings">{t("notices.mail")}</ButtonLink>
          </div>
        </>
      )}
    </div>
  );
}

function Notices({ replica }: { replica: Replica }) {
  const told = useMemo(() => replica.ofKind("NoticeItem"), [replica]);
  const standing = useMemo(() => replica.ofKind("StandingItem"), [replica]);
  // What was new when the page opened is marked as new until it is left.
  const [read] = useState(() => readUpTo(replica.name));
  const nowMs = useNow();
  const all = told.value;
  useEffect(() => markRead(replica.name, all), [replica, all]);
  if (all.length === 0) return <Nothing />;
  return (
    <ol class="stack">
      {newestFirst(all).map((notice) => (
        <One
          key={notice.notice}
          replica={replica}
          notice={notice}
          fresh={notice.notice > read}
          open={isOpen(notice, all, replica.registrations.value, standing.value, nowMs)}
        />
      ))}
    </ol>
  );
}

interface OneProps {
  replica: Replica;
  notice: NoticeItem;
  fresh: boolean;
  open: boolean;
}

function One({ replica, notice, fresh, open }: OneProps) {
  const body = bodyOf(replica, notice);
  // An answer settles the question: what came of it stays in the buttons' place.
  const [answer, setAnswer] = useState<Answer | null>(null);
  return (
    <li class={fresh ? "panel stack told told-new" : "panel stack told"}>
      <div>
        <p class="row soft small">
          {fresh && <span class="tag tag-key">{t("notices.new")}</span>}
          <time dateTime={new Date(notice.ms).toISOString()}>{longDate(notice.ms)}</time>
          {body && <span>{body}</span>}
        </p>
        <h2>{t(`title.${notice.kind}`)}</h2>
      </div>
      <Words notice={notice} />
      {open || answer ? (
        <Intent replica={replica} notice={notice} answer={answer} onAnswer={setAnswer} />
      ) : (
        <div class="row">
          <ButtonLink href={wayFrom(notice)}>{t(`way.${notice.kind}`)}</ButtonLink>
        </div>
      )}
    </li>
  );
}

function Nothing() {
  return (
    <div class="panel">
      <Empty icon={IconInfo} title={t("notices.none")}>
        <p>{t("notices.noneHint")}</p>
      </Empty>
    </div>
  );
}
