import { useRef, useState } from "preact/hooks";
import type { Part } from "../../schemas/figures";
import { language } from "../../ui/words";
import { t } from "../../ui/words/figures";
import { useBodyNames } from "../body-names";
import { count, percent, short } from "./numbers";
import { codeOf, neighbour, shadeOf, TILES } from "./tiles";

interface TileMapProps {
  parts: readonly Part[];
}

/** Where members live: a tile a prefecture, its number on it, the darker the more. */
export function TileMap({ parts }: TileMapProps) {
  const names = useBodyNames();
  const [here, go] = useState(
    () =>
      TILES.toSorted((a, b) => peopleOf(parts, b.area) - peopleOf(parts, a.area))[0] ?? TILES[0],
  );
  const map = useRef<HTMLUListElement>(null);
  const most = Math.max(...TILES.map(({ area }) => peopleOf(parts, area)));
  const total = parts.reduce((sum, { people }) => sum + people, 0);
  const told = (area: string) => {
    const people = peopleOf(parts, area);
    return t("map.tile", {
      name: names(codeOf(area)),
      n: count(people),
      part: percent(people, total),
    });
  };
  return (
    <div class="stack">
      <ul class="tiles" ref={map}>
        {TILES.map((tile) => {
          const { area, row, column } = tile;
          const people = peopleOf(parts, area);
          return (
            <li key={area} style={{ gridRow: row + 1, gridColumn: column + 1 }}>
              <button
                type="button"
                class={`tile tile-${shadeOf(people, most)}`}
                aria-pressed={area === here?.area}
                tabIndex={area === here?.area ? 0 : -1}
                data-area={area}
                onClick={() => go(tile)}
                onFocus={() => go(tile)}
                onKeyDown={(event) => {
                  const next = neighbour(tile, event.key);
                  if (!next) return;
                  event.preventDefault();
                  map.current?.querySelector<HTMLElement>(`[data-area="${next.area}"]`)?.focus();
                }}
              >
                <span class="unseen">{told(area)}</span>
                <span aria-hidden="true">{abbreviated(names(codeOf(area)))}</span>
                <b class="number" aria-hidden="true">
                  {short(people)}
                </b>
              </button>
            </li>
          );
        })}
      </ul>
      <p class="tiles-told">{here && told(here.area)}</p>
      <ul class="legend small" aria-hidden="true">
        {shadesTo(most).map((shade) => (
          <li key={shade}>
            <span class={`tile tile-${shade} tile-sample`} />
            {shadeWords(shade, most)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function peopleOf(parts: readonly Part[], area: string): number {
  return parts.find(({ key }) => key === area)?.people ?? 0;
}

/** 大阪, of 大阪府; 和歌 of 和歌山県; Osa of Osaka Prefecture. */
function abbreviated(name: string): string {
  return name.slice(0, language.value === "en" ? 3 : 2);
}

/** The shades that are given where this is the largest number. */
function shadesTo(most: number): number[] {
  return most ? [0, 1, 2, 3, 4].filter((shade) => from(shade, most) !== from(shade + 1, most)) : [];
}

/** From which number on a shade is given; there is none after the last. */
function from(shade: number, most: number): number {
  if (shade === 0) return 0;
  return shade > 4 ? Number.POSITIVE_INFINITY : Math.max(1, Math.ceil(((shade - 1) / 4) * most));
}

function shadeWords(shade: number, most: number): string {
  return shade ? t("map.from", { n: count(from(shade, most)) }) : "0";
}
