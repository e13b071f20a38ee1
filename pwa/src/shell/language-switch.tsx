import { Button } from "../ui/button";
import { IconGlobe } from "../ui/icons";
import { language, setLanguage, t } from "../ui/words";

/** To the other of the two languages, named in that language. */
export function LanguageSwitch() {
  const other = language.value === "ja" ? "en" : "ja";
  return (
    <Button
      kind="quiet"
      icon={IconGlobe}
      lang={other}
      onClick={() => setLanguage(other, { remember: true })}
    >
      {t("otherLanguage")}
    </Button>
  );
}
