import "./staff.css";
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import { warmDecoder } from "../scan/decoder";
import { keepOffline } from "../service-worker/register";
import { Button, ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { dateAndTime, named } from "../ui/format";
import { IconAlert, IconCamera, IconCheck, IconClock, IconHome, IconJournal } from "../ui/icons";
import { Notice } from "../ui/notice";
import { PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { t as receptionWords } from "../ui/words/reception";
import { t } from "../ui/words/staff";
import { t as turnout } from "../ui/words/staff-turnout";
import { type Age, ageOf } from "./freshness";
import { MakeKiosk } from "./make-kiosk";
import { NotStaff } from "./scan-page";
import { servedBodies, useStation } from "./station";
import { editionOf, knowledgeOf } from "./verifier";

/** Where staff begin: the place, the way to the scanner, and whether this phone is ready. */
export default function StaffPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || replica.staffBodies.value.length === 0) return <NotStaff />;
  return <Staff replica={replica} />;
}

function Staff({ replica }: { replica: Replica }) {
  const station = useStation(replica);
  const { place } = station;
  const serves = servedBodies(replica).size > 0;
  const body = place && replica.bodies.value.get(place.body);
  const today = place ? replica.attendance(place.place, dayOf(Date.now())).length : 0;
  return (
    <div class="page page-wide staff">
      <PageHeader title={t("staff.title")} {...(body ? { lead: named(body) } : {})} />
      <div class="stack">
        {replica.ofKind("DisasterItem").value.some((one) => !one.ended) && (
          <ButtonLink kind="danger" big wide icon={IconAlert} href="/staff/reception">
            {receptionWords("reception.title")}
          </ButtonLink>
        )}
        {place ? (
          <>
            <Select
              label={t("staff.place")}
              value={String(place.place)}
              onChange={(event) => station.choosePlace(Number(event.currentTarget.value))}
            >
              {station.places.map((one) => (
                <option key={one.place} value={one.place}>
                  {named(one)}
                </option>
              ))}
            </Select>
            {station.projects.length > 0 && (
              <Select
                label={t("staff.project")}
                value={String(station.project)}
                onChange={(event) => station.chooseProject(Number(event.currentTarget.value))}
              >
                {!station.bound && <option value="0">{t("staff.noProject")}</option>}
                {station.projects.map((one) => (
                  <option key={one.project} value={one.project}>
                    {named(one)}
                  </option>
                ))}
              </Select>
            )}
            <ButtonLink kind="primary" big wide icon={IconCamera} href="/staff/scan">
              {t("staff.scan")}
            </ButtonLink>
            <ButtonLink big wide icon={IconJournal} href="/staff/attendance">
              {t("staff.attendance")} <span class="number">({t("staff.today", { n: today })})</span>
            </ButtonLink>
            <ButtonLink big wide icon={IconJournal} href="/staff/turnout">
              {turnout("open")}
            </ButtonLink>
          </>
        ) : (
          <Notice tone="warn">{t(serves ? "staff.noPlaces" : "staff.noProjects")}</Notice>
        )}
        <div class="row">
          <ButtonLink kind="quiet" icon={IconHome} href={station.bound ? "/partner" : "/office"}>
            {station.bound ? t("staff.partner") : t("staff.office")}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/card">
            {t("staff.card")}
          </ButtonLink>
        </div>
      </div>
      <div class="stack">
        <Readiness replica={replica} bound={station.bound} />
        {place && !station.bound && <MakeKiosk replica={replica} place={place} />}
      </div>
    </div>
  );
}

