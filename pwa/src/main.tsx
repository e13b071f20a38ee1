/** The start of the app: the phone's copy is opened first, so that a card is up before anything. */

import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/components.css";
import "./shell/shell.css";
import { render } from "preact";
import { openReplica } from "./replica";
import { App } from "./shell/app";
import { watchInstance } from "./shell/instance";
import { storageFault } from "./shell/storage";
import { preferredLanguage, setLanguage } from "./ui/words";

async function start(root: HTMLElement): Promise<void> {
  const opening = openReplica().catch((error: unknown) => {
    storageFault.value = error;
  });
  await Promise.all([opening, setLanguage(preferredLanguage()).catch(() => setLanguage("ja"))]);
  render(<App />, root);
  watchInstance();
  // Nothing of it stands between a person and their card; what does not come now, comes next time.
  const later = globalThis.requestIdleCallback ?? setTimeout;
  later(() => {
    import("./shell/prepare").then(
      ({ prepareForOffline }) => prepareForOffline(),
      () => {},
    );
  });
}

const root = document.getElementById("app");
if (root) void start(root);
