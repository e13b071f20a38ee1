import { useState } from "preact/hooks";
import { NoAnswer } from "../api";
import { inOrder } from "../card/standing";
import { OwnUses, ownUses } from "../facility/own-uses";
import { currentReplica, type Replica } from "../replica";
import { Button, ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Failure } from "../ui/failure";
import { named } from "../ui/format";
import { IconCamera, IconJournal } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { t } from "../ui/words/history";
import { NewNotice } from "./new-notice";
import { Timeline } from "./timeline";
import { YearView } from "./year-view";

const PAGE = 30;

export default function JournalPage() {
  const replica = currentReplica.value;
  return (
    <div class="page page-wide">
      <PageHeader
        title={t("journal.title")}
        actions={
          replica && (
            <ButtonLink icon={IconCamera} href="/scan-place">
              {t("journal.scan")}
            </ButtonLink>
          )
        }
      />
      {!replica ? (
        <NothingYet />
      ) : replica.isLoaded.value ? (
        <Journal replica={replica} />
      ) : (
        <Skeleton lines={6} />
      )}
    </div>
  );
}

function Journal({ replica }: { replica: Replica }) {
  const [shown, setShown] = useState(PAGE);
  const nowMs = useNow();
  const { journal } = replica.memberViews.value;
  const bodies = inOrder(replica.registrations.value).filter((one) => !one.ended && !one.linked);
  return (
    <div class="journal">
      <div class="stack journal-side">
        <NewNotice replica={replica} />
        {bodies.map(({ body }) => (
          <section key={body} class="stack">
            {bodies.length > 1 && <h2>{bodyName(replica, body)}</h2>}
            <YearView replica={replica} body={body} nowMs={nowMs} />
          </section>
        ))}
      </div>
      <div class="stack">
        {journal.length === 0 ? (
          <NothingYet />
        ) : (
          <Timeline replica={replica} items={journal.slice(0, shown)} />
        )}
        {journal.length > shown ? (
          <Button wide onClick={() => setShown(shown + PAGE)}>
            {t("journal.more")}
          </Button>
        ) : (
          replica.hasOlder.value && (
            <Recall replica={replica} onDone={() => setShown(shown + PAGE)} />
          )
        )}
        <OwnUses replica={replica} uses={ownUses(replica).slice(0, shown)} />
      </div>
    </div>
  );
}

/** A new phone begins with the newest records: the rest is fetched when somebody wants it. */
function Recall({ replica, onDone }: { replica: Replica; onDone: () => void }) {
  const { run, busy, failure } = useTask(async () => {
    const outcome = await replica.recall();
    if (outcome.kind === "offline") throw new NoAnswer("offline");
    if (outcome.kind === "problem") throw new NoAnswer("timeout");
    onDone();
  });
  return (
    <div class="stack" data-recall>
      <p class="soft">{t("journal.olderHint")}</p>
      <Failure error={failure} />
      <Button wide busy={busy} onClick={run}>
        {t("journal.older")}
      </Button>
    </div>
  );
}

function bodyName(replica: Replica, code: number): string {
  const body = replica.bodies.value.get(code);
  return body ? named(body) : String(code).padStart(6, "0");
}

function NothingYet() {
  return (
    <div class="panel">
      <Empty icon={IconJournal} title={t("journal.empty")}>
        <p>{t("journal.emptyBody")}</p>
      </Empty>
    </div>
  );
}
