import { basename, relative, resolve } from "node:path";
import { findServerFile } from "@mortise/node";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { writeNote } from "../../output/note.ts";
import { toLine, toName } from "../../output/printable.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { readEnvironment } from "../../target/environment.ts";
import { assertPages } from "../../target/read-pages.ts";
import { findStdoutNoise } from "../../target/stdout-noise.ts";
import { assertPlace, writeBeside } from "./built-file.ts";
import { bundleServer } from "./bundle-server.ts";

/** The options of `mortise build`, as commander reads them. */
export interface BuildFlags {
  readonly out?: string;
  readonly minify?: boolean;
  readonly external?: readonly string[];
  readonly env?: readonly string[];
  readonly timeout?: string;
  readonly check: boolean;
}

/**
 * Runs `mortise build`: an older file stays until the new one has answered.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that is not there, a package that is not installed and a place
 * that holds something else or cannot be written; `CONNECTION_FAILED`, `SERVER_EXITED` or `TIMEOUT` for a built
 * server that does not answer; `INVALID_DEFINITION` for one that cannot give the page of a tool.
 */
export async function runBuild(
  written: string,
  flags: BuildFlags,
  session: CommandSession,
): Promise<void> {
  const { out, minify: isMinified = false, external = [], check } = flags;
  const { path: file, name: exported } = findServerFile(written);
  const target = resolve(out ?? `dist/${basename(file).replace(/\.[^.]+$/, "")}.js`);
  // The bundle takes a second, which such a mistake need not wait for.
  assertPlace(target, [file]);
  const bundle = await bundleServer({ file, name: exported, external, isMinified });
  assertPlace(target, bundle.modules);
  const shown = toName(relative(process.cwd(), target));
  using built = writeBeside(target, bundle.code);
  const findings = check ? await examine(built.path, shown, { flags, session }) : [];
  built.keep();
  const { code, absent, placed } = bundle;
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`${color.bold(shown)}  ${(Buffer.byteLength(code) / 1_000).toFixed(0)} kB`);
  if (absent.length > 0) {
    print(color.dim(`not installed, and left out: ${absent.map(toName).join(", ")}`));
  }
  for (const path of placed) {
    const from = toName(relative(process.cwd(), path));
    print(`note ${from} asks for its own place; put the files that it reads there beside ${shown}`);
  }
  for (const finding of findings) print(finding);
}

interface Run {
  readonly flags: BuildFlags;
  readonly session: CommandSession;
}

/** Starts the file as a host does, lists its tools, reads their pages, and returns the lines about it. */
async function examine(path: string, label: string, { flags, session }: Run): Promise<string[]> {
  const { env = [], timeout } = flags;
  const signal = session.interruption.listen();
  const warnings: string[] = [];
  const program = { kind: "process", command: process.execPath, args: [path], label } as const;
  const stderr: string[] = [];
  const options = {
    env: readEnvironment(env),
    onStderr: (text: string) => void stderr.push(text),
    ...(timeout !== undefined && { timeout }),
  };
  const onWarning = (message: string): void => void warnings.push(message);
  try {
    await using client = await connectTarget(program, options, { signal, onWarning });
    const tools = await client.listTools({ signal });
    const remedy = `put what it needs beside ${label}, or build the page before`;
    await assertPages(client, tools, { signal, stderr, remedy });
    const noise = findStdoutNoise(warnings);
    return [
      `${tools.length} ${tools.length === 1 ? "tool" : "tools"} when it is started`,
      ...(noise === undefined ? [] : [`note ${toLine(noise)}`]),
    ];
  } catch (error) {
    if (!signal.aborted) writeNote("Nothing is written; --no-check writes the file all the same");
    throw error;
  }
}
