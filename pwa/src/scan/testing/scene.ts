/**
 * What a camera sees of a code, computed: a phone's screen or a paper card somewhere in space, the
 * light on it, the lens, the sensor. Lengths on the card are in modules of the code, from its
 * middle; light is linear, 0 to 1; a picture is one byte of luminance a pixel.
 */

import { type Random, seeded } from "./random";

export const WIDTH = 1280;
export const HEIGHT = 720;
/** Pixels; about that of a phone's main camera at 720p. */
const FOCAL = 1100;
const GAMMA = 1 / 2.2;
/** Of the picture of what lies on the code, per module. */
const OVERLAY_SCALE = 6;

export interface Glare {
  /** Middle, on the card. */
  readonly u: number;
  readonly v: number;
  /** Deviations along its axes, in modules. */
  readonly along: number;
  readonly across: number;
  readonly turn: number;
  readonly power: number;
}

export interface Scene {
  readonly seed: number;
  readonly medium: "screen" | "paper";
  /** Null draws the card without a code on it. */
  readonly code: readonly (readonly boolean[])[] | null;
  readonly inverted: boolean;
  /** Pixels to a module where the card is nearest to straight. */
  readonly scale: number;
  /** Radians: in the picture's plane, and out of it about both axes. */
  readonly turn: number;
  readonly tilt: readonly [number, number];
  /** Middle of the code in the picture, pixels. */
  readonly at: readonly [number, number];
  /** Light of a dark module, of a light one, and of what lies around. */
  readonly dark: number;
  readonly light: number;
  readonly around: number;
  /** A shadow's edge across the card: its direction, its place in modules, softness, what is left. */
  readonly shade: {
    readonly turn: number;
    readonly at: number;
    readonly soft: number;
    readonly left: number;
  } | null;
  readonly glare: readonly Glare[];
  /** Cracks that start from as many points. */
  readonly cracks: number;
  /** Stains and creases on paper. */
  readonly wear: number;
  /** The screen's grid of pixels as the sensor samples it: pixels to a module, depth 0 to 1. */
  readonly grid: { readonly pitch: number; readonly depth: number } | null;
  /** Deviation of the lens's blur, pixels. */
  readonly blur: number;
  /** Way of the hand while the shutter is open, pixels. */
  readonly motion: { readonly length: number; readonly turn: number } | null;
  /** Deviation of the sensor's noise, levels of 255. */
  readonly noise: number;
}

/** The picture: `WIDTH` × `HEIGHT` bytes of luminance. */
export function photograph(scene: Scene): Uint8ClampedArray<ArrayBuffer> {
  const random = seeded(scene.seed);
  const light = drawCard(scene, random);
  if (scene.blur > 0) blur(light, scene.blur);
  if (scene.motion) move(light, scene.motion.length, scene.motion.turn);
  return developed(light, scene.noise, random);
}

function drawCard(scene: Scene, random: Random): Float32Array {
  const { code, medium, dark, light, around, grid } = scene;
  const modules = code?.length ?? 61;
  const half = modules / 2;
  const toCard = inverse(homography(scene));
  const surround = texture(random);
  const frame = frameOf(medium, half);
  const overlay = overlayOf(scene, random, half);
  const shards = shardsOf(scene, random);
  const page = pageOf(frame, half, random);
  const level = (raw: boolean) => (raw !== scene.inverted ? dark : light);
  const glareAt = scene.glare.map(glareOf);
  const shade = scene.shade && shadeOf(scene.shade);

  const sample = (x: number, y: number): number => {
    const w = toCard[6] * x + toCard[7] * y + toCard[8];
    let u = (toCard[0] * x + toCard[1] * y + toCard[2]) / w;
    let v = (toCard[3] * x + toCard[4] * y + toCard[5]) / w;
    const raw = page(u, v);
    if (raw < 0) return around * surround(x, y);
    const [cardU, cardV] = [u, v];
    if (shards) [u, v] = shards(u, v);
    const column = Math.floor(u + half);
    const row = Math.floor(v + half);
    const inside = column >= 0 && row >= 0 && column < modules && row < modules;
    let lit: number;
    if (inside) lit = level(code?.[row]?.[column] ?? false);
    else if (raw === 0) lit = dark;
    else lit = light;
    if (grid) {
      const wave = 2 * Math.PI * grid.pitch;
      lit *= 1 - (grid.depth / 4) * (1 - Math.cos(wave * u)) * (1 - Math.cos(wave * v));
    }
    if (overlay) lit = overlay(cardU, cardV, lit, light);
    if (shade) lit *= shade(cardU, cardV);
    for (const power of glareAt) lit += power(cardU, cardV);
    return lit;
  };

  const picture = new Float32Array(WIDTH * HEIGHT);
  const [left, top, right, bottom] = boundsOf(homography(scene), frame);
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const near = x >= left && x < right && y >= top && y < bottom;
      // A sensor's pixel gathers over its square; the grid's beat comes of its not gathering all.
      picture[y * WIDTH + x] = !near
        ? around * surround(x, y)
        : grid
          ? sample(x + 0.5, y + 0.5)
          : (sample(x + 0.25, y + 0.25) +
              sample(x + 0.75, y + 0.25) +
              sample(x + 0.25, y + 0.75) +
              sample(x + 0.75, y + 0.75)) /
            4;
    }
  }
  return picture;
}