function Readiness({ replica, bound }: { replica: Replica; bound: boolean }) {
  const now = useNow();
  const [result, setResult] = useState<"done" | "partly" | null>(null);
  const { value: known } = useLoaded(`${editionOf(replica)} ${replica.lastSync.value}`, () =>
    knowledgeOf(replica, Date.now()),
  );
  const { value: parts, reload } = useLoaded("parts", partsHere);
  const preparing = useTask(async () => {
    setResult(null);
    const outcome = await replica.sync();
    const kept = await Promise.all([keepOffline("staff"), keepOffline("scan")]);
    await warmDecoder();
    const camera = await askForCamera();
    reload();
    setResult(outcome.kind === "done" && kept.every(Boolean) && camera ? "done" : "partly");
  });
  const lists = [...(known?.statusLists.values() ?? [])].map((list) => list.issuedAt * 1000);
  const oldest = lists.length > 0 ? Math.min(...lists) : null;
  const keys = known?.trust ? known.trust.issuedAt * 1000 : null;
  const synced = replica.lastSync.value;
  const cards = replica.roster.value.size;
  return (
    <section class="panel stack">
      <h2>{t("prepare.title")}</h2>
      <p>{t("prepare.lead")}</p>
      <ul class="ready">
        {/* The trust list is signed when keys change: what tells is when it was last asked for. */}
        <Line label={t("prepare.keys")} age={keys === null ? "missing" : ageOf(synced, now)}>
          {synced !== null && keys !== null && t("prepare.asOf", { when: dateAndTime(synced) })}
        </Line>
        <Line label={t("prepare.lists")} age={ageOf(oldest, now)}>
          {oldest !== null && t("prepare.asOf", { when: dateAndTime(oldest) })}
        </Line>
        {!bound && (
          <Line label={t("prepare.roster")} age={ageOf(synced, now)}>
            {synced !== null && t("prepare.count", { n: cards, when: dateAndTime(synced) })}
          </Line>
        )}
        <Line label={t("prepare.scanner")} age={parts?.scanner ? "here" : "missing"} />
        <Line label={t("prepare.camera")} age={parts?.camera ? "here" : "missing"} />
      </ul>
      <Button big wide busy={preparing.busy} onClick={preparing.run}>
        {preparing.busy ? t("prepare.busy") : t("prepare.button")}
      </Button>
      {result === "done" && (
        <Notice tone="good" live>
          {t("prepare.done")}
        </Notice>
      )}
      {result === "partly" && (
        <Notice tone="warn" live>
          {t("prepare.partly")}
        </Notice>
      )}
      <Failure error={preparing.failure} />
    </section>
  );
}

/** What has no age is here or is not. */
const MARKS = {
  here: { icon: IconCheck, tone: "good" },
  fresh: { icon: IconCheck, tone: "good" },
  aging: { icon: IconClock, tone: "warn" },
  old: { icon: IconAlert, tone: "bad" },
  missing: { icon: IconAlert, tone: "bad" },
} as const;

interface LineProps {
  label: string;
  age: Age | "here";
  children?: ComponentChildren;
}

function Line({ label, age, children }: LineProps) {
  const { icon: Icon, tone } = MARKS[age];
  return (
    <li data-age={age}>
      <b>{label}</b>
      <span class={`tag tag-${tone}`}>
        <Icon size={18} />
        {t(`age.${age}`)}
      </span>
      {children && <span class="soft small number">{children}</span>}
    </li>
  );
}

interface Parts {
  readonly scanner: boolean;
  readonly camera: boolean;
}

/** Whether the scanner is in this browser's caches, and the camera allowed. */
async function partsHere(): Promise<Parts> {
  const names = "caches" in globalThis ? await caches.keys() : [];
  const urls = await Promise.all(
    names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)),
  );
  const scanner = urls.flat().some((url) => url.endsWith(".wasm"));
  // Not every browser tells of its camera: then the answer is in what it did.
  const permission = await navigator.permissions
    ?.query({ name: "camera" as PermissionName })
    .catch(() => null);
  return { scanner, camera: permission?.state === "granted" };
}

async function askForCamera(): Promise<boolean> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ video: true });
    for (const track of stream.getTracks()) track.stop();
    return true;
  } catch {
    return false;
  }
}
