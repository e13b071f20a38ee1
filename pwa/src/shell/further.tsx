import { useLocation } from "preact-iso/router";
import { ButtonLink } from "../ui/button";
import { IconAlert } from "../ui/icons";
import { Empty } from "../ui/page";
import { t } from "../ui/words";
import { later } from "./app";

/** Pages that nobody opens first, by their addresses: the shell need not know them. */
const PAGES = {
  "/join": later(() => import("../office/join-page")),
  "/notices": later(() => import("../notices/notices-page")),
  "/printed": later(() => import("../printed/printed-page")),
  "/recover": later(() => import("../account/recover-page")),
  "/start": later(() => import("../office/start-page")),
};

export default function Further() {
  const path = useLocation().path.replace(/\/$/, "");
  const Page = path in PAGES ? PAGES[path as keyof typeof PAGES] : NotHere;
  return <Page />;
}

function NotHere() {
  return (
    <Empty icon={IconAlert} title={t("failure.notHere")}>
      <ButtonLink href="/card">{t("failure.toCard")}</ButtonLink>
    </Empty>
  );
}
