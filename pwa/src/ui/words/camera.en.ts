/** Words of the camera in English. */

import type { ja } from "./camera.ja";
import type { Translation } from "./vocabulary";

export const en: Translation<typeof ja> = {
  "camera.starting": "Starting the camera",
  "camera.light": "Light",
  "camera.turn": "Flip",
  "camera.insecure": "This address has no camera. Please open an https address.",
  "camera.missing": "No camera found.",
  "camera.refused": "The camera is not allowed. Allow it in the browser's settings and try again.",
  "camera.busy": "Another app uses the camera. Close it and try again.",
};
