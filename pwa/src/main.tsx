/** The start of the app: the phone's copy is opened first, so that a card is up before anything. */

import "./ui/tokens.css";
import "./ui/base.css";
import "./ui/components.css";
import "./shell/shell.css";
import { render } from "preact";
import { openReplica } from "./replica";
import { registerServiceWorker } from "./service-worker/register";
import { App } from "./shell/app";
import { watchInstance } from "./shell/instance";
import { prepareForOffline } from "./shell/prepare";
import { storageFault } from "./shell/storage";
import { preferredLanguage, setLanguage } from "./ui/words";

async function start(root: HTMLElement): Promise<void> {
  const opening = openReplica().catch((error: unknown) => {
    storageFault.value = error;
  });
  await Promise.all([opening, setLanguage(preferredLanguage()).catch(() => setLanguage("ja"))]);
  render(<App />, root);
  watchInstance();
  void registerServiceWorker();
  prepareForOffline();
}

const root = document.getElementById("app");
if (root) void start(root);
