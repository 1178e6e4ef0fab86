import { createHash } from "node:crypto";
import { join, relative, resolve } from "node:path";
import { findServerFile } from "@mortise/node";
import type { Duration } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ArchiveFiles, BundleVariable, SeenServer } from "@mortise/publish";
import { bundleFileName, createManifest, packFiles } from "@mortise/publish";
import type { CommandSession } from "../../invocation/command-session.ts";
import { color } from "../../output/color.ts";
import { writeNote } from "../../output/note.ts";
import { toName } from "../../output/printable.ts";
import type { BuiltKind } from "../build/built-file.ts";
import { assertPlace, writeBeside } from "../build/built-file.ts";
import { bundleServer } from "../build/bundle-server.ts";
import type { BundleFlags } from "./bundle-flags.ts";
import { readOrder } from "./bundle-flags.ts";
import { findSecretsOfFiles } from "./find-secrets.ts";
import { layOut, noteGaps, startLaidOut } from "./lay-out.ts";
import { refuseNative } from "./native-packages.ts";
import { refuseLarge, writeSize } from "./size.ts";

const ARCHIVE: BuiltKind = { command: "mortise bundle", mark: "PK\u0003\u0004", mode: 0o644 };

/**
 * Runs `mortise bundle`: builds the file, starts it from an empty folder to see what it offers, and packs it
 * with a manifest.
 *
 * @throws MortiseError `INVALID_OPTION` for what hosts could not install, with the remedy; the errors of a server
 * that does not answer.
 */
export async function runBundle(
  target: string,
  flags: BundleFlags,
  session: CommandSession,
): Promise<void> {
  const { path: file, name } = findServerFile(target);
  const order = readOrder(file, flags);
  if (flags.out !== undefined) assertPlace(resolve(flags.out), [file], ARCHIVE);
  const external = flags.external ?? [];
  const built = await bundleServer({ file, name, external, isMinified: true });
  refuseNative(built.modules);
  noteGaps(built, order);
  const files = layOut(built.code, order);
  const { parts } = order;
  const server = flags.check
    ? await startLaidOut(files, {
        variables: parts.variables,
        timeout: flags.timeout as Duration,
        signal: session.interruption.listen(),
      })
    : {};
  const manifest = createManifest({ ...parts, server });
  files.set("manifest.json", toJson(manifest));
  refuseSecrets(files, parts.variables);
  const archive = packFiles(files);
  refuseLarge(archive, files, order.maxSize);
  const place = resolve(flags.out ?? join("dist", bundleFileName(manifest)));
  assertPlace(place, built.modules, ARCHIVE);
  using written = writeBeside(place, archive, ARCHIVE);
  written.keep();
  if (server.version !== undefined && server.version !== manifest.version) {
    writeNote(
      `the server calls itself version ${server.version}; the bundle has ${manifest.version}, that of package.json`,
    );
  }
  describe(place, archive, server);
}

/** A server may put the values that it was started with into its descriptions and prompts. */
function refuseSecrets(files: ArchiveFiles, variables: readonly BundleVariable[]): void {
  const [found] = findSecretsOfFiles(files, variables);
  if (found === undefined) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${found}, which every user of the bundle could read; take it out, or set the variable to another value here if the server puts it into its descriptions or prompts`,
  );
}

function describe(place: string, archive: Uint8Array, { tools, prompts }: SeenServer): void {
  const print = (line: string): void => void process.stdout.write(`${line}\n`);
  print(`${color.bold(toName(relative(process.cwd(), place)))}  ${writeSize(archive.length)}`);
  if (tools && prompts) print(`lists ${count(tools, "tool")} and ${count(prompts, "prompt")}`);
  print(color.dim(`sha256 ${createHash("sha256").update(archive).digest("hex")}`));
}

function count({ length }: readonly unknown[], noun: string): string {
  return `${length} ${noun}${length === 1 ? "" : "s"}`;
}

function toJson(value: object): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 2)}\n`);
}
