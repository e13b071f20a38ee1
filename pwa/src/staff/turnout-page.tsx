import "./staff.css";
import { useMemo, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { dayOf } from "../replica/calendar";
import type { AttendeeItem } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { useNow } from "../ui/clock";
import { Failure } from "../ui/failure";
import { Select } from "../ui/field";
import { dayName, named, timeOfDay } from "../ui/format";
import { IconCamera, IconCheck, IconJournal } from "../ui/icons";
import { Empty, PageHeader } from "../ui/page";
import { Row } from "../ui/row";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as staff } from "../ui/words/staff";
import { t } from "../ui/words/staff-turnout";
import { Desk } from "./desk";
import { membersOf } from "./roster";
import { NotStaff } from "./scan-page";
import { partnerProjects, servedBodies, useStation } from "./station";
import { cardHolders, type Expected, expected, present } from "./turnout";

/** Those who were accepted for an activity, ticked as their cards are scanned: no network needed. */
export default function TurnoutPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || servedBodies(replica).size + partnerProjects(replica).size === 0)
    return <NotStaff />;
  return <Turnout replica={replica} />;
}

function Turnout({ replica }: { replica: Replica }) {
  const today = dayOf(useNow());
  const items = useMemo(() => replica.ofKind("AttendeeItem"), [replica]);
  const [chosen, choose] = useState<number | null>(null);
  // Yesterday's too: who did not come is asked the morning after.
  const all = expected(items.value, servedBodies(replica), partnerProjects(replica), today - 1);
  const here =
    all.find((one) => one.occasion === chosen) ?? all.find((one) => one.day >= today) ?? all.at(-1);
  return (
    <div class="page stack">
      <PageHeader title={t("title")} back={{ href: "/staff", label: staff("staff.title") }} />
      {here ? (
        <>
          <Select
            label={t("which")}
            value={String(here.occasion)}
            onChange={(event) => choose(Number(event.currentTarget.value))}
          >
            {all.map((one) => (
              <option key={one.occasion} value={one.occasion}>
                {dayName(one.day)} {clock(one.starts)} {nameOf(replica, one)}
              </option>
            ))}
          </Select>
          <Occasion key={here.occasion} replica={replica} here={here} today={today} />
        </>
      ) : (
        <div class="panel">
          <Empty icon={IconJournal} title={t("empty")}>
            <p>{t("emptyHint")}</p>
          </Empty>
        </div>
      )}
    </div>
  );
}

interface OccasionProps {
  replica: Replica;
  here: Expected;
  today: number;
}

function Occasion({ replica, here, today }: OccasionProps) {
  const station = useStation(replica);
  const roster = replica.roster.value;
  const items = replica.ofKind("AttendeeItem").value;
  const members = useMemo(() => cardHolders(roster, items), [roster, items]);
  const desk = useMemo(() => new Desk(replica, Date.now()), [replica]);
  const came = present(replica.facts.value, replica.rulings.value, members, here.project, here.day);
  const expectedNumbers = new Set(here.people.map((one) => one.member));
  const others = [...came].filter(([member]) => !expectedNumbers.has(member));
  const ticked = here.people.filter((one) => came.has(one.member)).length;
  const place = placeFor(replica, here, station.place?.place ?? 0);
  const recording = useTask(async (one: AttendeeItem) => {
    const card = membersOf(roster.values(), here.body).find(
      (each) => each.member === one.member,
    )?.card;
    if (!card || !place) return;
    const stand = {
      place: place.place,
      project: here.project,
      body: here.body,
      keepsProofs: place.keeps_proofs,
    };
    const answer = await desk.name(card, stand, Date.now());
    if (answer.entry)
      toast(t("ticked", { name: titleOf(one) }), () => {
        void desk.takeBack(answer, staff("gate.undoReason"));
      });
    else toast(t("notTicked"));
  });
  const known = new Set(
    membersOf(roster.values(), here.body).flatMap((one) => (one.card ? [one.member] : [])),
  );
  return (
    <div class="stack">
      <p class="attend-count number" data-came={ticked} role="status">
        {t("count", { came: ticked, n: here.people.length })}
      </p>
      {here.day === today && (
        <ButtonLink
          kind="primary"
          big
          wide
          icon={IconCamera}
          href="/staff/scan"
          onClick={() => station.chooseProject(here.project)}
        >
          {t("scan")}
        </ButtonLink>
      )}
      <Failure error={recording.failure} />
      <ol class="rows">
        {here.people.map((one) => {
          const at = came.get(one.member);
          return (
            <Row
              key={one.application}
              head={at === undefined ? undefined : <IconCheck />}
              title={titleOf(one)}
              notes={[
                one.name && t("member", { n: one.member }),
                at !== undefined && (
                  <span class="tag tag-good number" key="came">
                    {t("came", { at: timeOfDay(at) })}
                  </span>
                ),
                at === undefined && here.day < today && (
                  <span class="tag tag-bad" key="missing">
                    {t("missing")}
                  </span>
                ),
                at === undefined &&
                  here.day === today &&
                  known.size > 0 &&
                  !known.has(one.member) &&
                  t("noCard"),
              ]}
            >
              {at === undefined && here.day === today && place && known.has(one.member) && (
                <Button busy={recording.busy} onClick={() => recording.run(one)}>
                  {t("tick")}
                </Button>
              )}
            </Row>
          );
        })}
      </ol>
      {others.length > 0 && (
        <section class="stack">
          <h2>{t("others")}</h2>
          <ol class="rows">
            {others.map(([member, at]) => (
              <Row
                key={member}
                head={<IconCheck />}
                title={t("member", { n: member })}
                notes={[t("came", { at: timeOfDay(at) })]}
              />
            ))}
          </ol>
        </section>
      )}
    </div>
  );
}

/** Where a record is made: the project's own place, else where this phone stands. */
function placeFor(replica: Replica, here: Expected, stands: number) {
  const own = replica.projects.value.get(here.project)?.place ?? 0;
  const place = replica.places.value.get(own || stands);
  return place?.body === here.body ? place : null;
}

function titleOf(one: AttendeeItem): string {
  return one.name || t("member", { n: one.member });
}

function nameOf(replica: Replica, one: Expected): string {
  const project = replica.projects.value.get(one.project);
  return project ? named(project) : "";
}

function clock(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
