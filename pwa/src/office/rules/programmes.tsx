import { useState } from "preact/hooks";
import { ApiProblem, api } from "../../api";
import type { Belonging, Programme, WriteProgramme } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field, TextArea } from "../../ui/field";
import { named } from "../../ui/format";
import { Row } from "../../ui/row";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t } from "../../ui/words/desk";
import { peopleCount } from "../people-count";
import { MOST_NUMBERS, numbersIn } from "./numbers";

interface ProgrammesProps {
  code: string;
  programmes: readonly Programme[];
  onChange: () => void;
}

/** A body's own programmes, which its rules may ask membership of (P12). */
export function Programmes({ code, programmes, onChange }: ProgrammesProps) {
  const [making, make] = useState(false);
  const [open, setOpen] = useState(0);
  return (
    <section class="stack">
      <div>
        <h2>{t("programmes.title")}</h2>
        <p class="soft">{t("programmes.hint")}</p>
      </div>
      {programmes.length === 0 && <p class="panel soft">{t("programmes.none")}</p>}
      {programmes.length > 0 && (
        <ul class="rows">
          {programmes.map((one) => (
            <Row key={one.id} title={named(one)} notes={[peopleCount(one.members)]}>
              <Button kind="quiet" onClick={() => setOpen(open === one.id ? 0 : one.id)}>
                {t("programmes.members")}
              </Button>
              {open === one.id && (
                <Members
                  code={code}
                  programme={one}
                  onChange={onChange}
                  onClose={() => setOpen(0)}
                />
              )}
            </Row>
          ))}
        </ul>
      )}
      {making ? (
        <Make
          code={code}
          onClose={() => make(false)}
          onDone={() => {
            make(false);
            toast(t("programmes.made"));
            onChange();
          }}
        />
      ) : (
        <div class="row">
          <Button onClick={() => make(true)}>{t("programmes.add")}</Button>
        </div>
      )}
    </section>
  );
}

interface MakeProps {
  code: string;
  onDone: () => void;
  onClose: () => void;
}

function Make({ code, onDone, onClose }: MakeProps) {
  const [name, setName] = useState("");
  const [english, setEnglish] = useState("");
  const [checked, setChecked] = useState(false);
  const { run, busy, failure } = useTask(async () => {
    setChecked(true);
    if (!name.trim()) return;
    const wanted: WriteProgramme = { name: name.trim(), english: english.trim() };
    await api<Programme>("POST", `/api/office/${code}/programmes`, wanted);
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
      <Field
        label={t("programmes.name")}
        value={name}
        maxLength={60}
        autoFocus
        error={checked && !name.trim() ? t("programmes.nameMissing") : undefined}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <Field
        label={t("programmes.english")}
        value={english}
        maxLength={60}
        onInput={(event) => setEnglish(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("programmes.save")}
        </Button>
        <Button onClick={onClose}>{words("cancel")}</Button>
      </div>
    </form>
  );
}

interface MembersProps {
  code: string;
  programme: Programme;
  onChange: () => void;
  onClose: () => void;
}

function Members({ code, programme, onChange, onClose }: MembersProps) {
  const [text, setText] = useState("");
  const [checked, setChecked] = useState(false);
  const { numbers, strange } = numbersIn(text);
  const fault =
    strange.length > 0
      ? t("programmes.notNumbers", { what: strange.slice(0, 5).join(" ") })
      : numbers.length > MOST_NUMBERS
        ? t("programmes.tooMany", { n: numbers.length })
        : numbers.length === 0
          ? t("programmes.noNumbers")
          : undefined;
  const put = (belongs: boolean) => {
    const wanted: Belonging = { numbers, belongs };
    return api("POST", `/api/office/${code}/programmes/${programme.id}/members`, wanted);
  };
  const { run, busy, failure } = useTask(async (belongs: boolean) => {
    setChecked(true);
    if (fault) return;
    await put(belongs);
    toast(t(belongs ? "programmes.joined" : "programmes.left", { n: numbers.length }));
    onClose();
    onChange();
  });
  const unknown = failure instanceof ApiProblem && failure.code === "not-found";
  return (
    <div class="stack programme-members">
      <TextArea
        label={t("programmes.numbers")}
        hint={t("programmes.numbersHint")}
        value={text}
        error={checked ? fault : undefined}
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Failure error={failure} words={unknown ? t("programmes.unknown") : undefined} />
      <div class="row">
        <Button kind="primary" busy={busy} onClick={() => run(true)}>
          {numbers.length ? t("programmes.join", { n: numbers.length }) : t("programmes.joinNone")}
        </Button>
        <Button kind="danger" busy={busy} onClick={() => run(false)}>
          {numbers.length
            ? t("programmes.leave", { n: numbers.length })
            : t("programmes.leaveNone")}
        </Button>
      </div>
    </div>
  );
}
