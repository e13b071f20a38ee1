import type { AnyComponent } from "preact";
import { useErrorBoundary } from "preact/hooks";
import lazy, { ErrorBoundary } from "preact-iso/lazy";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import { CardPage } from "../card/card-page";
import { currentReplica } from "../replica";
import { Button, ButtonLink } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { Toasts } from "../ui/toast";
import { t } from "../ui/words";
import { Banners } from "./banners";
import { Bar } from "./bar";
import { kioskMode } from "./kiosk-mode";
import { ownPage, pageAt } from "./own-page";

/** A page that is loaded when it is opened; where it cannot be, the page says so. */
function later(load: () => Promise<{ default: AnyComponent }>): AnyComponent {
  return lazy(() => load().catch(() => ({ default: NotLoaded })));
}

const Welcome = later(() => import("../welcome/welcome-page"));
const Journal = later(() => import("../journal/journal-page"));
const Places = later(() => import("../places/places-page"));
const Place = later(() => import("../places/place-page"));
const Find = later(() => import("../explore/find-page"));
const Register = later(() => import("../explore/register-page"));
const Survey = later(() => import("../explore/survey-page"));
const ScanPlace = later(() => import("../places/scan-place-page"));
const SignIn = later(() => import("../account/sign-in-page"));
const Recover = later(() => import("../account/recover-page"));
const Settings = later(() => import("../account/settings-page"));
const Printed = later(() => import("../printed/printed-page"));
const Identity = later(() => import("../identity/identity-page"));
const Courier = later(() => import("../courier/courier-page"));
const Start = later(() => import("../office/start-page"));
const Join = later(() => import("../office/join-page"));
const Office = later(() => import("../office/office-page"));
const Staff = later(() => import("../staff/staff-page"));
const StaffScan = later(() => import("../staff/scan-page"));
const StaffByHand = later(() => import("../staff/by-hand-page"));
const StaffAttendance = later(() => import("../staff/attendance-page"));
const Kiosk = later(() => import("../staff/staff-kiosk-page"));

/** Pages of a member who has a card: the four of the foot stay in reach. */
const MEMBER = /^\/(card|journal|places|settings|printed|courier|scan-place|[vpk])(\/|$)/i;

export function App() {
  return (
    <LocationProvider>
      {/* A place's screen shows nothing else, whatever the address. */}
      {kioskMode.value ? (
        <ErrorBoundary>
          <Kiosk />
        </ErrorBoundary>
      ) : (
        <Frame />
      )}
    </LocationProvider>
  );
}

function Frame() {
  const { path } = useLocation();
  const nav = currentReplica.value !== null && MEMBER.test(pageAt(path));
  return (
    <div class={nav ? "frame frame-nav" : "frame"}>
      <a class="skip" href="#content">
        {t("skip")}
      </a>
      <Bar nav={nav} />
      <Banners />
      <main id="content" tabIndex={-1}>
        <Pages />
      </main>
      <Toasts />
    </div>
  );
}

function Pages() {
  const [error, reset] = useErrorBoundary((error) => console.error(error));
  if (error) return <Broken onRetry={reset} />;
  return (
    <ErrorBoundary>
      <Router onRouteChange={focusHeading}>
        <Route path="/" component={Home} />
        <Route path="/welcome" component={Welcome} />
        <Route path="/card" component={CardPage} />
        <Route path="/journal" component={Journal} />
        <Route path="/places" component={Places} />
        <Route path="/places/:id" component={Place} />
        <Route path="/scan-place" component={ScanPlace} />
        <Route path="/v/:code" component={ScanPlace} />
        <Route path="/V/:code" component={ScanPlace} />
        <Route path="/p/:code" component={ScanPlace} />
        <Route path="/P/:code" component={ScanPlace} />
        <Route path="/k/:code" component={ScanPlace} />
        <Route path="/K/:code" component={ScanPlace} />
        <Route path="/find" component={Find} />
        <Route path="/register/:code" component={Register} />
        <Route path="/survey/:code" component={Survey} />
        <Route path="/signin" component={SignIn} />
        <Route path="/recover" component={Recover} />
        <Route path="/settings" component={Settings} />
        <Route path="/printed" component={Printed} />
        <Route path="/identity/:page?" component={Identity} />
        <Route path="/courier/:page?/:id?" component={Courier} />
        <Route path="/start" component={Start} />
        <Route path="/join" component={Join} />
        <Route path="/office" component={Office} />
        <Route path="/office/:page" component={Office} />
        <Route path="/staff" component={Staff} />
        <Route path="/staff/scan" component={StaffScan} />
        <Route path="/staff/by-hand" component={StaffByHand} />
        <Route path="/staff/attendance" component={StaffAttendance} />
        <Route default component={NotHere} />
      </Router>
    </ErrorBoundary>
  );
}

/** What each own page shows, at the address that the app opens with. */
const HOME = { "/card": CardPage, "/staff": Staff };

function Home() {
  const own = ownPage();
  const Page = own ? HOME[own] : Welcome;
  return <Page />;
}

function NotHere() {
  return (
    <Empty icon={IconAlert} title={t("failure.notHere")}>
      <ButtonLink href="/card">{t("failure.toCard")}</ButtonLink>
    </Empty>
  );
}

export function NotLoaded() {
  return (
    <Empty icon={IconAlert} title={t("failure.page")}>
      <p>{t("failure.chunkOffline")}</p>
      <Button onClick={() => location.reload()}>{t("failure.reload")}</Button>
    </Empty>
  );
}

function Broken({ onRetry }: { onRetry: () => void }) {
  return (
    <Empty icon={IconAlert} title={t("failure.unknown")}>
      <Button onClick={onRetry}>{t("again")}</Button>
      <Button kind="quiet" onClick={() => location.reload()}>
        {t("failure.reload")}
      </Button>
    </Empty>
  );
}

let shown = location.pathname;

/** A reader, and the keyboard, begin at the new page's heading; not where only the query changed. */
function focusHeading(url: string): void {
  const [path = ""] = url.split("?");
  if (path === shown) return;
  shown = path;
  document.querySelector<HTMLElement>("main h1")?.focus({ preventScroll: true });
}
