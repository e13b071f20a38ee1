import { useState } from "preact/hooks";
import type { Bytes } from "../card/bytes";
import { Button } from "../ui/button";
import { Notice } from "../ui/notice";
import { useTask } from "../ui/task";
import { t } from "../ui/words/courier";
import { save, share, shareable } from "./file";
import type { Way } from "./shelf";
import { ShowFrames } from "./show-frames";

/** The two ways from phone to phone. */
export function Ways({ onChoose }: { onChoose: (way: Way) => void }) {
  return (
    <section class="stack">
      <h2>{t("hand.how")}</h2>
      <div class="courier-ways">
        {(["codes", "file"] as const).map((way) => (
          <div class="panel courier-way" key={way}>
            <Button
              kind={way === "codes" ? "primary" : "secondary"}
              big
              wide
              onClick={() => onChoose(way)}
            >
              {t(`hand.${way}`)}
            </Button>
            <p class="soft">{t(`hand.${way}Hint`)}</p>
          </div>
        ))}
      </div>
    </section>
  );
}

/** `bytes` on their way to another phone. */
export function PassOn({ bytes, way, name }: { bytes: Bytes; way: Way; name: string }) {
  return way === "codes" ? <ShowFrames data={bytes} /> : <AsFile bytes={bytes} name={name} />;
}

function AsFile({ bytes, name }: { bytes: Bytes; name: string }) {
  const file = shareable(bytes, name);
  const [done, setDone] = useState<"saved" | "shared" | null>(null);
  const { run, busy, failure } = useTask(async () => {
    if (file && (await share(file))) setDone("shared");
  });
  return (
    <div class="stack">
      <div class="row">
        {file && (
          <Button kind="primary" big busy={busy} onClick={run}>
            {t("file.share")}
          </Button>
        )}
        <Button
          kind={file ? "secondary" : "primary"}
          big
          onClick={() => {
            save(bytes, name);
            setDone("saved");
          }}
        >
          {t("file.save")}
        </Button>
      </div>
      {failure !== null && (
        <Notice tone="bad" live>
          {t("file.failed")}
        </Notice>
      )}
      {done && (
        <Notice tone="good" live>
          {t(`file.${done}`)}
        </Notice>
      )}
    </div>
  );
}
