// Leaves the page where the built server looks for it.
import { mkdir, writeFile } from "node:fs/promises";
import { buildPage } from "./build-page.ts";

await mkdir("dist", { recursive: true });
await writeFile("dist/dashboard.html", await buildPage());
