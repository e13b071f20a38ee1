import "./linked-apps.css";
import { AppScope } from "../schemas/linked-apps";
import { IconGood } from "../ui/icons";
import { t } from "../ui/words/linked-apps";

/** What an app may do, in plain words. */
export function Scopes({ scopes }: { scopes: readonly AppScope[] }) {
  return (
    <ul class="stack scopes">
      {Object.values(AppScope)
        .filter((one) => scopes.includes(one))
        .map((one) => (
          <li key={one}>
            <IconGood />
            <span>
              <b>{t(`scope.${one}`)}</b>
              <span class="soft small">{t(`scope.${one}.hint`)}</span>
            </span>
          </li>
        ))}
    </ul>
  );
}
