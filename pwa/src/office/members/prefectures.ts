import { loadCatalogue } from "../../explore/catalogue";
import { BodyKind } from "../../schemas/wire";
import { named } from "../../ui/format";
import { useLoaded } from "../../ui/task";

/** The prefectures by their numbers, 1 to 47, in the language of the screen; none until they are
 * here. */
export function usePrefectures(): ReadonlyMap<number, string> {
  const { value } = useLoaded("catalogue", loadCatalogue);
  const all = value?.filter((one) => one.kind === BodyKind.PREFECTURE) ?? [];
  return new Map(all.map((one) => [Math.floor(one.code / 10_000), named(one)]));
}
