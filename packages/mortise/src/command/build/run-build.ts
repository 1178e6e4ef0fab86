import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { basename, dirname, relative, resolve } from "node:path";
import { connect, findServerFile } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { bundleServer } from "./bundle-server.ts";

/** The options of `mortise build`, as commander reads them. */
export interface BuildFlags {
  readonly out?: string;
  readonly minify?: boolean;
  readonly external?: readonly string[];
  readonly check: boolean;
}

/**
 * Runs `mortise build`.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that is not there, a package that is not installed and a place
 * that is that of the file itself; `CONNECTION_FAILED` for a built server that does not answer.
 */
export async function runBuild(
  written: string,
  { out, minify = false, external = [], check }: BuildFlags,
  session: CommandSession,
): Promise<void> {
  const { path: file, name: exported } = findServerFile(written);
  const name = `${basename(file).replace(/\.[^.]+$/, "")}.js`;
  const target = resolve(out ?? `dist/${name}`);
  if (target === file) {
    throw new MortiseError("INVALID_OPTION", `--out ${out} is the file of the server itself`);
  }
  const { code, absent, placed } = await bundleServer({
    file,
    name: exported,
    external,
    isMinified: minify,
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
  chmodSync(target, 0o755);
  const shown = relative(process.cwd(), target);
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`${color.bold(shown)}  ${(Buffer.byteLength(code) / 1_000).toFixed(0)} kB`);
  if (absent.length > 0) print(color.dim(`not installed, and left out: ${absent.join(", ")}`));
  for (const path of placed) {
    const from = relative(process.cwd(), path);
    print(`note ${from} asks for its own place; put the files that it reads there beside ${shown}`);
  }
  if (!check) return;
  print(`${await countTools(target, session)} when it is started`);
}

/** Starts the file as a host does, and lists its tools. */
async function countTools(target: string, session: CommandSession): Promise<string> {
  const signal = session.interruption.listen();
  await using client = await connect(
    { command: process.execPath, args: [target], stderr: "capture" },
    { signal },
  );
  const tools = await client.listTools({ signal });
  return `${tools.length} ${tools.length === 1 ? "tool" : "tools"}`;
}
