import { createHash } from "node:crypto";
import { basename, dirname, join, relative, resolve } from "node:path";
import type { ServerFile } from "@mortise/node";
import { findServerFile } from "@mortise/node";
import { MortiseError } from "@mortise/protocol";
import type {
  Project,
  PublishedBundle,
  SeenServer,
  ServerJson,
  ServerJsonParts,
} from "@mortise/publish";
import {
  createServerJson,
  findServerJsonFaults,
  findServerJsonRemarks,
  readServerJson,
} from "@mortise/publish";
import type { CommandSession } from "../../invocation/command-session.ts";
import { readText } from "../../output/replace-text.ts";
import type { ConnectionOptions } from "../../target/connect-target.ts";
import { connectTarget } from "../../target/connect-target.ts";
import { readRegularFile } from "../../target/read-regular-file.ts";
import { readVariables } from "../bundle/bundle-flags.ts";
import { findSecrets } from "../bundle/find-secrets.ts";
import { readPackage } from "../bundle/read-package.ts";
import { pickIdentity, readValues } from "../bundle/see-server.ts";
import { findCommandFaults } from "./find-command-faults.ts";
import type { PublishFlags } from "./publish-flags.ts";

/** An entry of the registry before it is published. */
export interface Publication {
  /** The folder of package.json, where `server.json` is too. */
  readonly folder: string;
  /** The file of the server, relative to the folder. */
  readonly file: string | undefined;
  readonly project: Project;
  /** The path of `server.json`. */
  readonly path: string;
  /** Its text; `undefined` if there is none yet. */
  readonly before: string | undefined;
  readonly document: ServerJson;
  readonly faults: readonly string[];
  readonly remarks: readonly string[];
}

/**
 * Reads package.json, `server.json` and the server itself, and makes the entry of them.
 *
 * @throws MortiseError `INVALID_OPTION` for a file that cannot be read; the errors of a server that does not answer.
 */
export async function readPublication(
  written: string | undefined,
  flags: PublishFlags,
  session: CommandSession,
): Promise<Publication> {
  const file = written === undefined ? undefined : findServerFile(written);
  const { folder, project } = readPackage(file ? dirname(file.path) : process.cwd());
  const path = join(folder, "server.json");
  const before = readText(path);
  const existing = before === undefined ? undefined : readServerJson(before, path);
  const variables = readVariables(flags);
  const server =
    file && flags.check
      ? await seeVersion(file, { env: readValues(variables), timeout: flags.timeout }, session)
      : {};
  const bundle = flags.mcpb === undefined ? undefined : readBundle(flags.mcpb, flags, project);
  const parts: ServerJsonParts = {
    project,
    server,
    variables,
    ...(existing && { existing }),
    ...(bundle && { bundle }),
    ...pickGiven(flags),
  };
  const document = createServerJson(parts);
  const sources = { project, server };
  return {
    folder,
    file: file && relative(folder, file.path),
    project,
    path,
    before,
    document,
    faults: [
      ...findServerJsonFaults(document, sources),
      ...findCommandFaults(project, folder),
      ...findSecrets(JSON.stringify(document), variables).map(
        (name) => `server.json has the value of ${name}, which all could read; take it out`,
      ),
    ],
    remarks: findServerJsonRemarks(document, sources),
  };
}

function pickGiven({
  name,
  description,
  arg,
  runtimeArg,
  oci,
  remote,
}: PublishFlags): Partial<ServerJsonParts> {
  return {
    ...(name !== undefined && { name }),
    ...(description !== undefined && { description }),
    ...(arg && { packageArguments: arg }),
    ...(runtimeArg && { runtimeArguments: runtimeArg }),
    ...(oci !== undefined && { image: oci }),
    ...(remote && { remotes: remote }),
  };
}

async function seeVersion(
  { path, name }: ServerFile,
  options: Pick<ConnectionOptions, "env" | "timeout">,
  session: CommandSession,
): Promise<SeenServer> {
  const signal = session.interruption.listen();
  const exported = name === "default" ? {} : { exportName: name };
  const target = { kind: "file", path, ...exported, label: basename(path) } as const;
  await using client = await connectTarget(target, options, { signal });
  return pickIdentity(client.serverInfo);
}

/** A bundle lies in the release of its version, unless it is said to be elsewhere. */
function readBundle(
  written: string,
  { mcpbUrl }: PublishFlags,
  { version, repository }: Project,
): PublishedBundle {
  let bytes: Uint8Array;
  try {
    bytes = readRegularFile(resolve(written));
  } catch (error) {
    throw invalid(`--mcpb: ${(error as Error).message}`);
  }
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  if (mcpbUrl !== undefined) return { url: mcpbUrl, sha256 };
  if (repository?.account?.host !== "github.com" || version === undefined) {
    throw invalid(
      "Only a release on GitHub has a URL that is known before; give that of the bundle with --mcpb-url",
    );
  }
  return { url: `${repository.url}/releases/download/v${version}/${basename(written)}`, sha256 };
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
