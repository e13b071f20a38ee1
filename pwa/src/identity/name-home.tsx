import { useState } from "preact/hooks";
import { Confirm } from "../account/confirm";
import { api } from "../api";
import { type Body, loadCatalogue, searchBodies } from "../explore/catalogue";
import type { NameHome as Wanted } from "../schemas/identity";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Field } from "../ui/field";
import { Notice } from "../ui/notice";
import { useLoaded } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/identity";
import { fullName } from "./body-names";

const MOST = 5;

/** The address of the proof told no municipality: the person names it, once. */
export function NameHome({ onChange }: { onChange: () => void }) {
  const { value: bodies, failure, reload } = useLoaded("catalogue", loadCatalogue);
  const [query, setQuery] = useState("");
  const [chosen, choose] = useState<Body | null>(null);
  const towns = bodies?.filter((one) => one.code !== one.prefecture) ?? [];
  const found = query.trim() ? searchBodies(towns, query, MOST) : [];
  return (
    <section class="panel stack">
      <Notice tone="warn" title={t("identity.nameHome")}>
        <p>{t("identity.nameHomeHint")}</p>
      </Notice>
      <Failure error={failure} retry={reload} />
      <Field
        label={t("identity.nameHomeLabel")}
        value={query}
        autoComplete="off"
        spellcheck={false}
        onInput={(event) => setQuery(event.currentTarget.value)}
      />
      <div class="stack" role="status">
        {bodies && query.trim() && found.length === 0 && <p>{t("identity.nameHomeNone")}</p>}
        {found.map((body) => (
          <Button key={body.code} wide onClick={() => choose(body)}>
            {t("identity.nameHomeChoose", { name: fullName(body) })}
          </Button>
        ))}
      </div>
      {chosen && (
        <Confirm
          title={t("identity.nameHomeTitle", { name: fullName(chosen) })}
          body={t("identity.nameHomeBody")}
          yes={t("identity.nameHomeYes")}
          onClose={() => choose(null)}
          onYes={async () => {
            const wanted: Wanted = { body: chosen.codeText };
            await api("PUT", "/api/identity/home", wanted);
            toast(t("identity.nameHomeDone"));
            onChange();
          }}
        />
      )}
    </section>
  );
}
