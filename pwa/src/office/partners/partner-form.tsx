import { useState } from "preact/hooks";
import { PartnerKind, type WritePartner } from "../../schemas/partners";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field, Select } from "../../ui/field";
import { useTask } from "../../ui/task";
import { t as words } from "../../ui/words";
import { t as officeWords } from "../../ui/words/office";
import { t } from "../../ui/words/people";

interface FormProps {
  partner: WritePartner;
  save: (partner: WritePartner) => Promise<unknown>;
  onDone: (saved: boolean) => void;
}

/** Name, kind and contact of a partner. */
export function PartnerForm({ partner, save, onDone }: FormProps) {
  const [written, write] = useState(partner);
  const [checked, setChecked] = useState(false);
  const missing = !written.name.trim();
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (missing) return;
    await save(written);
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
        label={t("partner.name")}
        value={written.name}
        maxLength={60}
        error={checked && missing ? t("partner.nameMissing") : undefined}
        onInput={(event) => write({ ...written, name: event.currentTarget.value })}
      />
      <Select
        label={t("partner.kind")}
        value={written.kind}
        onChange={(event) => write({ ...written, kind: event.currentTarget.value as PartnerKind })}
      >
        {Object.values(PartnerKind).map((kind) => (
          <option key={kind} value={kind}>
            {t(`kind.${kind}`)}
          </option>
        ))}
      </Select>
      <Field
        label={t("partner.contact")}
        hint={t("partner.contactHint")}
        value={written.contact ?? ""}
        maxLength={200}
        onInput={(event) => write({ ...written, contact: event.currentTarget.value })}
      />
      <div class="row">
        <Button kind="primary" type="submit" busy={busy}>
          {officeWords("office.save")}
        </Button>
        <Button onClick={() => onDone(false)}>{words("cancel")}</Button>
      </div>
      <Failure error={failure} />
    </form>
  );
}
