import { useState } from "preact/hooks";
import { api } from "../api";
import type { Kiosk } from "../schemas/wire";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dateAndTime } from "../ui/format";
import { Notice } from "../ui/notice";
import { Row } from "../ui/row";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/office";

/** Devices that show a place's live code: who made each, when it was last heard, and its end. */
export function Kiosks({ path }: { path: string }) {
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<Kiosk[]>("GET", `${path}/kiosks`, undefined, signal),
  );
  const standing = value?.filter((one) => one.ended === null) ?? [];
  const past = value?.filter((one) => one.ended !== null) ?? [];
  return (
    <div class="stack">
      <h3>{t("kiosks.title")}</h3>
      <Failure error={failure} retry={reload} />
      {value && standing.length === 0 && <p class="soft small">{t("kiosks.none")}</p>}
      {standing.length > 0 && (
        <ul class="rows">
          {standing.map((kiosk) => (
            <Standing key={kiosk.id} path={path} kiosk={kiosk} onEnd={reload} />
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <details>
          <summary>{t("kiosks.past", { n: past.length })}</summary>
          <ul class="rows">
            {past.map((kiosk) => (
              <Row
                key={kiosk.id}
                title={kiosk.label || t("kiosks.device")}
                notes={[
                  t("kiosks.since", { when: dateAndTime(kiosk.since) }),
                  t("kiosks.ended", { when: dateAndTime(kiosk.ended ?? 0) }),
                  t("kiosks.by", { account: kiosk.account }),
                ]}
              />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Standing({ path, kiosk, onEnd }: { path: string; kiosk: Kiosk; onEnd: () => void }) {
  const [asking, setAsking] = useState(false);
  return (
    <Row
      title={kiosk.label || t("kiosks.device")}
      notes={[
        t("kiosks.since", { when: dateAndTime(kiosk.since) }),
        kiosk.seen === null
          ? t("kiosks.neverSeen")
          : t("kiosks.seen", { when: dateAndTime(kiosk.seen) }),
        t("kiosks.expires", { when: dateAndTime(kiosk.expires) }),
        t("kiosks.by", { account: kiosk.account }),
      ]}
    >
      <Button kind="quiet" onClick={() => setAsking(true)}>
        {t("kiosks.end")}
      </Button>
      {asking && (
        <End path={`${path}/kiosks/${kiosk.id}`} onEnd={onEnd} onClose={() => setAsking(false)} />
      )}
    </Row>
  );
}

function End({ path, onEnd, onClose }: { path: string; onEnd: () => void; onClose: () => void }) {
  const { run, busy, failure } = useTask(async () => {
    await api("DELETE", path);
    toast(t("kiosks.endDone"));
    onClose();
    onEnd();
  });
  return (
    <Dialog
      title={t("kiosks.endTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("kiosks.end")}
          </Button>
        </>
      }
    >
      <Notice tone="warn">{t("kiosks.endHint")}</Notice>
      <Failure error={failure} />
    </Dialog>
  );
}
