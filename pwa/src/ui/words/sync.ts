/** Words on what is sent and why not. */

import { ja } from "./sync.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./sync.en").then(({ en }) => en));