type Matrix = readonly [number, number, number, number, number, number, number, number, number];

/** From the card's plane to the picture's: turned, tilted, before a lens. */
function homography({ scale, turn, tilt, at }: Scene): Matrix {
  const [cosZ, sinZ] = [Math.cos(turn), Math.sin(turn)];
  const [cosX, sinX] = [Math.cos(tilt[0]), Math.sin(tilt[0])];
  const [cosY, sinY] = [Math.cos(tilt[1]), Math.sin(tilt[1])];
  // About z, then x, then y; only the columns that the plane needs.
  const [ax, ay] = [cosZ, sinZ * cosX];
  const az = sinZ * sinX;
  const [bx, by] = [-sinZ, cosZ * cosX];
  const bz = cosZ * sinX;
  const u = [ax * cosY + az * sinY, ay, -ax * sinY + az * cosY].map((one) => one * scale);
  const v = [bx * cosY + bz * sinY, by, -bx * sinY + bz * cosY].map((one) => one * scale);
  const [ux, uy, uz] = u as [number, number, number];
  const [vx, vy, vz] = v as [number, number, number];
  const [cx, cy] = at;
  return [
    FOCAL * ux + cx * uz,
    FOCAL * vx + cx * vz,
    cx * FOCAL,
    FOCAL * uy + cy * uz,
    FOCAL * vy + cy * vz,
    cy * FOCAL,
    uz,
    vz,
    FOCAL,
  ];
}

function inverse([a, b, c, d, e, f, g, h, i]: Matrix): Matrix {
  return [
    e * i - f * h,
    c * h - b * i,
    b * f - c * e,
    f * g - d * i,
    a * i - c * g,
    c * d - a * f,
    d * h - e * g,
    b * g - a * h,
    a * e - b * d,
  ];
}

interface Frame {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  /** Width of a phone's dark edge. */
  readonly bezel: number;
}

function frameOf(medium: Scene["medium"], half: number): Frame {
  const side = half + (medium === "screen" ? 3 : 5);
  return medium === "screen"
    ? { left: -side, right: side, top: -side * 1.7, bottom: side * 1.5, bezel: 2.5 }
    : { left: -side, right: side * 2.2, top: -side, bottom: side, bezel: 0 };
}

/** The part of the picture in which the card lies. */
function boundsOf(toPicture: Matrix, { left, top, right, bottom, bezel }: Frame) {
  const corners = [left - bezel, right + bezel].flatMap((u) =>
    [top - bezel, bottom + bezel].map((v) => {
      const w = toPicture[6] * u + toPicture[7] * v + toPicture[8];
      return [
        (toPicture[0] * u + toPicture[1] * v + toPicture[2]) / w,
        (toPicture[3] * u + toPicture[4] * v + toPicture[5]) / w,
      ] as const;
    }),
  );
  const [xs, ys] = [corners.map(([x]) => x), corners.map(([, y]) => y)];
  return [
    Math.min(...xs) - 1,
    Math.min(...ys) - 1,
    Math.max(...xs) + 1,
    Math.max(...ys) + 1,
  ] as const;
}

/** What is printed at a point: 1 light, 0 dark, -1 beyond the card. Lines of words around the code. */
function pageOf({ left, top, right, bottom, bezel }: Frame, half: number, random: Random) {
  const screen = bezel > 0;
  const words = Array.from({ length: 64 }, () => random.between(0.2, 1));
  return (u: number, v: number): number => {
    if (u < left - bezel || u > right + bezel || v < top - bezel || v > bottom + bezel) return -1;
    if (u < left || u > right || v < top || v > bottom) return 0;
    const beside = screen ? Math.abs(v) > half + 2 : u > half + 3;
    if (!beside) return 1;
    // A line every five modules, two high, each as long as chance has it.
    const line = Math.floor((v - top) / 5);
    const within = (v - top) / 5 - line;
    if (within < 0.3 || within > 0.7) return 1;
    const start = screen ? left + 4 : half + 6;
    const end = start + (right - 4 - start) * (words[line & 63] as number);
    if (u < start || u > end) return 1;
    return Math.sin(u * 3.1 + line) + Math.sin(u * 7.3) > 0.2 ? 0 : 1;
  };
}

