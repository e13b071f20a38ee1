import { useMemo, useState } from "preact/hooks";
import { api } from "../api";
import type { Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import type { ApplicationInfo, OwnApplication } from "../schemas/projects";
import { type ApplicationItem, ApplicationState } from "../schemas/wire";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { useNow } from "../ui/clock";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dayName, named } from "../ui/format";
import { IconJournal } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/activities";
import { OwnCalendar } from "./own-calendar";
import { TONES } from "./tones";

/** The own applications with their state, as last heard; withdrawing needs the network. */
export function Mine({ replica }: { replica: Replica | null }) {
  const items = useMemo(() => replica?.ofKind("ApplicationItem"), [replica]);
  const today = dayOf(useNow());
  const all = [...(items?.value ?? [])].sort((a, b) => a.day - b.day || a.starts - b.starts);
  const coming = all.filter((one) => one.day >= today);
  const past = all.filter((one) => one.day < today).reverse();
  const key = `${offline.value} ${all.map((one) => one.version).join()}`;
  const { value: now } = useLoaded(key, async (signal) =>
    replica ? api<OwnApplication[]>("GET", "/api/applications", undefined, signal) : [],
  );
  const ahead = new Map(
    (now ?? []).map(({ application: { id, ahead, words } }) => [id, { ahead, words }]),
  );
  return (
    <div class="page stack">
      <PageHeader title={t("mine.title")} back={{ href: "/activities", label: t("mine.back") }} />
      {all.length === 0 && (
        <div class="panel">
          <Empty icon={IconJournal} title={t("mine.empty")}>
            <p>{t("mine.emptyHint")}</p>
          </Empty>
        </div>
      )}
      {replica && coming.length > 0 && (
        <section class="stack">
          <h2>{t("mine.coming")}</h2>
          <ul class="rows">
            {coming.map((one) => (
              <One
                key={one.application}
                replica={replica}
                item={one}
                now={ahead.get(one.application)}
              />
            ))}
          </ul>
        </section>
      )}
      {replica && past.length > 0 && (
        <section class="stack">
          <h2>{t("mine.past")}</h2>
          <ul class="rows">
            {past.map((one) => (
              <One key={one.application} replica={replica} item={one} now={undefined} />
            ))}
          </ul>
        </section>
      )}
      {replica && <OwnCalendar />}
    </div>
  );
}

interface OneProps {
  replica: Replica;
  item: ApplicationItem;
  /** What the server says beside the state; undefined while it is not known. */
  now: Pick<ApplicationInfo, "ahead" | "words"> | undefined;
}

function One({ replica, item, now }: OneProps) {
  const [asking, setAsking] = useState(false);
  const ahead = now?.ahead;
  const nowMs = useNow();
  const open =
    item.state <= ApplicationState.WAITING &&
    (dayOf(nowMs) < item.day || minuteOf(nowMs) < item.starts);
  return (
    <Row
      title={<a href={`/activities/${item.project}`}>{named(item)}</a>}
      notes={[
        <span key="when" class="number">
          {dayName(item.day)} {clock(item.starts)}–{clock(item.ends)}
        </span>,
        <span key="state" class={`tag tag-${TONES[item.state]}`} data-state={item.state}>
          {t(`mine.state.${item.state}`)}
        </span>,
        ahead !== undefined &&
          ahead !== null &&
          (ahead === 0 ? t("mine.first") : t("mine.ahead", { n: ahead })),
        now?.words && `「${now.words}」`,
      ]}
    >
      {open && dayOf(nowMs) <= item.day && (
        <Button kind="quiet" onClick={() => setAsking(true)}>
          {t("mine.withdraw")}
        </Button>
      )}
      {asking && <Withdraw replica={replica} item={item} onClose={() => setAsking(false)} />}
    </Row>
  );
}

interface WithdrawProps {
  replica: Replica;
  item: ApplicationItem;
  onClose: () => void;
}

function Withdraw({ replica, item, onClose }: WithdrawProps) {
  const { run, busy, failure } = useTask(async () => {
    await api<ApplicationInfo>("DELETE", `/api/applications/${item.application}`);
    await replica.sync();
    toast(t("mine.withdrawn"));
    onClose();
  });
  return (
    <Dialog
      title={t("mine.withdrawTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("mine.keep")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("mine.withdraw")}
          </Button>
        </>
      }
    >
      <Notice tone="warn">{t("mine.withdrawHint")}</Notice>
      <Failure error={failure} />
    </Dialog>
  );
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}

function minuteOf(ms: number): number {
  return Math.floor((ms + 9 * 3_600_000) / 60_000) % 1440;
}
