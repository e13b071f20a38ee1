import { useState } from "preact/hooks";
import { api } from "../../api";
import { dayOf } from "../../replica/calendar";
import type { NameStaff, StaffMember, StaffRole } from "../../schemas/wire";
import { Button } from "../../ui/button";
import { Failure } from "../../ui/failure";
import { Field } from "../../ui/field";
import { dayName, longDate } from "../../ui/format";
import { Row } from "../../ui/row";
import { useTask } from "../../ui/task";
import { toast } from "../../ui/toast";
import { t as words } from "../../ui/words";
import { t as officeWords } from "../../ui/words/office";
import { t } from "../../ui/words/people";

interface PersonProps {
  /** Of the API: where roles are, and where people are. */
  base: string;
  people: string;
  person: StaffMember;
  me: boolean;
  onChange: () => void;
}

/** Somebody who works here: what they may do since when, and the end of it. */
export function Person({ base, people, person, me, onChange }: PersonProps) {
  const [naming, setNaming] = useState(false);
  const name = person.name || t("person.noName");
  const ending = useTask(async (held: StaffRole) => {
    const path = `${base}/roles/${held.id}`;
    await api("DELETE", path);
    onChange();
    toast(t("person.ended", { name, role: t(`role.${held.role}`) }), async () => {
      await api("POST", `${path}/restore`);
      toast(t("person.restored"));
      onChange();
    });
  });
  if (naming) {
    return (
      <Rename
        path={`${people}/${person.account}`}
        name={person.name}
        onDone={(saved) => {
          setNaming(false);
          if (saved) onChange();
        }}
      />
    );
  }
  return (
    <Row
      title={
        <>
          {name} {me && <span class="tag">{officeWords("people.me")}</span>}
        </>
      }
      notes={[
        ...person.roles.map((held) =>
          t("person.since", { role: t(`role.${held.role}`), day: longDate(held.since) }),
        ),
        t("person.seen", { day: dayName(dayOf(person.seen)) }),
        officeWords("people.devices", { n: person.devices }),
      ]}
    >
      <Button kind="quiet" onClick={() => setNaming(true)}>
        {t("person.rename")}
      </Button>
      {!me &&
        person.roles.map((held) => (
          <Button
            key={held.id}
            kind="quiet"
            busy={ending.busy}
            onClick={() => ending.run(held)}
            aria-label={`${name}: ${t("person.endRole", { role: t(`role.${held.role}`) })}`}
          >
            {person.roles.length > 1
              ? t("person.endRole", { role: t(`role.${held.role}`) })
              : t("person.end")}
          </Button>
        ))}
      <Failure error={ending.failure} />
    </Row>
  );
}

interface RenameProps {
  path: string;
  name: string;
  onDone: (saved: boolean) => void;
}

function Rename({ path, name, onDone }: RenameProps) {
  const [written, write] = useState(name);
  const { run, busy, failure } = useTask(async () => {
    const named: NameStaff = { name: written.trim() };
    await api("PUT", path, named);
    toast(t("person.renamed"));
    onDone(true);
  });
  return (
    <li class="list-row">
      <form
        class="stack person-name"
        onSubmit={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        <Field
          label={t("invite.name")}
          hint={t("invite.nameHint")}
          value={written}
          maxLength={60}
          onInput={(event) => write(event.currentTarget.value)}
        />
        <div class="row">
          <Button kind="primary" type="submit" busy={busy}>
            {officeWords("office.save")}
          </Button>
          <Button onClick={() => onDone(false)}>{words("cancel")}</Button>
        </div>
        <Failure error={failure} />
      </form>
    </li>
  );
}
