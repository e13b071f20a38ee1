import { useEffect, useRef, useState } from "preact/hooks";
import type { Bytes } from "../card/bytes";
import { useWakeLock } from "../card/wake-lock";
import { Malformed } from "../replica/codec";
import { instance } from "../shell/instance";
import { offline } from "../shell/online";
import { Button, ButtonLink } from "../ui/button";
import { Failure } from "../ui/failure";
import { dateAndTime } from "../ui/format";
import { icon } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton, Spinner } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/courier";
import { deliverWaiting } from "./errands";
import { readFile } from "./file";
import { Collector } from "./frames";
import { MalformedParcel } from "./parcel";
import { carried, MAX_CARRIED, ShelfFull } from "./shelf";
import { type Taken, take } from "./take";

const IconFile = icon("M6 3h8l4 4v14H6zM14 3v4h4M9 12h6M9 16h6");

/** Where the system opens our files with the app. Not in TypeScript's library: not everywhere. */
interface LaunchQueue {
  setConsumer(
    consumer: (launch: { readonly files: readonly { getFile(): Promise<File> }[] }) => void,
  ): void;
}

/** Takes whatever the other phone has: records to carry, or an answer. */
export function TakePage() {
  const [data, setData] = useState<Bytes | null>(null);
  const [refused, setRefused] = useState<unknown>(null);
  const open = async (file: Blob) => {
    setRefused(null);
    try {
      setData(await readFile(file));
    } catch (error) {
      setRefused(error);
    }
  };
  useEffect(() => {
    const { launchQueue } = window as { launchQueue?: LaunchQueue };
    launchQueue?.setConsumer(({ files }) => {
      void files[0]?.getFile().then(open);
    });
  }, []);
  return (
    <div class="page stack">
      <PageHeader
        title={t("take.title")}
        back={{ href: "/courier", label: t("courier.back") }}
        lead={t("take.lead")}
      />
      {data ? (
        <Taking data={data} onAgain={() => setData(null)} />
      ) : (
        <>
          <CodesInView onWhole={setData} />
          <Failure error={refused} words={wordsFor(refused)} />
          <FromFile onFile={open} />
        </>
      )}
    </div>
  );
}

/** The camera comes with its own part of the app: without it, files still can be taken. */
function CodesInView({ onWhole }: { onWhole: (data: Bytes) => void }) {
  const { value, failure } = useLoaded("camera", () => import("../scan/camera"));
  const collector = useRef(new Collector());
  const [have, setHave] = useState<readonly boolean[]>([]);
  const [foreign, setForeign] = useState(false);
  useWakeLock();
  const hear = async (text: string) => {
    const ours = collector.current.add(text);
    setForeign(!ours);
    if (!ours) return;
    const whole = await collector.current.whole();
    setHave(collector.current.have);
    if (whole) {
      navigator.vibrate?.(200);
      onWhole(whole);
    }
  };
  if (failure) return <Notice tone="warn">{t("take.noCamera")}</Notice>;
  if (!value) return <Skeleton />;
  return (
    <>
      {/* Above the picture: below it a small screen would not show it. */}
      <Progress have={have} />
      <value.Camera aim={t("take.aim")} onText={hear} instead={<p>{t("take.fileInstead")}</p>} />
      {foreign && <Notice tone="warn">{t("take.otherCode")}</Notice>}
    </>
  );
}

/** Beyond this the squares would fill the screen. */
const MOST_SQUARES = 60;
/** As many as one can look for. */
const MOST_NAMED = 5;

function Progress({ have }: { have: readonly boolean[] }) {
  const count = have.length;
  const read = have.filter(Boolean).length;
  const missing = have.flatMap((got, at) => (got ? [] : [at + 1]));
  return (
    <div role="status" class="stack">
      {count === 0 ? (
        <p>{t("take.nothingYet")}</p>
      ) : (
        <>
          <p class="number">{t("take.progress", { have: read, count })}</p>
          {count > MOST_SQUARES ? (
            <progress class="got-many" max={count} value={read} aria-label={t("take.reading")} />
          ) : (
            <div class="got" aria-hidden="true">
              {have.map((got, at) => (
                <span key={at} class={got ? "got-it" : ""} />
              ))}
            </div>
          )}
          {missing.length > 0 && missing.length <= MOST_NAMED && (
            <p class="soft number">
              {t("take.missing", { numbers: missing.join(language.value === "ja" ? "、" : ", ") })}
            </p>
          )}
        </>
      )}
    </div>
  );
}

function FromFile({ onFile }: { onFile: (file: Blob) => void }) {
  return (
    <label class="button button-secondary">
      <IconFile />
      {t("take.file")}
      <input
        class="unseen"
        type="file"
        onChange={(event) => {
          const input = event.currentTarget;
          const file = input.files?.[0];
          if (file) onFile(file);
          input.value = ""; // the same file may be chosen again
        }}
      />
    </label>
  );
}

function Taking({ data, onAgain }: { data: Bytes; onAgain: () => void }) {
  const { value, failure, reload } = useLoaded("take", async () => {
    const taken = await take(data, instance.value);
    if (!offline.value) void deliverWaiting();
    return taken;
  });
  if (failure) {
    const words = wordsFor(failure);
    return (
      <>
        <Failure error={failure} words={words} retry={words ? undefined : reload} />
        <div class="row">
          <Button onClick={onAgain}>{t("take.again")}</Button>
        </div>
      </>
    );
  }
  if (!value) {
    return (
      <p class="row" role="status">
        <Spinner />
        {t("take.reading")}
      </p>
    );
  }
  return (
    <>
      <Result taken={value} />
      <div class="row">
        <ButtonLink kind="primary" href="/courier">
          {t("courier.back")}
        </ButtonLink>
        <Button onClick={onAgain}>{t("take.again")}</Button>
      </div>
    </>
  );
}

function Result({ taken }: { taken: Taken }) {
  switch (taken.kind) {
    case "answer": {
      const { outcome } = taken;
      const good = outcome === "taken";
      return (
        <Notice
          tone={good ? "good" : outcome === "older" ? "info" : "warn"}
          live
          title={t(`answer.${outcome}`)}
        >
          <p>{t(`answer.${outcome}Body`)}</p>
          {outcome === "again" && <ButtonLink href="/courier/hand">{t("hand.start")}</ButtonLink>}
        </Notice>
      );
    }
    case "carrying":
    case "carried-already":
      return <OnItsWay kind={taken.kind} id={taken.id} />;
    default:
      return (
        <Notice tone="warn" live title={t(`taken.${taken.kind}`)}>
          <p>{t(`taken.${taken.kind}Body`)}</p>
        </Notice>
      );
  }
}

/** Where there is a network it is delivered at once, and the answer is there to be given. */
function OnItsWay({ kind, id }: { kind: "carrying" | "carried-already"; id: string }) {
  const parcel = carried.value?.find((one) => one.id === id);
  return (
    <Notice tone="good" live title={t(`taken.${kind}`)}>
      {parcel?.answer ? (
        <>
          <p>{t("carry.delivered", { when: dateAndTime(parcel.doneAt ?? 0) })}</p>
          <ButtonLink href={`/courier/give/${id}`}>{t("carry.give")}</ButtonLink>
        </>
      ) : (
        <p>{t("taken.carryingBody")}</p>
      )}
    </Notice>
  );
}

/** Words for what only this page can go wrong with; none for the rest. */
function wordsFor(error: unknown): string | undefined {
  if (error instanceof MalformedParcel || error instanceof Malformed) return t("take.malformed");
  if (error instanceof ShelfFull) return t("take.full", { n: MAX_CARRIED });
  return undefined;
}
