import "./staff.css";
import { useMemo, useState } from "preact/hooks";
import { currentReplica, type Replica } from "../replica";
import { dayOf, startOf } from "../replica/calendar";
import type { AttendanceRow, DisasterItem, EvacueeItem, PlaceItem } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field, Select } from "../ui/field";
import { dateAndTime, longDate, named } from "../ui/format";
import { IconCheck, IconHome } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty, PageHeader } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/reception";
import { Desk } from "./desk";
import { memberByNumber, membersOf } from "./roster";
import { NotStaff } from "./scan-page";

/** How far back arrivals are looked for. */
const MOST_DAYS = 31;

/** Members who agreed to be taken in from where disaster struck (R55): no network needed. */
export default function ReceptionPage() {
  const replica = currentReplica.value;
  if (replica && !replica.isLoaded.value) return <Skeleton lines={6} />;
  if (!replica || replica.staffBodies.value.length === 0) return <NotStaff />;
  const served = replica.staffBodies.value;
  const standing = replica
    .ofKind("DisasterItem")
    .value.filter((one) => !one.ended && served.includes(one.body));
  return (
    <div class="page stack">
      <PageHeader
        title={t("reception.title")}
        back={{ href: "/staff", label: t("reception.back") }}
      />
      {standing.length === 0 && (
        <div class="panel">
          <Empty icon={IconHome} title={t("reception.over")}>
            <p>{t("reception.overHint")}</p>
          </Empty>
        </div>
      )}
      {standing.map((one) => (
        <OfDisaster key={one.disaster} replica={replica} disaster={one} />
      ))}
    </div>
  );
}

function OfDisaster({ replica, disaster }: { replica: Replica; disaster: DisasterItem }) {
  const { body } = disaster;
  const desk = useMemo(() => new Desk(replica, Date.now()), [replica]);
  const [written, write] = useState("");
  const shelters = [...replica.places.value.values()].filter(
    (one) => one.body === body && one.kind === "shelter" && !one.closed,
  );
  const [chosen, choose] = useState(0);
  const shelter = shelters.find((one) => one.place === chosen) ?? shelters[0];
  const people = replica
    .ofKind("EvacueeItem")
    .value.filter((one) => one.disaster === disaster.disaster && !one.ended)
    .sort((a, b) => a.member - b.member);
  const arrivals = arrivalsAt(replica, shelters, disaster.from_day);
  const here = people.filter((one) => arrivals.has(one.member));
  const wanted = written.normalize("NFKC").trim();
  const found = people.filter(
    (one) => !wanted || one.name.includes(wanted) || String(one.member) === wanted,
  );
  const roster = replica.roster.value;
  const members = useMemo(() => membersOf(roster.values(), body), [roster, body]);
  const arriving = useTask(async (one: EvacueeItem) => {
    const card = memberByNumber(members, String(one.member))?.card;
    if (!card || !shelter) return;
    const stand = { place: shelter.place, project: 0, body, keepsProofs: shelter.keeps_proofs };
    const answer = await desk.name(card, stand, Date.now());
    if (answer.consequence.kind === "own") {
      toast(t("reception.own"));
      return;
    }
    if (!answer.entry) return;
    toast(t("reception.arrived", { name: one.name || t("reception.nameless") }), () => {
      void desk.takeBack(answer, t("reception.undo"));
    });
  });
  return (
    <section class="stack" data-disaster={disaster.disaster}>
      <div>
        <h2>{disaster.name}</h2>
        <p class="soft">{t("reception.since", { day: longDate(startOf(disaster.from_day)) })}</p>
      </div>
      <p class="number" role="status" data-arrived={here.length}>
        <b>
          {t("reception.count", {
            n: here.length,
            people: sum(here),
            all: people.length,
            allPeople: sum(people),
          })}
        </b>
      </p>
      {shelter ? (
        <Select
          label={t("reception.shelter")}
          value={String(shelter.place)}
          onChange={(event) => choose(Number(event.currentTarget.value))}
        >
          {shelters.map((one) => (
            <option key={one.place} value={one.place}>
              {named(one)}
            </option>
          ))}
        </Select>
      ) : (
        <Notice tone="warn">{t("reception.noShelter")}</Notice>
      )}
      <Field
        type="search"
        label={t("reception.search")}
        value={written}
        autoComplete="off"
        onInput={(event) => write(event.currentTarget.value)}
      />
      <Failure error={arriving.failure} />
      {found.length === 0 && <p class="soft">{t("reception.none")}</p>}
      <ul class="stack">
        {found.map((one) => {
          const arrival = arrivals.get(one.member);
          const hasCard = !!memberByNumber(members, String(one.member))?.card;
          return (
            <li key={one.member} class="panel stack" data-evacuee={one.member}>
              <div>
                <h3>{one.name || t("reception.nameless")}</h3>
                <p class="number">
                  {t("reception.number", { n: one.member })} ·{" "}
                  <b>{t("reception.party", { n: one.party })}</b>
                </p>
              </div>
              {one.needs && <p class="evacuee-needs">{one.needs}</p>}
              {arrival ? (
                <p class="evacuee-here">
                  <IconCheck />
                  {t("reception.here", {
                    place: named(arrival.place),
                    when: dateAndTime(arrival.ms),
                  })}
                </p>
              ) : hasCard ? (
                <Button
                  wide
                  icon={IconCheck}
                  busy={arriving.busy}
                  disabled={!shelter}
                  onClick={() => arriving.run(one)}
                >
                  {t("reception.arrive")}
                </Button>
              ) : (
                <p class="soft">{t("reception.noCard")}</p>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface Arrival {
  readonly place: PlaceItem;
  readonly ms: number;
}

/** The last arrival of each member at one of the shelters. */
function arrivalsAt(
  replica: Replica,
  shelters: readonly PlaceItem[],
  fromDay: number,
): Map<number, Arrival> {
  const today = dayOf(Date.now());
  const last = new Map<number, Arrival>();
  for (let day = Math.max(fromDay, today - MOST_DAYS); day <= today; day += 1) {
    for (const place of shelters) {
      for (const row of replica.attendance(place.place, day) as AttendanceRow[]) {
        const known = last.get(row.member);
        if (!known || known.ms < row.first_ms) last.set(row.member, { place, ms: row.first_ms });
      }
    }
  }
  return last;
}

function sum(people: readonly EvacueeItem[]): number {
  return people.reduce((total, one) => total + one.party, 0);
}
