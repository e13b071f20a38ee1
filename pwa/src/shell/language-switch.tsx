import { Button } from "../ui/button";
import { IconGlobe } from "../ui/icons";
import { toast } from "../ui/toast";
import { language, setLanguage, t } from "../ui/words";

/** Whoever asks for English reads it; Japanese is always there. */
const NO_ENGLISH = "English needs the network once.";

/** To the other of the two languages, named in that language. */
export function LanguageSwitch() {
  const other = language.value === "ja" ? "en" : "ja";
  return (
    <Button
      kind="quiet"
      icon={IconGlobe}
      lang={other}
      onClick={() => setLanguage(other, { remember: true }).catch(() => toast(NO_ENGLISH))}
    >
      {t("otherLanguage")}
    </Button>
  );
}
