import { useState } from "preact/hooks";
import { type Body, loadCatalogue, searchBodies } from "../explore/catalogue";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { named } from "../ui/format";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/office";

const SHOWN = 8;

interface ChooseProps {
  body: Body | null;
  onChoose: (body: Body | null) => void;
  error?: string | undefined;
  label?: string;
}

/** A municipality or prefecture, found by its name. */
export function ChooseBody({ body, onChoose, error, label }: ChooseProps) {
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
        label={label ?? t("start.body")}
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
