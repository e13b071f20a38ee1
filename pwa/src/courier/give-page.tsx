import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { IconInfo } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t } from "../ui/words/courier";
import { PassOn, Ways } from "./pass-on";
import { carried, loadShelf, noteCarried, type Way } from "./shelf";

/** The server's answer on its way back to the phone whose records were carried. */
export function GivePage({ id }: { id: string }) {
  const { route } = useLocation();
  const [way, setWay] = useState<Way | null>(null);
  const { failure, reload } = useLoaded(id, () => loadShelf());
  const given = useTask(async () => {
    await noteCarried(id, { givenBackAt: Date.now() });
    route("/courier");
  });
  const answer = carried.value?.find((one) => one.id === id)?.answer;
  return (
    <div class="page stack">
      <PageHeader
        title={t("give.title")}
        back={{ href: "/courier", label: t("courier.back") }}
        lead={t("give.lead")}
      />
      <Failure error={failure} retry={reload} />
      {carried.value === null ? (
        !failure && <Skeleton />
      ) : !answer ? (
        <Empty icon={IconInfo} title={t("give.gone")} />
      ) : way ? (
        <>
          <PassOn bytes={answer} way={way} name={`furusato-answer-${id.slice(0, 6)}`} />
          <Failure error={given.failure} />
          <div class="row">
            <Button busy={given.busy} onClick={given.run}>
              {t("give.done")}
            </Button>
            <Button kind="quiet" onClick={() => setWay(null)}>
              {t("hand.another")}
            </Button>
          </div>
        </>
      ) : (
        <Ways onChoose={setWay} />
      )}
    </div>
  );
}