/** Soft patches of light and dark, about 1: a table, a sleeve, a wall. */
function texture(random: Random) {
  const size = 12;
  const knots = Float32Array.from({ length: size * size }, () => random.between(0.4, 1.6));
  return (x: number, y: number): number => {
    const gx = (x / WIDTH) * (size - 2);
    const gy = (y / HEIGHT) * (size - 2);
    const at = Math.max(0, Math.floor(gy)) * size + Math.max(0, Math.floor(gx));
    const fx = gx - Math.floor(gx);
    const fy = gy - Math.floor(gy);
    const [a, b] = [knots[at] as number, knots[at + 1] as number];
    const [c, d] = [knots[at + size] as number, knots[at + size + 1] as number];
    return (a * (1 - fx) + b * fx) * (1 - fy) + (c * (1 - fx) + d * fx) * fy;
  };
}

function shadeOf({ turn, at, soft, left }: NonNullable<Scene["shade"]>) {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (u: number, v: number): number =>
    left + (1 - left) / (1 + Math.exp(-(u * cos + v * sin - at) / soft));
}

function glareOf({ u, v, along, across, turn, power }: Glare) {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return (atU: number, atV: number): number => {
    const a = ((atU - u) * cos + (atV - v) * sin) / along;
    const b = ((atV - v) * cos - (atU - u) * sin) / across;
    return power * Math.exp(-(a * a + b * b) / 2);
  };
}

/** Lines and spots that lie on the card: cracks of a screen, stains and creases of paper. */
function overlayOf({ cracks, wear }: Scene, random: Random, half: number) {
  if (cracks === 0 && wear === 0) return null;
  const side = Math.ceil(half * 2 * OVERLAY_SCALE);
  // How much of the card shows through, and how much light the mark gives of itself.
  const through = new Float32Array(side * side).fill(1);
  const own = new Float32Array(side * side);
  const stamp = (u: number, v: number, width: number, shows: number, gives: number) => {
    const radius = Math.max(0.5, width * OVERLAY_SCALE);
    const [x0, y0] = [(u + half) * OVERLAY_SCALE, (v + half) * OVERLAY_SCALE];
    for (let y = Math.ceil(y0 - radius); y <= y0 + radius; y += 1) {
      for (let x = Math.ceil(x0 - radius); x <= x0 + radius; x += 1) {
        if (x < 0 || y < 0 || x >= side || y >= side) continue;
        if ((x - x0) ** 2 + (y - y0) ** 2 > radius * radius) continue;
        through[y * side + x] = shows;
        own[y * side + x] = gives;
      }
    }
  };
  const line = (
    from: readonly [number, number],
    to: readonly [number, number],
    width: number,
    shows: number,
    gives: number,
  ) => {
    const steps = Math.ceil(Math.hypot(to[0] - from[0], to[1] - from[1]) * OVERLAY_SCALE * 2);
    for (let step = 0; step <= steps; step += 1) {
      const part = step / Math.max(1, steps);
      const [u, v] = [from[0] + (to[0] - from[0]) * part, from[1] + (to[1] - from[1]) * part];
      stamp(u, v, width, shows, gives);
    }
  };
  for (let one = 0; one < cracks; one += 1) crack(random, half, line);
  for (let one = 0; one < wear; one += 1) stain(random, half, stamp, line);
  return (u: number, v: number, lit: number, light: number): number => {
    const x = Math.floor((u + half) * OVERLAY_SCALE);
    const y = Math.floor((v + half) * OVERLAY_SCALE);
    if (x < 0 || y < 0 || x >= side || y >= side) return lit;
    const at = y * side + x;
    return lit * (through[at] as number) + light * (own[at] as number);
  };
}

type Stamp = (u: number, v: number, width: number, shows: number, gives: number) => void;
type Line = (
  from: readonly [number, number],
  to: readonly [number, number],
  width: number,
  shows: number,
  gives: number,
) => void;

/** Rays from a blow, jagged, with rings of splinters between them. */
function crack(random: Random, half: number, line: Line): void {
  const blow = [random.between(-half, half), random.between(-half, half)] as const;
  const rays = 6 + random.below(5);
  const ends: (readonly [number, number])[][] = [];
  for (let ray = 0; ray < rays; ray += 1) {
    let turn = ((ray + random.between(0.1, 0.9)) / rays) * 2 * Math.PI;
    let from: readonly [number, number] = blow;
    const joints: (readonly [number, number])[] = [];
    const bright = random.between(0.5, 1.1);
    for (let reach = 0; reach < half * 2; ) {
      const length = random.between(3, 9);
      turn += random.normal() * 0.25;
      const to = [from[0] + Math.cos(turn) * length, from[1] + Math.sin(turn) * length] as const;
      // One edge of a crack is dark, its flank catches the light.
      line([from[0] + 0.22, from[1] + 0.22], [to[0] + 0.22, to[1] + 0.22], 0.12, 0.3, 0);
      line(from, to, random.between(0.08, 0.22), 0.3, bright * 0.7);
      joints.push(to);
      from = to;
      reach += length;
    }
    ends.push(joints);
  }
  for (const ring of [0, 1]) {
    for (let ray = 0; ray < rays; ray += 1) {
      const [from, to] = [ends[ray]?.[ring], ends[(ray + 1) % rays]?.[ring]];
      if (from && to && random.between(0, 1) < 0.7)
        line(from, to, 0.12, 0.3, random.between(0.3, 0.8));
    }
  }
}

