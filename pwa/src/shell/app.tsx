import { useErrorBoundary } from "preact/hooks";
import { ErrorBoundary } from "preact-iso/lazy";
import { LocationProvider, Route, Router, useLocation } from "preact-iso/router";
import { CardPage } from "../card/card-page";
import { currentReplica } from "../replica";
import { Button } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { Toasts } from "../ui/toast";
import { t } from "../ui/words";
import { Banners } from "./banners";
import { Bar } from "./bar";
import { focusHeading } from "./focus";
import { kioskMode } from "./kiosk-mode";
import { later } from "./later";
import { ownPage, pageAt } from "./own-page";

const Welcome = later(() => import("../welcome/welcome-page"));
const Journal = later(() => import("../journal/journal-page"));
const Places = later(() => import("../places/places-page"));
const Settings = later(() => import("../account/settings-page"));
const Staff = later(() => import("../staff/staff-page"));
const More = later(() => import("./more-pages"));
const Kiosk = later(() => import("../staff/staff-kiosk-page"));

/** Pages of a member who has a card: the four of the foot stay in reach. */
const MEMBER =
  /^\/(card|journal|places|settings|printed|premium|identity|notices|courier|activities|scan-place|[vpk])(\/|$)/i;

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
        <Route path="/settings" component={Settings} />
        <Route path="/staff" component={Staff} />
        <Route path="/*" component={More} />
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
