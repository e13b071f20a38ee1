import { useState } from "preact/hooks";
import { Confirm } from "../account/confirm";
import { api } from "../api";
import type { Replica } from "../replica";
import type { NoticeItem } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { t } from "../ui/words/notices";
import { bodyOf, codeOf } from "./notice-words";

export type Answer = "staying" | "ended";

interface IntentProps {
  replica: Replica;
  notice: NoticeItem;
  /** What was answered since the page opened. */
  answer: Answer | null;
  onAnswer: (answer: Answer) => void;
}

/** Whether somebody wishes to stay: one tap to stay, two to end it (R32). */
export function Intent({ replica, notice, answer, onAnswer }: IntentProps) {
  const [leaving, setLeaving] = useState(false);
  const path = `/api/registrations/${codeOf(notice.body)}`;
  const { run, busy, failure } = useTask(async () => {
    await api("POST", `${path}/stay`);
    onAnswer("staying");
    await replica.sync();
  });
  if (answer) {
    return (
      <Notice tone="good" live>
        {t(`intent.${answer}`)}
      </Notice>
    );
  }
  return (
    <>
      <Failure error={failure} />
      <div class="row">
        <Button kind="primary" busy={busy} onClick={run}>
          {t("intent.stay")}
        </Button>
        <Button kind="danger" onClick={() => setLeaving(true)}>
          {t("intent.end")}
        </Button>
      </div>
      {leaving && (
        <Confirm
          title={t("intent.endTitle", { body: bodyOf(replica, notice) })}
          body={t("intent.endBody")}
          yes={t("intent.end")}
          no={t("intent.keep")}
          onClose={() => setLeaving(false)}
          onYes={async () => {
            await api("DELETE", path);
            onAnswer("ended");
            await replica.sync();
          }}
        />
      )}
    </>
  );
}
