import { useState } from "preact/hooks";
import { api } from "../api";
import { type Body, loadCatalogue, searchBodies } from "../explore/catalogue";
import type { Replica } from "../replica";
import type { GiveConsent } from "../schemas/benefits";
import { offline } from "../shell/online";
import { Button } from "../ui/button";
import { Dialog } from "../ui/dialog";
import { Failure } from "../ui/failure";
import { Field, TextArea } from "../ui/field";
import { named } from "../ui/format";
import { Notice } from "../ui/notice";
import { useLoaded, useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/benefits";

const MOST = 20;
const SHOWN = 6;

interface ConsentProps {
  replica: Replica;
  body: number;
  /** Where they live is proven. */
  proven: boolean;
}

/** The agreement to be taken in (R55): whether it stands, giving it, taking it back. */
export function RefugeConsent({ replica, body, proven }: ConsentProps) {
  const [asking, ask] = useState(false);
  const path = `/api/registrations/${String(body).padStart(6, "0")}/refuge`;
  const consent = replica.ofKind("ConsentItem").value.find((one) => one.body === body);
  const given = consent?.given ? consent : null;
  const withdrawing = useTask(async () => {
    await api("DELETE", path);
    await replica.sync();
    toast(t("refuge.withdrawn"), () => ask(true));
  });
  return (
    <div class="stack" data-consent={!!given}>
      {given && (
        <Notice tone="good" title={t("refuge.given", { n: given.party })}>
          {given.needs && <p class="said-words">{given.needs}</p>}
        </Notice>
      )}
      {offline.value && <p class="soft">{t("refuge.offline")}</p>}
      <Failure error={withdrawing.failure} />
      <div class="row">
        <Button
          kind={given ? "secondary" : "primary"}
          disabled={offline.value}
          onClick={() => ask(true)}
        >
          {t(given ? "refuge.change" : "refuge.ask")}
        </Button>
        {given && (
          <Button
            kind="quiet"
            busy={withdrawing.busy}
            disabled={offline.value}
            onClick={withdrawing.run}
          >
            {t("refuge.withdraw")}
          </Button>
        )}
      </div>
      {asking && (
        <Form
          path={path}
          party={given?.party ?? 1}
          needs={given?.needs ?? ""}
          proven={proven}
          onClose={() => ask(false)}
          onDone={async () => {
            await replica.sync();
            ask(false);
            toast(t("refuge.agreed"));
          }}
        />
      )}
    </div>
  );
}

interface FormProps {
  path: string;
  party: number;
  needs: string;
  proven: boolean;
  onClose: () => void;
  onDone: () => Promise<void>;
}

function Form({ path, party, needs, proven, onClose, onDone }: FormProps) {
  const [many, setMany] = useState(String(party));
  const [said, say] = useState(needs);
  const [home, setHome] = useState<Body | null>(null);
  const [touched, touch] = useState(false);
  const count = Number(many);
  const bad = many === "" || count < 1 || count > MOST;
  const { run, busy, failure } = useTask(async () => {
    touch(true);
    if (bad || (!proven && !home)) return;
    const wanted: GiveConsent = { party: count, needs: said, home: home?.codeText ?? "" };
    await api("PUT", path, wanted);
    await onDone();
  });
  return (
    <Dialog
      title={t("refuge.title")}
      onClose={onClose}
      actions={
        <Button kind="primary" wide busy={busy} onClick={run}>
          {t("refuge.agree")}
        </Button>
      }
    >
      <p>{t("refuge.lead")}</p>
      <Field
        label={t("refuge.party")}
        value={many}
        inputMode="numeric"
        autoComplete="off"
        error={touched && bad ? t("fault.number", { least: 1, most: MOST }) : undefined}
        onInput={(event) => {
          const field = event.currentTarget;
          field.value = field.value.normalize("NFKC").replace(/\D/g, "").slice(0, 2);
          setMany(field.value);
        }}
      />
      <TextArea
        label={t("refuge.needs")}
        hint={t("refuge.needsHint")}
        value={said}
        maxLength={500}
        rows={3}
        onInput={(event) => say(event.currentTarget.value)}
      />
      {proven ? (
        <p class="soft">{t("refuge.homeProven")}</p>
      ) : (
        <Home
          home={home}
          error={touched && !home ? t("refuge.homeMissing") : undefined}
          onChoose={setHome}
        />
      )}
      <Failure error={failure} />
    </Dialog>
  );
}

interface HomeProps {
  home: Body | null;
  error: string | undefined;
  onChoose: (home: Body | null) => void;
}

function Home({ home, error, onChoose }: HomeProps) {
  const [written, write] = useState("");
  const { value: bodies, failure, reload } = useLoaded("catalogue", loadCatalogue);
  const found = bodies && written.trim() ? searchBodies(bodies, written, SHOWN) : [];
  return (
    <div class="stack">
      <Field
        type="search"
        label={t("refuge.home")}
        value={home ? `${home.prefectureName} ${named(home)}` : written}
        autoComplete="off"
        error={error}
        onInput={(event) => {
          onChoose(null);
          write(event.currentTarget.value);
        }}
      />
      <Failure error={failure} retry={reload} />
      {!home &&
        found.map((one) => (
          <Button key={one.code} onClick={() => onChoose(one)}>
            {one.prefectureName} {named(one)}
          </Button>
        ))}
    </div>
  );
}
