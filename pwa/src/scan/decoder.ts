/** The camera as a source of codes. Decoding runs in a worker, one frame at a time. */

import type { DecodeReply, DecodeRequest } from "./decode-worker";

/** Why there is no picture; the screen has words for each. */
export type CameraFault = "insecure" | "missing" | "refused" | "busy";

export class CameraError extends Error {
  constructor(readonly fault: CameraFault) {
    super(`camera: ${fault}`);
  }
}

/** A camera that is on. */
export interface OpenCamera {
  readonly id: string;
  /** All that this device has, in its own order; this one among them. */
  readonly ids: readonly string[];
  readonly hasTorch: boolean;
  /** It looks at who holds the device: shown as a mirror, which is how a hand finds its way. */
  readonly facesUser: boolean;
}

export interface Scanner {
  stop(): void;
  /** Turns the light on or off; false where that failed. */
  torch(on: boolean): Promise<boolean>;
}

export interface ScannerOptions {
  /** Which camera; where there is none of that name, one that looks away from who holds it. */
  readonly camera?: string | null;
  /** A camera is on: at first, and when it had to be opened anew. Its light is off. */
  readonly onOpen?: (camera: OpenCamera) => void;
  /** The camera went away for good after it had run. */
  readonly onLost?: (error: CameraError) => void;
}

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, (text: string | null) => void>();

function ask(request: DecodeRequest, transfer: Transferable[] = []): Promise<string | null> {
  if (!worker) {
    worker = new Worker(new URL("./decode-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<DecodeReply>) => {
      waiting.get(data.id)?.(data.text);
      waiting.delete(data.id);
    });
    worker.addEventListener("error", abandon);
  }
  const answer = new Promise<string | null>((resolve) => waiting.set(request.id, resolve));
  worker.postMessage(request, transfer);
  return answer;
}

/** A worker that died answers nobody: let its askers go on, the next frame starts another. */
function abandon(): void {
  worker?.terminate();
  worker = null;
  for (const resolve of waiting.values()) resolve(null);
  waiting.clear();
}

/** Loads the decoder, so that the first scan is quick and a later one needs no network. */
export async function warmDecoder(): Promise<void> {
  lastId += 1;
  await ask({ id: lastId, warm: true });
}

/**
 * The text of a code in a still picture, or null. Rejects for a file that the browser cannot open as
 * a picture. It is looked at as it was held: the browser turns it by its own record (EXIF).
 */
export async function decodeImage(picture: Blob): Promise<string | null> {
  const frame = await createImageBitmap(picture);
  lastId += 1;
  return ask({ id: lastId, frame, still: true }, [frame]);
}

/**
 * Shows the camera in `video` and calls `onText` for every frame that holds a code, with the
 * instant (`performance.now()`, ms) at which the frame was taken. Throws CameraError.
 */
export async function startScanner(
  video: HTMLVideoElement,
  onText: (text: string, frameAt: number) => void,
  options: ScannerOptions = {},
): Promise<Scanner> {
  let stream = await openCamera(options.camera);
  let stopped = false;

  const show = async () => {
    video.srcObject = stream;
    video.muted = true;
    video.playsInline = true;
    await video.play().catch((error: unknown) => {
      // Taken down while it was starting: nothing is wrong.
      if (!stopped) throw error;
    });
    const opened = await factsOf(stream);
    if (opened && !stopped) options.onOpen?.(opened);
  };

  // iOS gives a black picture after the app was in the background (zxing-js/browser#122).
  const resume = async () => {
    if (stopped || document.visibilityState !== "visible") return;
    const track = stream.getVideoTracks()[0];
    if (track?.readyState === "live" && !track.muted) return;
    close(stream);
    try {
      stream = await openCamera(options.camera);
      await show();
    } catch (error) {
      if (error instanceof CameraError) options.onLost?.(error);
      else throw error;
    }
  };

  const look = async () => {
    while (!stopped) {
      const frameAt = await nextFrame(video);
      if (stopped || video.videoWidth === 0) continue;
      // A camera that was just taken away has no picture; the next may.
      const frame = await createImageBitmap(video).catch(() => null);
      if (!frame) continue;
      lastId += 1;
      const text = await ask({ id: lastId, frame, still: false }, [frame]);
      if (text !== null && !stopped) onText(text, frameAt);
    }
  };

  document.addEventListener("visibilitychange", resume);
  await show();
  void look();
  return {
    stop() {
      stopped = true;
      document.removeEventListener("visibilitychange", resume);
      close(stream);
      video.srcObject = null;
    },
    async torch(on) {
      const track = stream.getVideoTracks()[0];
      if (!track || !hasTorch(track)) return false;
      try {
        await track.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
        return true;
      } catch {
        return false; // the battery is low, or the phone too hot
      }
    },
  };
}

async function openCamera(id: string | null | undefined): Promise<MediaStream> {
  if (!navigator.mediaDevices?.getUserMedia) throw new CameraError("insecure");
  try {
    if (id) return await request({ deviceId: { exact: id } });
  } catch (error) {
    // Unplugged, or under another name since: any other will do.
    if (faultOf(error) !== "missing") throw new CameraError(faultOf(error));
  }
  try {
    return await request({ facingMode: "environment" });
  } catch (error) {
    throw new CameraError(faultOf(error));
  }
}

function request(which: MediaTrackConstraints): Promise<MediaStream> {
  const video = { ...which, width: { ideal: 1280 }, height: { ideal: 720 } };
  return navigator.mediaDevices.getUserMedia({ audio: false, video });
}

async function factsOf(stream: MediaStream): Promise<OpenCamera | null> {
  const track = stream.getVideoTracks()[0];
  if (!track) return null;
  const { deviceId: id = "", facingMode } = track.getSettings();
  const devices = await navigator.mediaDevices.enumerateDevices();
  const ids = devices.flatMap((one) => (one.kind === "videoinput" ? [one.deviceId] : []));
  return { id, ids, hasTorch: hasTorch(track), facesUser: facingMode === "user" };
}

function hasTorch(track: MediaStreamTrack): boolean {
  const able = track.getCapabilities?.() as { torch?: boolean } | undefined;
  return able?.torch === true;
}

function faultOf(error: unknown): CameraFault {
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "refused";
    case "NotReadableError":
    case "AbortError":
      return "busy";
    default:
      return "missing";
  }
}

function close(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

/** Resolves with the time of the next picture. A hidden page gets none, and so does not look. */
function nextFrame(video: HTMLVideoElement): Promise<number> {
  return new Promise((resolve) => {
    if (typeof video.requestVideoFrameCallback === "function") {
      video.requestVideoFrameCallback((now) => resolve(now));
    } else {
      requestAnimationFrame(resolve);
    }
  });
}