/** A thumb's mark, a drop, a scratch that took the ink off, or a fold. */
function stain(random: Random, half: number, stamp: Stamp, line: Line): void {
  const [u, v] = [random.between(-half, half), random.between(-half, half)];
  if (random.between(0, 1) < 0.5) {
    const shows = random.between(0.25, 0.8);
    stamp(u, v, random.between(1, 3), shows, random.between(0, 0.1));
    return;
  }
  const turn = random.between(0, 2 * Math.PI);
  const reach = random.between(half / 3, half * 1.5);
  const to = [u + Math.cos(turn) * reach, v + Math.sin(turn) * reach] as const;
  line([u, v], to, random.between(0.1, 0.4), 0.2, random.between(0.5, 0.8));
}

/** Splinters of a cracked glass show what lies under them a little aside. */
function shardsOf({ cracks }: Scene, random: Random) {
  if (cracks === 0) return null;
  const count = 9;
  const [u0, v0] = [random.between(-20, 20), random.between(-20, 20)];
  const aside = Array.from({ length: count }, () => [
    random.normal() * 0.12,
    random.normal() * 0.12,
  ]);
  return (u: number, v: number): [number, number] => {
    const sector = Math.floor((Math.atan2(v - v0, u - u0) / (2 * Math.PI) + 0.5) * count) % count;
    const [du, dv] = aside[sector] as [number, number];
    return [u + du, v + dv];
  };
}

/** Gaussian, one axis after the other. */
function blur(light: Float32Array, deviation: number): void {
  const reach = Math.ceil(deviation * 3);
  const raw = Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviation * deviation)),
  );
  const sum = raw.reduce((a, b) => a + b);
  const weights = Float32Array.from(raw, (one) => one / sum);
  const pass = (start: number, step: number, length: number, line: Float32Array) => {
    // The edge goes on as it is.
    for (let at = -reach; at < length + reach; at += 1) {
      line[at + reach] = light[start + Math.min(length - 1, Math.max(0, at)) * step] as number;
    }
    for (let at = 0; at < length; at += 1) {
      let total = 0;
      for (let by = 0; by < weights.length; by += 1) {
        total += (weights[by] as number) * (line[at + by] as number);
      }
      light[start + at * step] = total;
    }
  };
  const line = new Float32Array(WIDTH + 2 * reach);
  for (let y = 0; y < HEIGHT; y += 1) pass(y * WIDTH, 1, WIDTH, line);
  for (let x = 0; x < WIDTH; x += 1) pass(x, WIDTH, HEIGHT, line);
}

/** The mean over the places where the hand was. */
function move(light: Float32Array, length: number, turn: number): void {
  const still = light.slice();
  const steps = Math.max(2, Math.ceil(length * 2));
  light.fill(0);
  for (let step = 0; step < steps; step += 1) {
    const way = (step / (steps - 1) - 0.5) * length;
    const [dx, dy] = [Math.round(Math.cos(turn) * way), Math.round(Math.sin(turn) * way)];
    for (let y = 0; y < HEIGHT; y += 1) {
      const row = Math.min(HEIGHT - 1, Math.max(0, y + dy)) * WIDTH;
      for (let x = 0; x < WIDTH; x += 1) {
        const from = row + Math.min(WIDTH - 1, Math.max(0, x + dx));
        const to = y * WIDTH + x;
        light[to] = (light[to] as number) + (still[from] as number) / steps;
      }
    }
  }
}

/** From light to levels: gamma, noise, clipping. */
function developed(light: Float32Array, noise: number, random: Random) {
  const levels = new Uint8ClampedArray(light.length);
  const grain = Float32Array.from({ length: 1 << 15 }, () => random.normal());
  const curve = Float32Array.from({ length: 4097 }, (_, at) => 255 * (at / 4096) ** GAMMA);
  let at = 0;
  for (let pixel = 0; pixel < light.length; pixel += 1) {
    // Another place of the grain for each row, so that it shows no pattern.
    if (pixel % WIDTH === 0) at = random.below(grain.length);
    at = (at + 1) & (grain.length - 1);
    const lit = Math.min(1, Math.max(0, light[pixel] as number));
    levels[pixel] = (curve[Math.round(lit * 4096)] as number) + noise * (grain[at] as number);
  }
  return levels;
}
