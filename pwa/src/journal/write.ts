/** What a member writes into their history: notes, and taking back what they recorded (R25, R27). */

import { type Replica, refKey } from "../replica";
import type { EntryRef, JournalItem, Stay } from "../schemas/wire";
import { toast } from "../ui/toast";
import { t } from "../ui/words/history";

/** The member's own stay, null for what others recorded: only its author, or staff, takes it back. */
export function ownStay(replica: Replica, ref: EntryRef): Stay | null {
  const key = refKey(ref);
  const fact = replica.facts.value.find((one) => refKey(one) === key);
  return fact?.mine && fact.entry.type === "Stay" ? fact.entry : null;
}

/** Takes a stay back, in one tap, because one more tap records it again. */
export async function takeBack(replica: Replica, item: JournalItem, stay: Stay): Promise<void> {
  await replica.append({ type: "Void", about: plain(item), reason: t("journal.voidReason") });
  toast(t("journal.voidDone"), async () => {
    // A void is for ever (R27): the way back is the same evidence, stated once more, with its notes.
    const { place, day, source, code, project } = stay;
    const again = await replica.append({ type: "Stay", place, day, source, code, project });
    for (const { text } of item.notes) await replica.append({ type: "Note", about: again, text });
    toast(t("journal.voidUndone"));
  });
}

export async function addNote(replica: Replica, about: EntryRef, text: string): Promise<void> {
  const note = await replica.append({ type: "Note", about: plain(about), text });
  toast(t("journal.noteSaved"), () => void removeNote(replica, note));
}

export async function removeNote(replica: Replica, note: EntryRef): Promise<void> {
  await replica.append({ type: "Void", about: plain(note), reason: t("journal.voidReason") });
  toast(t("journal.noteRemoved"));
}

/** Only what names the entry, of a thing that holds more. */
function plain({ device, seq }: EntryRef): EntryRef {
  return { device, seq };
}
