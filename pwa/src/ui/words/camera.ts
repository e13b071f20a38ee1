/** Words of the camera, wherever it is. */

import { en } from "./camera.en";
import { ja } from "./camera.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, en);
