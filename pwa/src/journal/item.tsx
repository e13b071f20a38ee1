import { useState } from "preact/hooks";
import { type Replica, refKey } from "../replica";
import type { JournalItem, NoteView } from "../schemas/wire";
import { RulingReason } from "../schemas/wire";
import type { Word } from "../standing/of-replica";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { TextArea } from "../ui/field";
import { dateAndTime, named, timeOfDay } from "../ui/format";
import {
  IconAlert,
  IconBad,
  IconCard,
  IconCheck,
  IconCross,
  IconNote,
  IconPin,
  IconUpload,
} from "../ui/icons";
import { useTask } from "../ui/task";
import { t as words } from "../ui/words";
import { t } from "../ui/words/history";
import { type ItemState, itemState } from "./history";
import { addNote, ownStay, removeNote, takeBack } from "./write";

/** Of `NoteText` in the schema. */
const NOTE_CHARACTERS = 1000;

const STATES = {
  waiting: { icon: IconUpload, tone: "warn" },
  recorded: { icon: IconCheck, tone: "good" },
  checking: { icon: IconAlert, tone: "warn" },
  rejected: { icon: IconBad, tone: "bad" },
  voided: { icon: IconCross, tone: "plain" },
} as const;

interface ItemProps {
  replica: Replica;
  item: JournalItem;
}

interface ShownProps extends ItemProps {
  word: Word;
  /** Without the buttons. */
  brief: boolean;
}

/** One record: where, what proves it, and what became of it. */
export function Item({ replica, item, word, brief }: ShownProps) {
  const place = replica.places.value.get(item.place);
  const project = replica.projects.value.get(item.project);
  // `isSent` follows what is unsent.
  const sent = replica.unsent.value === 0 || replica.isSent(item);
  const state = itemState(item, sent, word);
  const Source = item.source === 1 || item.source === 4 ? IconCard : IconPin;
  return (
    <li class={`item item-${state}`}>
      <div class="item-head">
        <h3>{place ? named(place) : t("journal.unknownPlace")}</h3>
        <StateTag state={state} />
      </div>
      {project && (
        <p>
          <span class="tag tag-key">{t("places.designated")}</span> {named(project)}
        </p>
      )}
      <p class="item-source">
        <Source size={20} />
        <span>
          <time class="number" dateTime={new Date(item.ms).toISOString()}>
            {timeOfDay(item.ms)}
          </time>{" "}
          {t(`journal.source.${item.source}`)}
        </span>
      </p>
      {item.reason !== RulingReason.NONE && <p class="item-why">{t(`reason.${item.reason}`)}</p>}
      {word === "declined" && <p class="item-why">{t("journal.declined")}</p>}
      {item.voided && item.void_reason && (
        <p class="item-why">{t("journal.voidedWhy", { reason: item.void_reason })}</p>
      )}
      {item.notes.map((note) => (
        <Note key={refKey(note)} replica={replica} note={note} brief={brief} />
      ))}
      {!brief && !item.voided && <Actions replica={replica} item={item} />}
    </li>
  );
}

function StateTag({ state }: { state: ItemState }) {
  const { icon: Icon, tone } = STATES[state];
  return (
    <span class={`tag tag-${tone}`}>
      <Icon size={18} />
      {t(`journal.${state}`)}
    </span>
  );
}

function Note({ replica, note, brief }: { replica: Replica; note: NoteView; brief: boolean }) {
  const { run, busy, failure } = useTask(() => removeNote(replica, note));
  return (
    <figure class="note">
      <blockquote>{note.text}</blockquote>
      {!brief && (
        <figcaption class="row">
          <span class="soft small">{dateAndTime(note.ms)}</span>
          <Button kind="quiet" busy={busy} onClick={run}>
            {t("journal.noteRemove")}
          </Button>
        </figcaption>
      )}
      <Failure error={failure} />
    </figure>
  );
}

function Actions({ replica, item }: ItemProps) {
  const [writing, setWriting] = useState(false);
  const stay = ownStay(replica, item);
  const voiding = useTask(async () => {
    if (stay) await takeBack(replica, item, stay);
  });
  if (writing) {
    return <NoteForm replica={replica} item={item} onDone={() => setWriting(false)} />;
  }
  return (
    <div class="row item-actions">
      <Button kind="quiet" icon={IconNote} onClick={() => setWriting(true)}>
        {t("journal.addNote")}
      </Button>
      {stay && (
        <Button kind="quiet" icon={IconCross} busy={voiding.busy} onClick={voiding.run}>
          {t("journal.void")}
        </Button>
      )}
      <Failure error={voiding.failure} />
    </div>
  );
}

function NoteForm({ replica, item, onDone }: ItemProps & { onDone: () => void }) {
  const [text, setText] = useState("");
  const trimmed = text.trim();
  // The schema counts characters, not UTF-16 units.
  const tooLong = [...trimmed].length > NOTE_CHARACTERS;
  const { run, busy, failure } = useTask(async () => {
    await addNote(replica, item, trimmed);
    onDone();
  });
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (trimmed && !tooLong) void run();
      }}
    >
      <TextArea
        label={t("journal.note")}
        hint={t("journal.noteHint", { n: NOTE_CHARACTERS })}
        error={tooLong ? t("journal.noteTooLong", { n: NOTE_CHARACTERS }) : undefined}
        value={text}
        autoFocus
        required
        onInput={(event) => setText(event.currentTarget.value)}
      />
      <Failure error={failure} />
      <div class="row">
        <Button type="submit" kind="primary" busy={busy}>
          {t("journal.noteSave")}
        </Button>
        <Button onClick={onDone}>{words("cancel")}</Button>
      </div>
    </form>
  );
}
