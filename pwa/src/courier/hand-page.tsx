import { useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { instance } from "../shell/instance";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { IconCheck } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Spinner } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/courier";
import { NoSealingKey, packParcel } from "./pack";
import { PassOn, Ways } from "./pass-on";
import type { Way } from "./shelf";

/** The own records, sealed, on their way to somebody's phone. */
export function HandPage() {
  const replica = currentReplica.value;
  const [way, setWay] = useState<Way | null>(null);
  return (
    <div class="page stack">
      <PageHeader
        title={t("hand.title")}
        back={{ href: "/courier", label: t("courier.back") }}
        lead={t("hand.sealed")}
      />
      {!replica ? (
        <Notice>{t("hand.signIn")}</Notice>
      ) : way ? (
        <>
          <Parcel replica={replica} way={way} />
          <div class="row">
            <ButtonLink href="/courier">{t("hand.done")}</ButtonLink>
            <Button kind="quiet" onClick={() => setWay(null)}>
              {t("hand.another")}
            </Button>
          </div>
        </>
      ) : replica.unsent.value === 0 ? (
        <Empty icon={IconCheck} title={t("hand.nothing")} />
      ) : (
        <>
          <p>{t("hand.unsent", { n: replica.unsent.value })}</p>
          <Ways onChoose={setWay} />
          <p class="soft">{t("hand.keptToo")}</p>
        </>
      )}
    </div>
  );
}

function Parcel({ replica, way }: { replica: Replica; way: Way }) {
  const { value, failure, reload } = useLoaded(way, () => packParcel(replica, instance.value, way));
  if (failure instanceof NoSealingKey) {
    return (
      <Notice tone="warn" live>
        {t("hand.noKey")}
      </Notice>
    );
  }
  if (failure) return <Failure error={failure} retry={reload} />;
  if (!value) {
    return (
      <p class="row" role="status">
        <Spinner />
        {t("hand.packing")}
      </p>
    );
  }
  return (
    <>
      <p>{t("hand.packed", { n: value.records })}</p>
      {value.left > 0 && <Notice tone="warn">{t("hand.left", { n: value.left })}</Notice>}
      <PassOn bytes={value.bytes} way={way} name={`furusato-${stamp()}`} />
    </>
  );
}

/** So that two files of one day can be told apart: 20261123-1405, in Tokyo. */
function stamp(): string {
  const text = new Date(Date.now() + 9 * 3_600_000).toISOString();
  return `${text.slice(0, 10).replaceAll("-", "")}-${text.slice(11, 16).replace(":", "")}`;
}
