import { useEffect, useRef, useState } from "preact/hooks";
import { decodeImage } from "../scan/decoder";
import { IconCamera } from "../ui/icons";
import { Notice } from "../ui/notice";
import { Spinner } from "../ui/skeleton";
import { t } from "../ui/words/staff";

/**
 * For staff whose camera fails in the page: a card's code in a picture, which is stale in half a
 * minute. Members are not offered it: a picture of a place's code would stand for having been there.
 * A picture may also be pasted, or dropped on the page.
 */
export function FromPicture({ onText }: { onText: (text: string) => void }) {
  const [state, setState] = useState<"waiting" | "reading" | "noCode" | "noPicture">("waiting");
  const read = async (file: File) => {
    setState("reading");
    try {
      const text = await decodeImage(file);
      setState(text ? "waiting" : "noCode");
      if (text) onText(text);
    } catch {
      setState("noPicture"); // a HEIC photograph in most browsers, or no picture at all
    }
  };
  useHandedFile(read);
  return (
    <>
      <label class="button button-secondary" aria-busy={state === "reading"}>
        {state === "reading" ? <Spinner /> : <IconCamera />}
        {t("gate.picture")}
        <input
          class="unseen"
          type="file"
          accept="image/*"
          onChange={(event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            if (file) void read(file);
            input.value = ""; // the same file may be chosen again
          }}
        />
      </label>
      {(state === "noCode" || state === "noPicture") && (
        <Notice tone="warn" live>
          {t(`gate.${state}`)}
        </Notice>
      )}
    </>
  );
}

/** A file that is pasted, or dropped anywhere on the page. */
function useHandedFile(onFile: (file: File) => void): void {
  const heard = useRef(onFile);
  heard.current = onFile;
  useEffect(() => {
    const take = (event: Event, data: DataTransfer | null) => {
      const file = data?.files[0];
      if (!file) return;
      event.preventDefault(); // the browser would open it in place of the app
      heard.current(file);
    };
    const paste = (event: ClipboardEvent) => take(event, event.clipboardData);
    const drop = (event: DragEvent) => take(event, event.dataTransfer);
    const over = (event: DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
    };
    addEventListener("paste", paste);
    addEventListener("dragover", over);
    addEventListener("drop", drop);
    return () => {
      removeEventListener("paste", paste);
      removeEventListener("dragover", over);
      removeEventListener("drop", drop);
    };
  }, []);
}
