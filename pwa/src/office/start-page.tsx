import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import type { Body } from "../explore/catalogue";
import type { InviteAccepted, StartOffice } from "../schemas/wire";
import { Field } from "../ui/field";
import { PageHeader } from "../ui/page";
import { t } from "../ui/words/office";
import { ChooseBody } from "./choose-body";
import { Entrance } from "./entrance";

/** The first office of an installation, by the code that the server printed. */
export default function StartPage() {
  const { route } = useLocation();
  const [code, setCode] = useState("");
  const [body, setBody] = useState<Body | null>(null);
  const [checked, setChecked] = useState(false);
  return (
    <div class="page stack">
      <PageHeader title={t("start.title")} lead={t("start.lead")} />
      <Field
        label={t("start.code")}
        value={code}
        maxLength={64}
        autoComplete="off"
        autocapitalize="characters"
        spellcheck={false}
        error={checked && !code.trim() ? t("start.codeMissing") : undefined}
        onInput={(event) => setCode(event.currentTarget.value)}
      />
      <ChooseBody
        body={body}
        onChoose={setBody}
        error={checked && !body ? t("start.bodyMissing") : undefined}
      />
      <Entrance
        check={() => {
          setChecked(true);
          return code.trim() !== "" && body !== null;
        }}
        act={async () => {
          const start: StartOffice = { code: code.trim(), body: body?.codeText ?? "" };
          await api<InviteAccepted>("POST", "/api/office/start", start);
          return "/office";
        }}
        onDone={(page) => route(page)}
      />
    </div>
  );
}
