import { api } from "../../api";
import {
  type Delivery,
  DeliveryState,
  type LinkedApp,
  type ReplayDeliveries,
} from "../../schemas/linked-apps";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { dateAndTime } from "../../ui/format";
import { Row } from "../../ui/row";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/office-apps";

interface DeliveriesProps {
  code: string;
  app: LinkedApp;
  onChange: () => void;
}

/** What an app was told, and telling it again. */
export function Deliveries({ code, app, onChange }: DeliveriesProps) {
  const path = `/api/office/${code}/apps/${app.id}/deliveries`;
  const { value, failure, reload } = useLoaded(path, (signal) =>
    api<Delivery[]>("GET", path, undefined, signal),
  );
  const replaying = useTask(async (wanted: readonly Delivery[]) => {
    const asked: ReplayDeliveries = { deliveries: wanted.map((one) => one.id) };
    await api("POST", `${path}/replay`, asked);
    toast(t("sent.replayed"));
    reload();
    onChange();
  });
  const failed = value?.filter((one) => one.state === DeliveryState.FAILED) ?? [];
  const mayReplay = !app.revoked && app.webhook !== "";
  return (
    <section class="stack">
      <h3>{t("sent.title")}</h3>
      {failure ? <Failure error={failure} retry={reload} /> : !value && <Skeleton lines={3} />}
      {value?.length === 0 && <p class="soft">{t("sent.none")}</p>}
      <Failure error={replaying.failure} />
      {!!value?.length && (
        <div class="row">
          <Button onClick={reload}>{t("sent.again")}</Button>
          {mayReplay && failed.length > 0 && (
            <Button kind="primary" busy={replaying.busy} onClick={() => replaying.run(failed)}>
              {t("sent.replayAll", { n: failed.length })}
            </Button>
          )}
        </div>
      )}
      {!!value?.length && (
        <ul class="rows">
          {value.map((one) => (
            <Row
              key={one.id}
              title={t(`event.${one.event}`)}
              notes={[
                t(`sent.${one.state}`),
                dateAndTime(one.made),
                one.attempts > 1 && t("sent.attempts", { n: one.attempts }),
                one.state !== DeliveryState.DELIVERED && one.reason && why(one.reason),
                one.due !== null &&
                  one.attempts > 0 &&
                  t("sent.next", { when: dateAndTime(one.due) }),
              ]}
            >
              {mayReplay &&
                (one.state === DeliveryState.FAILED || one.state === DeliveryState.DELIVERED) && (
                  <Button kind="quiet" busy={replaying.busy} onClick={() => replaying.run([one])}>
                    {t("sent.replay")}
                  </Button>
                )}
            </Row>
          ))}
        </ul>
      )}
    </section>
  );
}

/** Why an attempt failed. */
function why(reason: string): string {
  if (reason === "address-not-public") return t("why.address-not-public");
  return /^\d+$/.test(reason) ? t("why.status", { code: reason }) : t("why.unreached");
}
