/** Words of a body's rules, in sentences. */

import { ja } from "./policy.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./policy.en").then(({ en }) => en));
