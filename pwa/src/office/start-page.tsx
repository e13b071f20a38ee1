import { useState } from "preact/hooks";
import { useLocation } from "preact-iso/router";
import { api } from "../api";
import { type Body, loadCatalogue, searchBodies } from "../explore/catalogue";
import type { InviteAccepted, StartOffice } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { named } from "../ui/format";
import { PageHeader } from "../ui/page";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/office";
import { Entrance } from "./entrance";

const SHOWN = 8;

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

interface ChooseProps {
  body: Body | null;
  onChoose: (body: Body | null) => void;
  error: string | undefined;
}

function ChooseBody({ body, onChoose, error }: ChooseProps) {
  const [query, setQuery] = useState("");
  const { value: bodies, failure, reload } = useLoaded("catalogue", loadCatalogue);
  if (body) {
    return (
      <div class="panel row">
        <span class="grow">
          <span class="soft">{t("start.chosen")}</span>{" "}
          <b>
            {body.prefectureName} {named(body)}
          </b>
        </span>
        <Button kind="quiet" onClick={() => onChoose(null)}>
          {t("start.change")}
        </Button>
      </div>
    );
  }
  const found = bodies && query.trim() ? searchBodies(bodies, query, SHOWN) : [];
  return (
    <>
      <Field
        label={t("start.body")}
        hint={t("start.bodyHint")}
        value={query}
        autoComplete="off"
        error={error}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <Failure error={failure} retry={reload} />
      {found.length > 0 && (
        <ul class="rows">
          {found.map((one) => (
            <li key={one.code}>
              <button type="button" class="row-link" onClick={() => onChoose(one)}>
                <span class="grow">
                  <b>{named(one)}</b> <span class="soft">{one.prefectureName}</span>
                </span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
