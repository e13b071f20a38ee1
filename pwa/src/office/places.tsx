import { useState } from "preact/hooks";
import { api } from "../api";
import { type Place, PlaceKind, Role, type WritePlace } from "../schemas/wire";
import { Button, ButtonLink } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Choice, Field, Select } from "../ui/field";
import { named } from "../ui/format";
import { IconPin } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Empty } from "../ui/page";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t as words } from "../ui/words";
import { t as historyWords } from "../ui/words/history";
import { t } from "../ui/words/office";
import { FacilityForm } from "./facility-form";
import { Kiosks } from "./kiosks";
import type { DeskProps } from "./office-page";

const NEW: WritePlace = { name: "", english: "", kind: PlaceKind.BATH };

/** The body's places: each gets a code to print and hang up. */
export function Places({ code, roles }: DeskProps) {
  const runs = roles.has(Role.ADMIN);
  const [adding, setAdding] = useState(false);
  const { value, failure, reload } = useLoaded(code, (signal) =>
    api<Place[]>("GET", `/api/office/${code}/places`, undefined, signal),
  );
  return (
    <div class="stack">
      {adding ? (
        <PlaceForm
          place={NEW}
          save={(place) => api("POST", `/api/office/${code}/places`, place)}
          onDone={(saved) => {
            setAdding(false);
            if (saved) {
              toast(t("places.made"));
              reload();
            }
          }}
        />
      ) : (
        runs && (
          <div class="row">
            <Button kind="primary" icon={IconPin} onClick={() => setAdding(true)}>
              {t("places.add")}
            </Button>
          </div>
        )
      )}
      <Failure error={failure} retry={reload} />
      {!value && !failure && <Skeleton lines={6} />}
      {value?.length === 0 && !adding && (
        <div class="panel">
          <Empty icon={IconPin} title={t("places.empty")}>
            <p>{t("home.firstPlaceHint")}</p>
          </Empty>
        </div>
      )}
      <ul class="cards">
        {value?.map((place) => (
          <li key={place.id}>
            <PlaceCard code={code} place={place} runs={runs} onChange={reload} />
          </li>
        ))}
      </ul>
    </div>
  );
}

interface PlaceProps {
  code: string;
  place: Place;
  /** Whether they may change it. */
  runs: boolean;
  onChange: () => void;
}

function PlaceCard({ code, place, runs, onChange }: PlaceProps) {
  const [editing, setEditing] = useState(false);
  const [asking, setAsking] = useState(false);
  const [pricing, setPricing] = useState(false);
  const path = `/api/office/${code}/places/${place.id}`;
  if (editing) {
    return (
      <PlaceForm
        place={place}
        save={(changed) => api("PUT", path, changed)}
        onDone={(saved) => {
          setEditing(false);
          if (saved) {
            toast(t("office.saved"));
            onChange();
          }
        }}
      />
    );
  }
  return (
    <section class="panel stack" data-place={place.id}>
      <div class="row spread">
        <h2>{named(place)}</h2>
        {place.closed && <span class="tag">{t("office.closed")}</span>}
      </div>
      <p class="soft">{historyWords(`kind.${place.kind}`)}</p>
      <div class="code-sheet">
        <img
          src={`${path}/code.svg?serial=${place.code_serial}`}
          alt={t("places.code")}
          width="140"
          height="140"
        />
        <div class="stack">
          <p>{t("places.codeHint")}</p>
          <ButtonLink href={`${path}/code.pdf`} target="_blank">
            {t("places.pdf")}
          </ButtonLink>
          <ButtonLink kind="quiet" href={`${path}/code.svg`} download>
            {t("places.svg")}
          </ButtonLink>
          <p class="soft small">{t("places.serial", { n: place.code_serial })}</p>
        </div>
      </div>
      {runs && (
        <div class="row">
          <Button onClick={() => setEditing(true)}>{t("office.edit")}</Button>
          <Button aria-expanded={pricing} onClick={() => setPricing(!pricing)}>
            {t("places.facility")}
          </Button>
          <Button kind="quiet" onClick={() => setAsking(true)}>
            {t("places.replace")}
          </Button>
        </div>
      )}
      {pricing && (
        <FacilityForm
          path={path}
          onDone={(saved) => {
            setPricing(false);
            if (saved) toast(t("office.saved"));
          }}
        />
      )}
      <Kiosks path={path} />
      {asking && <Replace path={path} onChange={onChange} onClose={() => setAsking(false)} />}
    </section>
  );
}

interface ReplaceProps {
  path: string;
  onChange: () => void;
  onClose: () => void;
}

function Replace({ path, onChange, onClose }: ReplaceProps) {
  const { run, busy, failure } = useTask(async () => {
    await api<Place>("POST", `${path}/code`);
    toast(t("places.replaced"));
    onClose();
    onChange();
  });
  return (
    <Dialog
      title={t("places.replaceTitle")}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="danger" busy={busy} onClick={run}>
            {t("places.replace")}
          </Button>
        </>
      }
    >
      <Notice tone="warn">{t("places.replaceHint")}</Notice>
      <Failure error={failure} />
    </Dialog>
  );
}

interface FormProps {
  place: WritePlace;
  save: (place: WritePlace) => Promise<unknown>;
  onDone: (saved: boolean) => void;
}

function PlaceForm({ place, save, onDone }: FormProps) {
  const [name, setName] = useState(place.name);
  const [english, setEnglish] = useState(place.english);
  const [kind, setKind] = useState<PlaceKind>(place.kind);
  const [closed, setClosed] = useState(place.closed ?? false);
  const [keepsProofs, setKeepsProofs] = useState(place.keeps_proofs ?? false);
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!name.trim()) return;
    await save({
      name: name.trim(),
      english: english.trim(),
      kind,
      closed,
      keeps_proofs: keepsProofs,
    });
    onDone(true);
  });
  return (
    <form
      class="panel stack"
      onSubmit={(event) => {
        event.preventDefault();
        void run();
      }}
    >
      <Field
        label={t("office.name")}
        value={name}
        maxLength={60}
        autoFocus
        error={checked && !name.trim() ? t("office.required") : undefined}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label={t("office.english")}
        value={english}
        maxLength={60}
        onInput={(event) => setEnglish(event.currentTarget.value)}
      />
      <Select
        label={t("places.kind")}
        value={kind}
        onChange={(event) => setKind(event.currentTarget.value as PlaceKind)}
      >
        {Object.values(PlaceKind).map((one) => (
          <option key={one} value={one}>
            {historyWords(`kind.${one}`)}
          </option>
        ))}
      </Select>
      <Choice
        label={t("places.keepsProofs")}
        hint={t("places.keepsProofsHint")}
        checked={keepsProofs}
        onChange={(event) => setKeepsProofs(event.currentTarget.checked)}
      />
      {place !== NEW && (
        <Choice
          label={t("office.close")}
          checked={closed}
          onChange={(event) => setClosed(event.currentTarget.checked)}
        />
      )}
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("office.save")}
        </Button>
        <Button onClick={() => onDone(false)}>{words("cancel")}</Button>
      </div>
    </form>
  );
}
