import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { MortiseError } from "@mortise/protocol";
import type { SeenServer } from "@mortise/publish";
import { assertArchivePaths, ENTRY_POINT, ICON, writePreface } from "@mortise/publish";
import { color } from "../../output/color.ts";
import { writeNote } from "../../output/note.ts";
import { toName } from "../../output/printable.ts";
import type { ServerBundle } from "../build/bundle-server.ts";
import type { BundleOrder } from "./bundle-flags.ts";
import type { BundledServer } from "./see-server.ts";
import { seeServer } from "./see-server.ts";

/** Says which packages are not in the code, and which files it may look for in vain. */
export function noteGaps({ absent, placed }: ServerBundle, { includes }: BundleOrder): void {
  if (absent.length > 0) {
    process.stdout.write(
      color.dim(`not installed, and left out: ${absent.map(toName).join(", ")}\n`),
    );
  }
  if (includes.size > 0) return;
  for (const path of placed) {
    const from = toName(relative(process.cwd(), path));
    writeNote(`${from} asks for its own place; name the files that it reads there with --include`);
  }
}

/**
 * Returns the files of a bundle by their places, but for the manifest.
 *
 * @throws MortiseError `INVALID_OPTION` for a file in the place of the server or of another, and for a place
 * outside of the bundle.
 */
export function layOut(
  code: string,
  { includes, icon, parts }: BundleOrder,
): Map<string, Uint8Array> {
  const text = new TextEncoder();
  const entry = `${writePreface(parts.variables)}${code.replace(/^#!.*\n/, "")}`;
  const files = new Map<string, Uint8Array>([
    // Node takes a .js file for a module by the nearest package.json.
    ["package.json", text.encode('{ "type": "module" }\n')],
    [ENTRY_POINT, text.encode(entry)],
  ]);
  if (icon !== undefined) files.set(ICON, icon);
  for (const [place, bytes] of includes) {
    const path = `${dirname(ENTRY_POINT)}/${place}`;
    if (path === ENTRY_POINT) {
      throw new MortiseError(
        "INVALID_OPTION",
        `--include has ${place}, where the server itself is; give it another place`,
      );
    }
    files.set(path, bytes);
  }
  // They are written to a folder, to start the server, before they are packed.
  assertArchivePaths([...files.keys(), "manifest.json"]);
  return files;
}

/** Writes the files into a folder of their own, and starts the server there. */
export async function startLaidOut(
  files: ReadonlyMap<string, Uint8Array>,
  server: Pick<BundledServer, "variables" | "timeout" | "signal">,
): Promise<SeenServer> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-bundle-"));
  try {
    const cwd = join(folder, "elsewhere");
    mkdirSync(cwd);
    for (const [place, bytes] of files) {
      const path = join(folder, "bundle", place);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    return await seeServer({ ...server, path: join(folder, "bundle", ENTRY_POINT), cwd });
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}
