import type { Replica } from "../replica";
import { ButtonLink } from "../ui/button";
import { IconCamera } from "../ui/icons";
import { Skeleton } from "../ui/skeleton";
import { t } from "../ui/words/history";
import { Timeline } from "./timeline";
import { YearView } from "./year-view";

const RECENT = 3;

interface BesideProps {
  replica: Replica;
  body: number;
  nowMs: number;
}

/** Beside the card: the past year with its body, and the latest records. */
export function BesideCard({ replica, body, nowMs }: BesideProps) {
  return (
    <div class="stack">
      <YearView replica={replica} body={body} nowMs={nowMs} />
      <RecentJournal replica={replica} />
    </div>
  );
}

function RecentJournal({ replica }: { replica: Replica }) {
  if (!replica.isLoaded.value) return <Skeleton />;
  const { journal } = replica.memberViews.value;
  return (
    <section class="stack">
      <h2>{t("journal.recent")}</h2>
      {journal.length === 0 && <p class="soft">{t("journal.emptyBody")}</p>}
      <Timeline replica={replica} items={journal.slice(0, RECENT)} brief />
      <div class="row">
        <ButtonLink icon={IconCamera} href="/scan-place">
          {t("journal.scan")}
        </ButtonLink>
        {journal.length > 0 && (
          <ButtonLink kind="quiet" href="/journal">
            {t("journal.all")}
          </ButtonLink>
        )}
      </div>
    </section>
  );
}
