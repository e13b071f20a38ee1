/** Words of the journal and the places. */

import { ja } from "./history.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./history.en").then(({ en }) => en));
