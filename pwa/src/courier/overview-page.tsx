import { useEffect, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { CourierStatus } from "../schemas/courier";
import { offline } from "../shell/online";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { dateAndTime } from "../ui/format";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t } from "../ui/words/courier";
import { t as pages } from "../ui/words/pages";
import { deliver, waiting } from "./deliver";
import {
  type Carried,
  carried,
  forgetCarried,
  type Handed,
  handed,
  isSame,
  loadShelf,
  putBack,
} from "./shelf";

/** What this phone has handed over, and what it carries for others. */
export function OverviewPage() {
  const replica = currentReplica.value;
  const { failure, reload } = useLoaded("shelf", () => loadShelf());
  useEffect(() => {
    // Another tab may have taken or delivered something.
    const look = () => document.visibilityState === "visible" && reload();
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  return (
    <div class="page stack">
      <PageHeader
        title={t("courier.title")}
        back={{ href: "/settings", label: pages("settings.title") }}
        lead={t("courier.lead")}
      />
      <Failure error={failure} retry={reload} />
      <Own replica={replica} />
      <Others first={!replica?.unsent.value} />
    </div>
  );
}

function Own({ replica }: { replica: Replica | null }) {
  const unsent = replica?.unsent.value ?? 0;
  const mine = handed.value.filter(({ owner }) => replica && isSame(owner, replica.name));
  return (
    <section class="panel stack">
      <h2>{t("hand.title")}</h2>
      {!replica && <p>{t("hand.signIn")}</p>}
      {replica && <p>{unsent ? t("hand.unsent", { n: unsent }) : t("hand.nothing")}</p>}
      {unsent > 0 && <p class="soft">{t("hand.sealed")}</p>}
      {replica && (
        <div class="row">
          {unsent > 0 && (
            <ButtonLink kind="primary" href="/courier/hand">
              {t("hand.start")}
            </ButtonLink>
          )}
          {mine.length > 0 && <ButtonLink href="/courier/take">{t("hand.answer")}</ButtonLink>}
        </div>
      )}
      {replica && mine.length > 0 && (
        <>
          <h3>{t("handed.title")}</h3>
          <ul class="list">
            {mine.map((one) => (
              <Row
                key={one.id}
                title={t("handed.row", { when: dateAndTime(one.at) })}
                notes={[
                  t("handed.records", { n: one.handed.last - one.handed.first + 1 }),
                  whatBecame(one, replica),
                ]}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function whatBecame({ outcome, handed: { device, last } }: Handed, replica: Replica): string {
  if (outcome === "taken") return t("handed.taken");
  if (replica.isSent({ device, seq: last })) return t("handed.sent");
  return outcome === null || outcome === "older" ? t("handed.waiting") : t(`handed.${outcome}`);
}

/** `first`: it is what one most likely came for. */
function Others({ first }: { first: boolean }) {
  const [dropping, setDropping] = useState<Carried | null>(null);
  const [answered, setAnswered] = useState<number | null>(null);
  const { run, busy, failure } = useTask(async () => {
    setAnswered(null);
    setAnswered(await deliver());
  });
  const all = carried.value;
  const left = waiting().length;
  const drop = async (one: Carried) => {
    setDropping(null);
    await forgetCarried(one.id);
    toast(t("carry.dropped"), () => void putBack(one));
  };
  return (
    <section class="panel stack">
      <h2>{t("carry.title")}</h2>
      <p>{t("carry.lead")}</p>
      <div class="row">
        <ButtonLink kind={first ? "primary" : "secondary"} href="/courier/take">
          {t("carry.start")}
        </ButtonLink>
        {left > 0 && !offline.value && (
          <Button busy={busy} onClick={run}>
            {t("carry.now")}
          </Button>
        )}
      </div>
      {left > 0 && offline.value && <Notice>{t("carry.offline")}</Notice>}
      <Failure error={failure} retry={run} />
      {answered !== null && (
        <Notice tone={left ? "info" : "good"} live>
          {left ? t("carry.later") : t("carry.nowDone", { n: answered })}
        </Notice>
      )}
      {all === null ? (
        <Skeleton />
      ) : all.length === 0 ? (
        <p class="soft">{t("carry.none")}</p>
      ) : (
        <ul class="list">
          {all.map((one) => (
            <Row
              key={one.id}
              title={t("carry.row", { when: dateAndTime(one.takenAt) })}
              notes={[
                t("carry.size", { kb: (one.bytes.length / 1000).toFixed(1) }),
                stateOf(one),
                one.givenBackAt
                  ? t("carry.given", { when: dateAndTime(one.givenBackAt) })
                  : one.answer && t("carry.toGive"),
              ]}
            >
              <div class="row">
                {one.answer && (
                  <ButtonLink href={`/courier/give/${one.id}`}>{t("carry.give")}</ButtonLink>
                )}
                <Button
                  kind="quiet"
                  onClick={() => (one.doneAt === null ? setDropping(one) : drop(one))}
                >
                  {t("carry.drop")}
                </Button>
              </div>
            </Row>
          ))}
        </ul>
      )}
      {dropping && (
        <Dialog
          title={t("carry.dropTitle")}
          onClose={() => setDropping(null)}
          actions={
            <>
              <Button onClick={() => setDropping(null)}>{words("cancel")}</Button>
              <Button kind="danger" onClick={() => drop(dropping)}>
                {t("carry.drop")}
              </Button>
            </>
          }
        >
          <p>{t("carry.dropBody")}</p>
        </Dialog>
      )}
    </section>
  );
}

function stateOf({ status, doneAt }: Carried): string {
  switch (status) {
    case CourierStatus.ANSWERED:
      return t("carry.delivered", { when: dateAndTime(doneAt ?? 0) });
    case CourierStatus.OTHER_INSTALLATION:
      return t("carry.otherInstallation");
    case CourierStatus.DAMAGED:
      return t("carry.damaged");
    case CourierStatus.KEY_GONE:
      return t("carry.keyGone");
    default:
      return t("carry.waiting");
  }
}
