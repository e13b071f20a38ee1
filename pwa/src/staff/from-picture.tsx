import { useState } from "preact/hooks";
import { decodeImage } from "../scan/decoder";
import { IconCamera } from "../ui/icons";
import { Notice } from "../ui/notice";
import { t } from "../ui/words/staff";

/**
 * For staff whose camera fails in the page: a card's code in a picture, which is stale in half a
 * minute. Members are not offered it: a picture of a place's code would stand for having been there.
 */
export function FromPicture({ onText }: { onText: (text: string) => void }) {
  const [empty, setEmpty] = useState(false);
  return (
    <>
      <label class="button button-secondary">
        <IconCamera />
        {t("gate.picture")}
        <input
          class="unseen"
          type="file"
          accept="image/*"
          onChange={async (event) => {
            const input = event.currentTarget;
            const file = input.files?.[0];
            const text = file && (await decodeImage(file).catch(() => null));
            input.value = ""; // the same file may be chosen again
            setEmpty(!!file && !text);
            if (text) onText(text);
          }}
        />
      </label>
      {empty && (
        <Notice tone="warn" live>
          {t("gate.noCode")}
        </Notice>
      )}
    </>
  );
}
