/** Japan as tiles: where each prefecture stands on a grid, by the first two digits of its code. No
 * map data, and legible on the narrowest phone. */

/** Each row from the north; two digits, or two dots for the sea. */
const GRID = [
  "................01..",
  "................02..",
  "..............0503..",
  "..............0604..",
  "........17161507....",
  "........182120100908",
  "..313226252319111312",
  "35343328272422..14..",
  "....38363029........",
  "414044..3937........",
  "424345..............",
  "..46................",
  "47..................",
];

export const COLUMNS = 10;

export interface Tile {
  /** Two digits. */
  readonly area: string;
  readonly column: number;
  readonly row: number;
}

export const TILES: readonly Tile[] = GRID.flatMap((line, row) =>
  Array.from({ length: COLUMNS }, (_, column) => ({
    area: line.slice(column * 2, column * 2 + 2),
    column,
    row,
  })).filter(({ area }) => area !== ".."),
);

/** The six-digit code of a prefecture's body. */
export function codeOf(area: string): string {
  const sum = Number(area[0]) * 6 + Number(area[1]) * 5;
  return `${area}000${(11 - (sum % 11)) % 10}`;
}

/** 0 for nobody, then 1 to 4: shades by how large a part of the largest number it is. */
export function shadeOf(people: number, most: number): number {
  return people === 0 || most === 0 ? 0 : Math.min(4, 1 + Math.floor((people / most) * 4));
}

/** The tile that an arrow key leads to: the nearest that way, in the same row or column first. */
export function neighbour(from: Tile, key: string): Tile | undefined {
  const along = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[
    key
  ];
  if (!along) return undefined;
  const [x = 0, y = 0] = along;
  const far = (tile: Tile) => {
    const ahead = (tile.column - from.column) * x + (tile.row - from.row) * y;
    const aside = Math.abs((tile.column - from.column) * y + (tile.row - from.row) * x);
    return ahead > 0 ? ahead + 3 * aside : Number.POSITIVE_INFINITY;
  };
  const [best] = TILES.toSorted((a, b) => far(a) - far(b));
  return best && Number.isFinite(far(best)) ? best : undefined;
}
