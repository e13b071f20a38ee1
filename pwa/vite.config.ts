import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { brotliCompress, constants } from "node:zlib";
import preact from "@preact/preset-vite";
import { defineConfig, type Plugin } from "vite";
import { VitePWA } from "vite-plugin-pwa";

/** Folders whose code most holders never load: their chunks carry the folder's name. */
const APART = [
  "staff",
  "scan",
  "office",
  "lock",
  "printed",
  "identity",
  "notices",
  "mail",
  "activities",
  "benefits",
  "search",
];

/** Words that a reader of Japanese does not load: those of what a holder keeps for work offline. */
const ENGLISH =
  /\/words\/(?:en|pages\.en|history\.en|courier\.en|sync\.en|standing\.en|policy\.en)\.ts$/;

/** Pages that do nothing without a network, and so need not be there without one. */
const ONLINE = [
  "account/passkey",
  "account/recover-page",
  "account/recovery-codes",
  "account/sign-in-page",
  "details/details-page",
  "explore/find-page",
  "explore/register-page",
  "explore/survey-page",
  "linked-apps/apps-page",
  "linked-apps/consent-page",
  "linked-apps/not-now",
  "linked-apps/scopes",
  "my-data/erasure",
  "my-data/my-data-page",
  "open-data/open-data-page",
];

/** Puts a `.br` beside everything that compresses, so that the server sends it as it lies. */
function brotli(): Plugin {
  return {
    name: "furusato-brotli",
    apply: "build",
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const files = await readdir("dist", { recursive: true });
        const fit = files.filter((name) => /\.(js|css|html|svg|json|webmanifest|wasm)$/.test(name));
        await Promise.all(fit.map((name) => compress(join("dist", name))));
      },
    },
  };
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  const packed = await new Promise<Buffer>((resolve, reject) => {
    brotliCompress(
      content,
      { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } },
      (error, result) => (error ? reject(error) : resolve(result)),
    );
  });
  await writeFile(`${path}.br`, packed);
}

/** The part of the app that a chunk belongs to, by the folder of what it holds. */
function apart(ids: readonly string[]): string | undefined {
  if (ids.some((id) => ONLINE.some((page) => id.includes(`/src/${page}.`)))) return "online";
  return APART.find((folder) => ids.some((id) => id.includes(`/src/${folder}/`)));
}

/** Filled when the chunks are named, which is before their style sheets are. */
const partOfChunk = new Map<string, string | undefined>();

export default defineConfig({
  plugins: [
    preact({ devToolsEnabled: false, prefreshEnabled: false }),
    VitePWA({
      strategies: "injectManifest",
      srcDir: "src/service-worker",
      filename: "main.ts",
      outDir: "dist",
      injectRegister: false,
      includeManifestIcons: false, // the system keeps them when the app is installed
      manifest: {
        id: "/",
        name: "ふるさと住民登録証",
        short_name: "ふるさと",
        description: "ふるさと住民登録の登録証。電波がなくても使えます。",
        lang: "ja",
        start_url: "/",
        scope: "/",
        display: "standalone",
        background_color: "#ffffff",
        theme_color: "#0017c1",
        file_handlers: [
          { action: "/courier/take", accept: { "application/vnd.furusato": [".furusato"] } },
        ],
        icons: [
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
          {
            src: "/icon-maskable-512.png",
            sizes: "512x512",
            type: "image/png",
            purpose: "maskable",
          },
        ],
      },
      injectManifest: {
        rollupFormat: "es",
        // All files: the worker itself keeps the parts apart (src/service-worker/apart.ts).
        globPatterns: ["**/*.{js,css,html,svg,webmanifest,wasm}"],
      },
    }),
    brotli(),
  ],
  build: {
    target: "es2022",
    modulePreload: { polyfill: false },
    sourcemap: "hidden", // for those who build it; the server does not send them
    assetsInlineLimit: 0,
    rolldownOptions: {
      output: {
        chunkFileNames: (chunk) => {
          const folder = apart(chunk.moduleIds);
          if (chunk.moduleIds.some((id) => id.endsWith(".css")))
            partOfChunk.set(chunk.name, folder);
          return folder ? `assets/${folder}-[name]-[hash].js` : "assets/[name]-[hash].js";
        },
        // A style sheet goes with the chunk whose name it has.
        assetFileNames: ({ names: [name = ""] }) => {
          const folder = name.endsWith(".css") && partOfChunk.get(name.slice(0, -4));
          return `assets/${folder ? `${folder}-` : ""}[name]-[hash][extname]`;
        },
        // What the card needs is one file: cut in two for the sake of lazy pages it packs worse.
        codeSplitting: {
          groups: [
            { name: "constants", test: /\/src\/schemas\/constants\.ts$/ },
            { name: "shell", test: /\/src\/main\.tsx$/ },
            { name: "english", test: ENGLISH },
          ],
        },
      },
    },
  },
  worker: { format: "es" },
  server: {
    strictPort: true, // passkeys are bound to it: .ci/dev tells the server this origin
    proxy: { "/api": "http://localhost:8000", "/catalogue": "http://localhost:8000" },
  },
});
