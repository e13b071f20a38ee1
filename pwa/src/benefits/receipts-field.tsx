import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { MAX_RECEIPTS } from "../schemas/benefits";
import { Button } from "../ui/button";
import { IconAlert, IconCross } from "../ui/icons";
import { useTask } from "../ui/task";
import { toast } from "../ui/toast";
import { t } from "../ui/words/benefits";
import { shrink, UnreadablePicture } from "./shrink";

interface ReceiptsProps {
  pictures: readonly Blob[];
  error: string | undefined;
  onChange: (pictures: readonly Blob[]) => void;
}

/** Photographs by the camera or from the phone's album; each can be taken away again. */
export function ReceiptsField({ pictures, error, onChange }: ReceiptsProps) {
  const id = useId();
  const [bad, setBad] = useState(false);
  const { run, busy } = useTask(async (files: readonly File[]) => {
    setBad(false);
    const made = [...pictures];
    for (const file of files.slice(0, MAX_RECEIPTS - pictures.length)) {
      try {
        made.push(await shrink(file));
      } catch (failure) {
        if (!(failure instanceof UnreadablePicture)) throw failure;
        setBad(true);
      }
    }
    onChange(made);
  });
  return (
    <div class="field">
      <p class="field-label" id={id}>
        {t("apply.receipts")}
      </p>
      <p class="field-hint">{t("apply.receiptsHint", { n: MAX_RECEIPTS })}</p>
      <ul class="receipts" aria-labelledby={id}>
        {pictures.map((picture, at) => (
          <li key={at}>
            <Thumbnail picture={picture} alt={t("apply.receipt", { n: at + 1 })} />
            <Button
              kind="quiet"
              icon={IconCross}
              aria-label={t("apply.remove", { n: at + 1 })}
              onClick={() => {
                onChange(pictures.toSpliced(at, 1));
                toast(t("apply.removed"), () => onChange(pictures));
              }}
            >
              {""}
            </Button>
          </li>
        ))}
      </ul>
      {pictures.length < MAX_RECEIPTS && (
        <label class="button button-secondary receipt-take" aria-busy={busy}>
          {t("apply.take")}
          <input
            type="file"
            class="unseen"
            accept="image/*"
            multiple
            onChange={(event) => {
              const files = [...(event.currentTarget.files ?? [])];
              event.currentTarget.value = "";
              void run(files);
            }}
          />
        </label>
      )}
      {(error || bad) && (
        <p class="field-error" role="alert">
          <IconAlert />
          {bad ? t("fault.picture") : error}
        </p>
      )}
    </div>
  );
}

function Thumbnail({ picture, alt }: { picture: Blob; alt: string }) {
  const url = useMemo(() => URL.createObjectURL(picture), [picture]);
  useEffect(() => () => URL.revokeObjectURL(url), [url]);
  return <img class="receipt" src={url} alt={alt} />;
}
