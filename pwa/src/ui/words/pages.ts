/** Words of the member's pages that are loaded when they are opened. */

import { ja } from "./pages.ja";
import { vocabulary } from "./vocabulary";

export const t = vocabulary(ja, () => import("./pages.en").then(({ en }) => en));
