import { type Body, loadCatalogue } from "../explore/catalogue";
import { useLoaded } from "../ui/task";
import { language } from "../ui/words";

/** A municipality with its prefecture: many towns share a name. */
export function fullName(body: Body): string {
  return language.value === "en"
    ? `${body.english}, ${body.prefectureEnglish}`
    : body.prefectureName + body.name;
}

/** The name of a municipality by its six digits; the digits until the catalogue is here. */
export function useBodyNames(): (code: string) => string {
  const { value } = useLoaded("catalogue", loadCatalogue);
  return (code) => {
    const body = value?.find((one) => one.codeText === code);
    return body ? fullName(body) : code;
  };
}
