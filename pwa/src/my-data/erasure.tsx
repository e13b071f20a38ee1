import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "../api";
import { parseDay, startOf } from "../replica/calendar";
import type { Erasure } from "../schemas/office";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { longDate } from "../ui/format";
import { Notice } from "../ui/notice";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/my-data";

interface AskErasureProps {
  /** Where the API has it: the person's own, or the office's of a member whom it keeps. */
  path: string;
  /** What will happen, in words. */
  children: ComponentChildren;
}

/** Asking to be forgotten, and thinking again. */
export function AskErasure({ path, children }: AskErasureProps) {
  const [sure, setSure] = useState(false);
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<Erasure>("GET", path, undefined, signal),
  );
  const asking = useTask(async () => {
    await api<Erasure>("POST", path);
    setSure(false);
    reload();
  });
  const again = useTask(async () => {
    await api("DELETE", path);
    toast(t("erase.kept.done"));
    reload();
  });
  if (!value) {
    return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={3} />;
  }
  if (value.asked) {
    const day = longDate(startOf(parseDay(value.day ?? "")));
    return (
      <Notice tone="warn" title={t("erase.asked", { day })}>
        <p>{t("erase.askedHint")}</p>
        {value.by_office && <p>{t("erase.askedByOffice")}</p>}
        <Failure error={again.failure} />
        <Button busy={again.busy} onClick={again.run}>
          {t("erase.again")}
        </Button>
      </Notice>
    );
  }
  return (
    <>
      {children}
      <div class="row">
        <Button kind="danger" onClick={() => setSure(true)}>
          {t("erase.button")}
        </Button>
      </div>
      {sure && (
        <Dialog
          title={t("erase.sure")}
          onClose={() => setSure(false)}
          actions={
            <>
              <Button onClick={() => setSure(false)}>{words("cancel")}</Button>
              <Button kind="danger" busy={asking.busy} onClick={asking.run}>
                {t("erase.yes")}
              </Button>
            </>
          }
        >
          <p>{t("erase.askedHint")}</p>
          <Failure error={asking.failure} />
        </Dialog>
      )}
    </>
  );
}
