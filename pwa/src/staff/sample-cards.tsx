/** In the sample village: cards to try the scanner with, each read from its picture. */

import { api } from "../api";
import { drawQr } from "../card/qr";
import { decodeImage } from "../scan/decoder";
import type { SampleCard } from "../schemas/wire";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Skeleton } from "../ui/skeleton";
import { useLoaded, useTask } from "../ui/task";
import { language } from "../ui/words";
import { t } from "../ui/words/staff";

const PIXELS = 480;

export function SampleCards({ onText }: { onText: (text: string) => void }) {
  const { value, failure, reload } = useLoaded("cards", load);
  // Each press asks for a fresh picture: a live code stands for half a minute.
  const showing = useTask(async (label: string) => {
    const card = (await load()).find((one) => one.label === label);
    const text = card && (await decodeImage(await picture(card.text)));
    if (text) onText(text);
  });
  return (
    <section class="stack panel">
      <h2>{t("gate.sample")}</h2>
      {!value && !failure && <Skeleton lines={2} />}
      <Failure error={failure ?? showing.failure} retry={reload} />
      <div class="row">
        {value?.map((card) => (
          <Button key={card.label} busy={showing.busy} onClick={() => showing.run(card.label)}>
            {language.value === "en" ? card.label_english : card.label}
          </Button>
        ))}
      </div>
    </section>
  );
}

function load(): Promise<SampleCard[]> {
  return api("GET", "/api/sample/cards");
}

async function picture(text: string): Promise<Blob> {
  const { size, path } = drawQr(text);
  const canvas = new OffscreenCanvas(PIXELS, PIXELS);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("no canvas");
  context.fillStyle = "white";
  context.fillRect(0, 0, PIXELS, PIXELS);
  context.scale(PIXELS / size, PIXELS / size);
  context.fillStyle = "black";
  context.fill(new Path2D(path));
  return canvas.convertToBlob();
}
