import { Route, Router } from "preact-iso/router";
import { ButtonLink } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { t } from "../ui/words";
import { focusHeading } from "./focus";
import { later } from "./later";

const Place = later(() => import("../places/place-page"));
const ScanPlace = later(() => import("../places/scan-place-page"));
const Find = later(() => import("../explore/find-page"));
const Search = later(() => import("../search/search-page"));
const OpenData = later(() => import("../open-data/open-data-page"));
const Register = later(() => import("../explore/register-page"));
const Survey = later(() => import("../explore/survey-page"));
const SignIn = later(() => import("../account/sign-in-page"));
const Recover = later(() => import("../account/recover-page"));
const Printed = later(() => import("../printed/printed-page"));
const Details = later(() => import("../details/details-page"));
const MyData = later(() => import("../my-data/my-data-page"));
const Premium = later(() => import("../premium/premium-page"));
const Benefits = later(() => import("../benefits/benefits-page"));
const ApplyForSubsidy = later(() => import("../benefits/apply-page"));
const Notices = later(() => import("../notices/notices-page"));
const Identity = later(() => import("../identity/identity-page"));
const Consent = later(() => import("../linked-apps/consent-page"));
const LinkedApps = later(() => import("../linked-apps/apps-page"));
const Courier = later(() => import("../courier/courier-page"));
const Start = later(() => import("../office/start-page"));
const Join = later(() => import("../office/join-page"));
const Figures = later(() => import("../office/figures/reader-page"));
const Office = later(() => import("../office/office-page"));
const Organise = later(() => import("../office/projects/organise-page"));
const Activities = later(() => import("../activities/activities-page"));
const Partner = later(() => import("../office/own-partner/partner-page"));
const Operator = later(() => import("../office/operator/operator-page"));
const StaffScan = later(() => import("../staff/scan-page"));
const StaffByHand = later(() => import("../staff/by-hand-page"));
const StaffTurnout = later(() => import("../staff/turnout-page"));
const StaffReception = later(() => import("../staff/reception-page"));
const StaffAttendance = later(() => import("../staff/attendance-page"));

/** The pages that are not a step away from the card: where they are is loaded with the first. */
export default function MorePages() {
  return (
    <Router onRouteChange={focusHeading}>
      <Route path="/places/:id" component={Place} />
      <Route path="/scan-place" component={ScanPlace} />
      <Route path="/v/:code" component={ScanPlace} />
      <Route path="/V/:code" component={ScanPlace} />
      <Route path="/p/:code" component={ScanPlace} />
      <Route path="/P/:code" component={ScanPlace} />
      <Route path="/k/:code" component={ScanPlace} />
      <Route path="/K/:code" component={ScanPlace} />
      <Route path="/find" component={Find} />
      <Route path="/search" component={Search} />
      <Route path="/open-data" component={OpenData} />
      <Route path="/register/:code" component={Register} />
      <Route path="/survey/:code" component={Survey} />
      <Route path="/signin" component={SignIn} />
      <Route path="/recover" component={Recover} />
      <Route path="/printed" component={Printed} />
      <Route path="/details/:code" component={Details} />
      <Route path="/my-data" component={MyData} />
      <Route path="/premium/:code" component={Premium} />
      <Route path="/benefits/:code?" component={Benefits} />
      <Route path="/benefits/:code/:id" component={ApplyForSubsidy} />
      <Route path="/notices" component={Notices} />
      <Route path="/identity/:page?" component={Identity} />
      <Route path="/authorize" component={Consent} />
      <Route path="/apps" component={LinkedApps} />
      <Route path="/courier/:page?/:id?" component={Courier} />
      <Route path="/start" component={Start} />
      <Route path="/join" component={Join} />
      <Route path="/figures/:code?" component={Figures} />
      <Route path="/office/:page?/:id?" component={Office} />
      <Route path="/organise/:code?/:id?" component={Organise} />
      <Route path="/activities/:id?" component={Activities} />
      <Route path="/partner" component={Partner} />
      <Route path="/operator" component={Operator} />
      <Route path="/staff/scan" component={StaffScan} />
      <Route path="/staff/by-hand" component={StaffByHand} />
      <Route path="/staff/turnout" component={StaffTurnout} />
      <Route path="/staff/reception" component={StaffReception} />
      <Route path="/staff/attendance" component={StaffAttendance} />
      <Route default component={NotHere} />
    </Router>
  );
}

function NotHere() {
  return (
    <Empty icon={IconAlert} title={t("failure.notHere")}>
      <ButtonLink href="/card">{t("failure.toCard")}</ButtonLink>
    </Empty>
  );
}
