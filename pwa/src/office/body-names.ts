import { loadCatalogue } from "../explore/catalogue";
import { named } from "../ui/format";
import { useLoaded } from "../ui/task";

/** The name of a body by its six digits; the digits until the catalogue is here. */
export function useBodyNames(): (code: string) => string {
  const { value } = useLoaded("catalogue", loadCatalogue);
  return (code) => {
    const body = value?.find((one) => one.codeText === code);
    return body ? named(body) : code;
  };
}
