import { useState } from "preact/hooks";
import { Confirm } from "../account/confirm";
import { api } from "../api";
import type { Consent } from "../schemas/identity";
import { Button } from "../ui/button";
import { Row } from "../ui/row";
import { toast } from "../ui/toast";
import { t } from "../ui/words/identity";
import { dayText } from "./asking";

interface ConsentsProps {
  consents: readonly Consent[];
  onChange: () => void;
}

/** Consents that one gave, and those that were given for oneself: all of them, also those over. */
export function Consents({ consents, onChange }: ConsentsProps) {
  const [leaving, leave] = useState<Consent | null>(null);
  const given = consents.filter((one) => one.mine);
  const had = consents.filter((one) => !one.mine);
  return (
    <>
      {given.length > 0 && (
        <section class="panel stack">
          <h2>{t("guardian.given")}</h2>
          <ul class="rows">
            {given.map((one) => (
              <Row
                key={one.id}
                title={one.name || t(`guardian.relation.${one.relation}`)}
                notes={notesOf(one)}
              >
                {!one.withdrawn && (
                  <Button kind="danger" onClick={() => leave(one)}>
                    {t("guardian.withdraw")}
                  </Button>
                )}
              </Row>
            ))}
          </ul>
        </section>
      )}
      {had.length > 0 && (
        <section class="panel stack">
          <h2>{t("guardian.had")}</h2>
          <ul class="rows">
            {had.map((one) => (
              <Row
                key={one.id}
                title={t(`guardian.relation.${one.relation}`)}
                notes={notesOf(one)}
              />
            ))}
          </ul>
        </section>
      )}
      {leaving && (
        <Confirm
          title={t("guardian.withdrawTitle")}
          body={t("guardian.withdrawBody")}
          yes={t("guardian.withdraw")}
          onClose={() => leave(null)}
          onYes={async () => {
            await api("DELETE", `/api/identity/guardian/consents/${leaving.id}`);
            toast(t("guardian.withdrawn"));
            onChange();
          }}
        />
      )}
    </>
  );
}

function notesOf(one: Consent): string[] {
  const notes = [t("guardian.since", { day: dayText(one.day) })];
  if (one.withdrawn) notes.push(t("guardian.until", { day: dayText(one.withdrawn) }));
  return notes;
}
