/** The start of the app: the phone's copy is opened first, so that a card is up before anything. */

import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/components.css";
import "./shell/shell.css";
import { render } from "preact";
import { openReplica } from "./replica";
import { App } from "./shell/app";
import { watchInstance } from "./shell/instance";
import { NotLoaded } from "./shell/later";
import { storageFault } from "./shell/storage";
import { kept } from "./ui/kept";
import { preferredLanguage, setLanguage } from "./ui/words";

/** On a slow line nothing else is asked for until the card is up. */
const CARD_FIRST_MS = 1_000;

async function start(root: HTMLElement): Promise<void> {
  const opening = openReplica().catch((error: unknown) => {
    storageFault.value = error;
  });
  await Promise.all([opening, setLanguage(preferredLanguage()).catch(() => setLanguage("ja"))]);
  if (kept("lock") === null) render(<App />, root);
  else {
    await import("./lock/guard").then(
      ({ close }) => close(root),
      () => render(<NotLoaded />, root),
    );
  }
  watchInstance();
  setTimeout(prepare, CARD_FIRST_MS);
}

/** If it does not come now, it does at the next visit. */
function prepare(): void {
  import("./shell/prepare").then(
    ({ prepareForOffline }) => prepareForOffline(),
    () => {},
  );
}

const root = document.getElementById("app");
if (root) void start(root);
