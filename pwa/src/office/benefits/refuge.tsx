import { useState } from "preact/hooks";
import { api } from "../../api";
import { loadCatalogue } from "../../explore/catalogue";
import { dayOf, formatDay } from "../../replica/calendar";
import type { DeclareDisaster, Disaster, RefugeOffice } from "../../schemas/benefits";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Failure } from "../../ui/failure";
import { Field } from "../../ui/field";
import { longDate, named } from "../../ui/format";
import { IconAlert, IconCheck, IconClock, IconCross } from "../../ui/icons";
import { Notice } from "../../ui/notice";
import { Skeleton } from "../../ui/skeleton";
import { useLoaded, useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t } from "../../ui/words/office-benefits";
import { ChooseBody } from "../choose-body";
import { isoDay } from "../days";
import { Bar } from "../desk/standing-view";

/** Agreements to take members in, a disaster declared, and who is in which shelter (R55). */
export function Refuge({ code }: { code: string }) {
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<RefugeOffice>("GET", `/api/office/${code}/refuge`, undefined, signal),
  );
  if (!value) return failure ? <Failure error={failure} retry={reload} /> : <Skeleton lines={6} />;
  const standing = value.disasters.filter((one) => one.ended === null);
  const before = value.disasters.filter((one) => one.ended !== null);
  return (
    <div class="stack desk-lists">
      <p data-consents={value.consents}>
        {t("refuge.consents", { n: value.consents, people: value.people })}
      </p>
      {standing.map((one) => (
        <Standing key={one.id} code={code} one={one} found={value} onChange={reload} />
      ))}
      {standing.length > 0 && <People found={value} />}
      <Declare code={code} onDone={reload} />
      {before.length > 0 && (
        <section class="stack">
          <h2>{t("refuge.before")}</h2>
          <ul class="rows">
            {before.map((one) => (
              <li key={one.id} class="decision-row">
                <b>{one.name}</b>{" "}
                <span class="soft">
                  {t("refuge.was", {
                    from: isoDay(one.from_day),
                    until: longDate(one.ended ?? 0),
                  })}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  );
}

interface StandingProps {
  code: string;
  one: Disaster;
  found: RefugeOffice;
  onChange: () => void;
}

function Standing({ code, one, onChange }: StandingProps) {
  const [asking, ask] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    await api("POST", `/api/office/${code}/disasters/${one.id}/end`);
    ask(false);
    toast(t("refuge.ended"));
    onChange();
  });
  return (
    <section class="panel stack" data-disaster={one.id}>
      <div class="row spread">
        <div>
          <h2>{t("refuge.standing", { name: one.name })}</h2>
          <p class="number">
            {t("refuge.since", { day: isoDay(one.from_day) })} ·{" "}
            {t("refuge.expected", { n: one.expected, people: one.expected_people })}
          </p>
        </div>
        <Button kind="danger" onClick={() => ask(true)}>
          {t("refuge.end")}
        </Button>
      </div>
      {asking && (
        <Dialog
          title={t("refuge.endTitle", { name: one.name })}
          onClose={() => ask(false)}
          actions={
            <>
              <Button onClick={() => ask(false)}>{t("refuge.endKeep")}</Button>
              <Button kind="danger" busy={busy} onClick={run}>
                {t("refuge.end")}
              </Button>
            </>
          }
        >
          <p>{t("refuge.endBody")}</p>
          <Failure error={failure} />
        </Dialog>
      )}
    </section>
  );
}

function People({ found: { evacuees, shelters } }: { found: RefugeOffice }) {
  const most = Math.max(1, ...shelters.map((one) => one.people));
  const byPlace = new Map(shelters.map((one) => [one.place, one]));
  return (
    <>
      <section class="panel stack">
        <h3>{t("refuge.shelters")}</h3>
        {shelters.length === 0 && <Notice tone="warn">{t("refuge.noShelters")}</Notice>}
        <dl class="compared">
          {shelters.map((one) => (
            <div key={one.place} data-shelter={one.people}>
              <dt>{named(one)}</dt>
              <dd class="number">
                <b>{t("refuge.shelterLine", { n: one.parties, people: one.people })}</b>
              </dd>
              <dd>
                <Bar value={one.people} most={most} good />
              </dd>
            </div>
          ))}
        </dl>
      </section>
      <section class="stack">
        <h3>{t("refuge.list")}</h3>
        {evacuees.length === 0 && <p class="soft">{t("refuge.none")}</p>}
        <ul class="rows">
          {evacuees.map((one) => {
            const place = byPlace.get(one.shelter);
            return (
              <li key={one.number} class="decision-row stack application" data-evacuee={one.number}>
                <p>
                  <b>
                    {t("sub.number", { n: one.number })} {one.name}
                  </b>{" "}
                  <span class="number">{t("refuge.party", { n: one.party })}</span>
                </p>
                {one.needs && (
                  <p class="application-proof">
                    <IconAlert />
                    <span class="said-words">{one.needs}</span>
                  </p>
                )}
                <p
                  class={one.shelter ? "application-proof application-proven" : "refuge-wait soft"}
                >
                  {one.shelter ? <IconCheck /> : <IconClock />}
                  <span>
                    {one.shelter
                      ? t("refuge.here", { shelter: place ? named(place) : String(one.shelter) })
                      : t("refuge.notYet")}
                  </span>
                </p>
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

function Declare({ code, onDone }: { code: string; onDone: () => void }) {
  const [name, setName] = useState("");
  const [areas, setAreas] = useState<readonly number[]>([]);
  const [day, setDay] = useState(() => formatDay(dayOf(Date.now())));
  const [touched, touch] = useState(false);
  const [turn, setTurn] = useState(0);
  const { value: bodies } = useLoaded("catalogue", loadCatalogue);
  const nameOf = (area: number) => {
    const body = bodies?.find((one) => one.code === area);
    return body ? named(body) : String(area).padStart(6, "0");
  };
  const { run, busy, failure } = useTask(async () => {
    touch(true);
    if (name.trim() === "" || areas.length === 0 || day === "") return;
    const wanted: DeclareDisaster = { name: name.trim(), areas: [...areas], from_day: day };
    await api("POST", `/api/office/${code}/disasters`, wanted);
    setName("");
    setAreas([]);
    touch(false);
    toast(t("refuge.begun"));
    onDone();
  });
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <div>
        <h2>{t("refuge.declare")}</h2>
        <p class="soft">{t("refuge.declareHint")}</p>
      </div>
      <Field
        label={t("refuge.name")}
        value={name}
        maxLength={60}
        error={touched && name.trim() === "" ? t("refuge.nameMissing") : undefined}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <fieldset class="stack">
        <legend>
          <b>{t("refuge.areas")}</b>
        </legend>
        {areas.length > 0 && (
          <ul class="row">
            {areas.map((area) => (
              <li key={area}>
                <Button
                  icon={IconCross}
                  aria-label={t("refuge.removeArea", { name: nameOf(area) })}
                  onClick={() => setAreas(areas.filter((one) => one !== area))}
                >
                  {nameOf(area)}
                </Button>
              </li>
            ))}
          </ul>
        )}
        <ChooseBody
          key={turn}
          body={null}
          label={t("refuge.addArea")}
          error={touched && areas.length === 0 ? t("refuge.areasMissing") : undefined}
          onChoose={(body) => {
            if (body && !areas.includes(body.code)) setAreas([...areas, body.code]);
            setTurn(turn + 1);
          }}
        />
      </fieldset>
      <Field
        type="date"
        label={t("refuge.from")}
        value={day}
        onInput={(event) => setDay(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("refuge.begin")}
        </Button>
      </div>
    </form>
  );
}
