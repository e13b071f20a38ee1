import { useEffect, useMemo, useState } from "preact/hooks";
import type { Bytes } from "../card/bytes";
import { drawQr } from "../card/qr";
import { useWakeLock } from "../card/wake-lock";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { Skeleton } from "../ui/skeleton";
import { useLoaded } from "../ui/task";
import { t } from "../ui/words/courier";
import { cutIntoFrames, orderOf } from "./frames";

/**
 * Four codes a second: an old phone reads one in a tenth of a second. The modules are smaller than
 * a tenth of a degree and as many of them dark as light, so the picture does not flash (WCAG 2.3.1).
 */
const PACE_MS = 250;
const SLOW_MS = 700;

/** The codes one after the other, round and round, until the other phone has them all. */
export function ShowFrames({ data }: { data: Bytes }) {
  useWakeLock();
  const { value: texts, failure } = useLoaded("frames", () => cutIntoFrames(data));
  if (failure) return <Failure error={failure} />;
  return texts ? <Rounds texts={texts} /> : <Skeleton />;
}

function Rounds({ texts }: { texts: readonly string[] }) {
  const [turn, setTurn] = useState(0);
  const [moving, setMoving] = useState(true);
  const [slow, setSlow] = useState(
    () => matchMedia("(prefers-reduced-motion: reduce)").matches || false,
  );
  const many = texts.length > 1;
  useEffect(() => {
    if (!moving || !many) return;
    const timer = setInterval(() => setTurn((n) => n + 1), slow ? SLOW_MS : PACE_MS);
    return () => clearInterval(timer);
  }, [moving, slow, many]);
  const at = orderOf(Math.floor(turn / texts.length), texts.length)[turn % texts.length] ?? 0;
  const pictures = useMemo(() => new Map<number, ReturnType<typeof drawQr>>(), [texts]);
  const picture = pictures.get(at) ?? drawQr(texts[at] ?? "");
  pictures.set(at, picture);
  const { size, path } = picture;
  return (
    <div class="frames">
      <svg
        viewBox={`0 0 ${size} ${size}`}
        role="img"
        aria-label={t("frames.label")}
        data-text={texts[at]}
        data-count={texts.length}
      >
        <path class="frames-ground" d={`M0 0h${size}v${size}H0z`} />
        <path d={path} />
      </svg>
      {many && (
        <>
          <p class="number">{t("frames.count", { at: at + 1, count: texts.length })}</p>
          <div class="row frames-tools">
            <Button onClick={() => setMoving(!moving)}>
              {moving ? t("frames.pause") : t("frames.go")}
            </Button>
            <Button aria-pressed={slow} onClick={() => setSlow(!slow)}>
              {t("frames.slow")}
            </Button>
          </div>
        </>
      )}
      <p>{t("frames.help")}</p>
    </div>
  );
}
