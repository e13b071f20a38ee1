import { useState } from "preact/hooks";
import { api } from "../api";
import type { Replica } from "../replica";
import { toBase64url } from "../replica/base64url";
import type { Kiosk, PlaceItem } from "../schemas/wire";
import { keepOffline } from "../service-worker/register";
import { setKioskMode } from "../shell/kiosk-mode";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { named } from "../ui/format";
import { icon } from "../ui/icons";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/staff";
import { kioskState, writeMode } from "./kiosk";

const IconScreen = icon("M4 3h16v14H4zM9 21h6M12 17v4");

interface MakeKioskProps {
  replica: Replica;
  place: PlaceItem;
}

/** Turns this very device into the screen of the place; goes back to it without a network. */
export function MakeKiosk({ replica, place }: MakeKioskProps) {
  const [asking, setAsking] = useState(false);
  return (
    <section class="panel stack">
      <h2>{t("kiosk.title")}</h2>
      <p>{t("kiosk.lead", { place: named(place) })}</p>
      <Button big wide icon={IconScreen} onClick={() => setAsking(true)}>
        {t("kiosk.make")}
      </Button>
      {asking && <Start replica={replica} place={place} onClose={() => setAsking(false)} />}
    </section>
  );
}

function Start({ replica, place, onClose }: MakeKioskProps & { onClose: () => void }) {
  const [number, setNumber] = useState("");
  const [checked, setChecked] = useState(false);
  /** The body gave its word, and the sync that brings it did not come through. */
  const [late, setLate] = useState(false);
  const whole = /^\d{4}$/.test(number);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!whole) return;
    if (!isKiosk(replica, place.place)) {
      const body = String(place.body).padStart(6, "0");
      const device = toBase64url(replica.device.id);
      await api<Kiosk>("POST", `/api/office/${body}/places/${place.place}/kiosks`, { device });
      await replica.sync();
      setLate(!isKiosk(replica, place.place));
      if (!isKiosk(replica, place.place)) return;
    }
    await keepOffline("staff");
    setKioskMode(await writeMode(place.place, number));
  });
  return (
    <Dialog
      title={t("kiosk.startTitle", { place: named(place) })}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words("cancel")}</Button>
          <Button kind="primary" busy={busy} onClick={run}>
            {t("kiosk.start")}
          </Button>
        </>
      }
    >
      <p>{t("kiosk.startLead")}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Field
          label={t("kiosk.newNumber")}
          hint={t("kiosk.newNumberHint")}
          value={number}
          inputMode="numeric"
          autocomplete="off"
          maxLength={4}
          autoFocus
          error={checked && !whole ? t("kiosk.fourDigits") : undefined}
          onInput={(event) => setNumber(event.currentTarget.value.replace(/\D/g, ""))}
        />
      </form>
      {late && (
        <Notice tone="bad" live>
          {t("kiosk.late")}
        </Notice>
      )}
      <Failure error={failure} />
    </Dialog>
  );
}

function isKiosk(replica: Replica, place: number): boolean {
  const { kiosks, device, clockSkew } = replica;
  const state = kioskState(kiosks.value, place, device.publicKey, Date.now(), clockSkew.value);
  return state.kind === "showing";
}
