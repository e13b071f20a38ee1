/** Words of a member's standing. */

import { ja } from "./standing.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./standing.en").then(({ en }) => en));
