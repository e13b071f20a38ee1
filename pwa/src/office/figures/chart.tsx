import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";
import { t } from "../../ui/words/figures";
import { Scroll } from "../scroll";
import { count } from "./numbers";

interface FigureProps {
  title: string;
  /** What the picture says, in a sentence. */
  summary: ComponentChildren;
  table: ComponentChildren;
  children: ComponentChildren;
}

/** A chart with its sentence, and its table beside it for who does not look, or looks closer. */
export function Chart({ title, summary, table, children }: FigureProps) {
  return (
    <figure class="panel stack chart">
      <figcaption>
        <h3>{title}</h3>
        <p class="soft">{summary}</p>
      </figcaption>
      {children}
      <details class="chart-table">
        <summary>{t("table")}</summary>
        <Scroll class="chart-scroll" label={title}>
          {table}
        </Scroll>
      </details>
    </figure>
  );
}

interface TableProps {
  heads: readonly string[];
  rows: readonly (readonly (string | number)[])[];
}

/** The first column names its row. */
export function Table({ heads, rows }: TableProps) {
  return (
    <table>
      <thead>
        <tr>
          {heads.map((head) => (
            <th key={head} scope="col">
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([name, ...cells]) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {cells.map((cell, at) => (
              <td key={heads[at + 1]} class="number">
                {typeof cell === "number" ? count(cell) : cell}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export interface Series {
  name: string;
  values: readonly number[];
}

interface ColumnsProps {
  /** One a column, short. */
  labels: readonly string[];
  /** One or two: the second is hatched, so that colour is not what tells them apart. */
  series: readonly Series[];
}

const HEIGHT = 100;
const WIDTH = 10;

/** Columns along time. The words stand in HTML: they keep their size however wide the chart is. */
export function Columns({ labels, series }: ColumnsProps) {
  const hatch = useId();
  const most = Math.max(...series.flatMap(({ values }) => values));
  if (most === 0) return <p class="soft">{t("nothing")}</p>;
  const wide = (WIDTH - 2) / series.length;
  return (
    <div class="columns" aria-hidden="true">
      {series.length > 1 && <Legend names={series.map(({ name }) => name)} />}
      <p class="small number columns-most">{count(most)}</p>
      <svg
        viewBox={`0 0 ${labels.length * WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        class="columns-bars"
      >
        <title>{series.map(({ name }) => name).join(", ")}</title>
        <Hatch id={hatch} />
        {[0, HEIGHT / 2].map((y) => (
          <line key={y} class="chart-line" x1={0} x2={labels.length * WIDTH} y1={y} y2={y} />
        ))}
        {series.map(({ values }, which) =>
          values.map((value, at) => {
            const high = (value / most) * HEIGHT;
            return (
              <rect
                key={at}
                class={which ? "bar bar-second" : "bar"}
                fill={which ? `url(#${hatch})` : undefined}
                x={at * WIDTH + 1 + which * wide}
                y={HEIGHT - high}
                width={wide}
                height={high}
              />
            );
          }),
        )}
      </svg>
      <ol class="columns-labels">
        {labels.map((label, at) => (
          <li key={at}>{label}</li>
        ))}
      </ol>
    </div>
  );
}

function Legend({ names }: { names: readonly string[] }) {
  const hatch = useId();
  return (
    <ul class="legend small">
      {names.map((name, which) => (
        <li key={name}>
          <svg viewBox="0 0 16 16" width="16" height="16">
            <title>{name}</title>
            <Hatch id={hatch} />
            <rect
              class={which ? "bar bar-second" : "bar"}
              fill={which ? `url(#${hatch})` : undefined}
              x="1"
              y="1"
              width="14"
              height="14"
            />
          </svg>
          {name}
        </li>
      ))}
    </ul>
  );
}

function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern id={id} width="4" height="4" patternUnits="userSpaceOnUse">
        <rect class="hatch-ground" width="4" height="4" />
        <path class="hatch" d="M0 4L4 0M-1 1L1 -1M3 5L5 3" />
      </pattern>
    </defs>
  );
}

interface BarsProps {
  bars: readonly { key: string; name: string; people: number }[];
}

/** A bar a line, the number at its end. */
export function Bars({ bars }: BarsProps) {
  const most = Math.max(1, ...bars.map(({ people }) => people));
  return (
    <div class="bars" aria-hidden="true">
      {bars.map(({ key, name, people }) => (
        <div key={key} class="bars-line">
          <span>{name}</span>
          <svg viewBox="0 0 100 10" preserveAspectRatio="none">
            <title>{name}</title>
            <rect class="bar" width={(people / most) * 100} height="10" />
          </svg>
          <b class="number">{count(people)}</b>
        </div>
      ))}
    </div>
  );
}
