import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { writeDigests } from "./write-digests.ts";
import { writeLicenses } from "./write-licenses.ts";

/** Builds the page into `packages/inspector/page`; the process behind it serves that folder. */
export default defineConfig({
  base: "./",
  plugins: [writeLicenses(), writeDigests()],
  build: {
    outDir: fileURLToPath(new URL("../../page", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
    // Its content security policy allows no inline script and no data: URL but for images.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    rolldownOptions: { checks: { moduleLevelDirective: false } },
  },
});
