/** Words of the courier: records that travel from phone to phone. */

import { ja } from "./courier.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./courier.en").then(({ en }) => en));
