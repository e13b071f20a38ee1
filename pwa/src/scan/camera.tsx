import "./camera.css";
import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { useWakeLock } from "../card/wake-lock";
import { Button } from "../ui/button";
import { Failure } from "../ui/failure";
import { icon } from "../ui/icons";
import { keep, kept } from "../ui/kept";
import { t } from "../ui/words/camera";
import { CameraError, type OpenCamera, type Scanner, startScanner } from "./decoder";

const IconLight = icon("M13 2L5 14h6l-1 8 8-12h-6z");
const IconTurn = icon("M4 12a8 8 0 0 1 14-5l2 2M20 4v5h-5M20 12a8 8 0 0 1-14 5l-2-2M4 20v-5h5");

interface CameraProps {
  /** What to hold before it. */
  aim: string;
  /** Called for each frame that holds a code, with the instant (`performance.now()`) of the frame. */
  onText: (text: string, frameAt?: number) => void;
  /** What else helps where there is no picture. */
  instead?: ComponentChildren;
  /** More tools beside its own. */
  children?: ComponentChildren;
}

/** The camera's picture in a frame; beside it its light and the next camera, where it has them. */
export function Camera({ aim, onText, instead, children }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null);
  const [scanner, setScanner] = useState<Scanner | null>(null);
  const [fault, setFault] = useState<CameraError | null>(null);
  const [camera, setCamera] = useState<OpenCamera | null>(null);
  const [chosen, setChosen] = useState(() => kept("camera"));
  const [light, setLight] = useState(false);
  const [turn, setTurn] = useState(0);
  const heard = useRef(onText);
  heard.current = onText;
  useWakeLock();
  useEffect(() => {
    const element = video.current;
    if (!element) return;
    let gone = false;
    let running: Scanner | null = null;
    const fail = (error: unknown) => {
      if (!gone) setFault(error instanceof CameraError ? error : new CameraError("missing"));
    };
    setFault(null);
    setScanner(null);
    const open = (opened: OpenCamera) => {
      setCamera(opened);
      setLight(false);
    };
    const hear = (text: string, frameAt: number) => heard.current(text, frameAt);
    startScanner(element, hear, { camera: chosen, onOpen: open, onLost: fail }).then((started) => {
      running = started;
      if (gone) started.stop();
      else setScanner(started);
    }, fail);
    return () => {
      gone = true;
      running?.stop();
    };
  }, [chosen, turn]);
  const ids = camera?.ids ?? [];
  const at = ids.indexOf(camera?.id ?? "");
  const turnTo = (id: string) => {
    keep("camera", id);
    setChosen(id);
  };
  return (
    <div class="stack">
      <p>{aim}</p>
      <div class="finder" hidden={fault !== null}>
        <video ref={video} class={camera?.facesUser ? "mirrored" : ""} muted playsInline />
        {!scanner && (
          <p class="finder-wait" role="status">
            {t("camera.starting")}
          </p>
        )}
      </div>
      {fault && (
        <Failure error={fault} words={t(`camera.${fault.fault}`)} retry={() => setTurn(turn + 1)}>
          {instead}
        </Failure>
      )}
      <div class="finder-tools">
        {camera?.hasTorch && (
          <Button
            icon={IconLight}
            aria-pressed={light}
            onClick={async () => {
              if (await scanner?.torch(!light)) setLight(!light);
            }}
          >
            {t("camera.light")}
          </Button>
        )}
        {ids.length > 1 && (
          <Button icon={IconTurn} onClick={() => turnTo(ids[(at + 1) % ids.length] as string)}>
            {t("camera.turn")}
            {ids.length > 2 && ` ${at + 1}/${ids.length}`}
          </Button>
        )}
        {children}
      </div>
    </div>
  );
}
