/**
 * The pictures on which decoders are compared: live cards as the app draws them, on a screen (level
 * L) or on paper (level M), in every bad light and hold that a desk meets. A seed decides all.
 */

import { encode } from "uqr";
import { encodeBase45 } from "../../card/base45";
import { SIGNATURE_BYTES } from "../../card/cose";
import { packedBytes } from "../../card/credential";
import { PREFIX } from "../../card/presentation";
import { QUIET } from "../../card/qr";
import { type Random, seeded } from "./random";
import { photograph, type Scene } from "./scene";

export interface Picture {
  readonly kind: Kind;
  /** What the code says; null where there is none. */
  readonly text: string | null;
  /** One byte of luminance a pixel, 1280 × 720. */
  readonly levels: Uint8ClampedArray<ArrayBuffer>;
}

const HARDSHIPS = {
  clean: () => ({}),
  rotated: (random) => ({ turn: random.between(-Math.PI, Math.PI) }),
  blurred: (random, { scale }) => ({ blur: scale * random.between(0.25, 0.43) }),
  motion: (random, { scale }) => ({
    motion: { length: scale * random.between(0.6, 1.25), turn: random.between(0, Math.PI) },
  }),
  "low contrast": (random) => {
    const light = random.between(0.12, 0.5);
    return { light, dark: light * random.between(0.6, 0.85), noise: random.between(1, 3) };
  },
  "unlit screen": (random) => {
    const light = random.between(0.02, 0.09);
    const dark = light * random.between(0.2, 0.5);
    return { medium: "screen", light, dark, around: random.between(0.1, 0.6), noise: 1.5 };
  },
  perspective: (random) => ({
    tilt: [random.sign() * random.between(0.4, 0.95), random.between(-0.5, 0.5)],
    turn: random.between(-0.4, 0.4),
    scale: random.between(5, 7),
  }),
  moiré: (random) => ({
    medium: "screen",
    grid: { pitch: random.between(4, 12), depth: random.between(0.5, 0.95) },
    blur: random.between(0, 0.8),
    turn: random.between(-0.3, 0.3),
  }),
  noise: (random) => ({
    noise: random.between(20, 50),
    light: random.between(0.2, 0.6),
    dark: 0.02,
  }),
  shade: (random, { light }) => ({
    shade: {
      turn: random.between(0, 2 * Math.PI),
      at: random.between(-18, 18),
      soft: random.between(0.2, 5),
      left: random.between(0.06, 0.3),
    },
    light: Math.max(light, 0.6),
    noise: 3,
  }),
  glare: (random) => ({ glare: shine(random, 1 + random.below(3)) }),
  "cracked screen": (random) => ({ medium: "screen", cracks: 1 + random.below(3) }),
  "worn paper": (random) => ({ medium: "paper", wear: 3 + random.below(9) }),
  far: (random) => ({ scale: random.between(1.9, 2.7), blur: random.between(0.3, 0.6) }),
  inverted: (random) => ({ medium: "screen", inverted: true, turn: random.between(-0.3, 0.3) }),
  combined: (random) => ({
    turn: random.between(-Math.PI, Math.PI),
    tilt: [random.between(-0.5, 0.5), random.between(-0.5, 0.5)],
    blur: random.between(0.6, 1.6),
    light: random.between(0.15, 0.7),
    dark: random.between(0.02, 0.08),
    shade: {
      turn: random.between(0, 2 * Math.PI),
      at: random.between(-15, 15),
      soft: random.between(1, 8),
      left: random.between(0.25, 0.6),
    },
    glare: shine(random, random.below(2)),
    noise: random.between(4, 12),
  }),
} satisfies Record<string, (random: Random, plain: Scene) => Partial<Scene>>;

export type Kind = keyof typeof HARDSHIPS;
export const KINDS = Object.keys(HARDSHIPS) as Kind[];

function shine(random: Random, count: number): Scene["glare"] {
  return Array.from({ length: count }, () => ({
    u: random.between(-22, 22),
    v: random.between(-22, 22),
    along: random.between(3, 14),
    across: random.between(1, 4),
    turn: random.between(0, Math.PI),
    power: random.between(0.15, 1.1),
  }));
}

/** As a hand holds it: near enough, hardly turned, well lit. */
function plain(seed: number, random: Random): Scene {
  return {
    seed,
    medium: random.between(0, 1) < 0.7 ? "screen" : "paper",
    code: null,
    inverted: false,
    scale: random.between(3.6, 7),
    turn: random.normal() * 0.06,
    tilt: [random.normal() * 0.08, random.normal() * 0.08],
    at: [640 + random.between(-180, 180), 360 + random.between(-60, 60)],
    dark: random.between(0.01, 0.05),
    light: random.between(0.5, 0.95),
    around: random.between(0.05, 0.5),
    shade: null,
    glare: [],
    cracks: 0,
    wear: 0,
    grid: null,
    blur: random.between(0.5, 0.9),
    motion: null,
    noise: random.between(1, 4),
  };
}

/** A picture of a kind: the same for the same number, others for another. */
export function pictureOf(kind: Kind, number: number, withCode = true): Picture {
  const seed = (KINDS.indexOf(kind) + 1) * 100_003 + number;
  const random = seeded(seed);
  const start = plain(seed, random);
  const scene: Scene = { ...start, ...HARDSHIPS[kind](random, start) };
  const text = withCode ? liveText(random) : null;
  const code = text === null ? null : codeOf(text, scene.medium);
  return { kind, text, levels: photograph({ ...scene, code }) };
}

/** As long as a live card's; random, as signatures and keys are. */
function liveText(random: Random): string {
  const bytes = Uint8Array.from({ length: packedBytes(0) + 4 + SIGNATURE_BYTES }, () =>
    random.below(256),
  );
  return PREFIX + encodeBase45(bytes);
}

/** As `drawQr` draws it on a screen; on paper at level M, and so one version larger. */
function codeOf(text: string, medium: Scene["medium"]): boolean[][] {
  const ecc = medium === "screen" ? "L" : "M";
  return encode(text, { ecc, border: QUIET, maskPattern: 2 }).data;
}
