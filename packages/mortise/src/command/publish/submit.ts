import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Duration } from "@mortise/protocol";
import { MortiseError, parseDuration } from "@mortise/protocol";
import { readNamespace } from "@mortise/publish";
import { awaitServed } from "./await-served.ts";
import type { PublishFlags } from "./publish-flags.ts";
import type { Publication } from "./read-publication.ts";

const PUBLISHER = "mcp-publisher";

/**
 * Waits until npm has the package with its claim, runs the registry's own command, and waits until the registry
 * serves the version. Returns `false` for a version that it serves already, of which nothing can be changed.
 *
 * @throws MortiseError `INVALID_OPTION` for a package that npm has without its claim or not at all, and without
 * the command; `CONNECTION_FAILED` for a command that fails, and for a registry that does not serve the version.
 */
export async function submit(
  publication: Publication,
  flags: PublishFlags,
  signal: AbortSignal,
): Promise<boolean> {
  const wait = parseDuration(flags.wait as Duration, "--wait");
  const { name = "", version = "" } = publication.document;
  const served = {
    url: `${flags.registry.replace(/\/+$/, "")}/v0.1/servers/${encodeURIComponent(name)}/versions/${encodeURIComponent(version)}`,
    owner: "The registry",
    accepts: (answer: object) => requireEntry(answer, publication, flags),
    signal,
  };
  if (await awaitServed({ ...served, wait: 0 })) return false;
  await requirePackage(publication, flags, { wait, signal });
  await runPublisher(publication, signal);
  if (await awaitServed({ ...served, wait })) return true;
  throw new MortiseError(
    "CONNECTION_FAILED",
    `The registry does not serve ${name} ${version} after ${flags.wait}; see what it says at ${served.url}`,
  );
}

/** A page that answers every URL, such as one that asks for a sign-in to the network, is no registry. */
function requireEntry(
  answer: { readonly server?: unknown },
  { document: { name = "" } }: Publication,
  { registry }: PublishFlags,
): true {
  const { name: found } = (answer.server ?? {}) as { readonly name?: unknown };
  if (typeof found === "string" && found.toLowerCase() === name.toLowerCase()) return true;
  throw new MortiseError(
    "HTTP_ERROR",
    `${registry} answered without the entry of ${name}; see whether it is the registry`,
    { data: { status: 200 } },
  );
}

async function requirePackage(
  { document, project }: Publication,
  { npm }: PublishFlags,
  { wait, signal }: { readonly wait: number; readonly signal: AbortSignal },
): Promise<void> {
  const entry = document.packages?.find(
    (each) => each.registryType === "npm" && each.identifier === project.name,
  );
  if (entry === undefined) return;
  const shown = `${entry.identifier}@${entry.version}`;
  const isThere = await awaitServed({
    url: `${npm.replace(/\/+$/, "")}/${entry.identifier.replace("/", "%2f")}/${entry.version}`,
    owner: "npm",
    accepts: (manifest) => {
      const { mcpName }: { readonly mcpName?: unknown } = manifest;
      if (mcpName === document.name) return true;
      throw new MortiseError(
        "INVALID_OPTION",
        `npm has ${shown} with ${mcpName === undefined ? "no mcpName" : `mcpName ${JSON.stringify(mcpName)}`}; publish a new version with mcpName ${document.name}`,
      );
    },
    wait,
    signal,
  });
  if (isThere) return;
  throw new MortiseError("INVALID_OPTION", `npm does not have ${shown}; run npm publish before`);
}

/** Runs the command in the folder of `server.json`, on this terminal: it may ask, and says what is wrong. */
async function runPublisher({ folder, document }: Publication, signal: AbortSignal): Promise<void> {
  const child = spawn(PUBLISHER, ["publish"], { cwd: folder, stdio: "inherit", signal });
  const [code] = await once(child, "exit").catch((cause: NodeJS.ErrnoException) => {
    signal.throwIfAborted();
    if (cause.code !== "ENOENT") throw cause;
    throw new MortiseError("INVALID_OPTION", explainPublisher(document.name ?? ""), { cause });
  });
  if (code === 0) return;
  throw new MortiseError(
    "CONNECTION_FAILED",
    `${PUBLISHER} publish ended with code ${code}; sign in with ${PUBLISHER} ${describeLogin(document.name ?? "")}`,
  );
}

/** Says how the registry's own command is had. */
function explainPublisher(name: string): string {
  return `The registry takes entries from its own command alone, and ${PUBLISHER} is not installed: brew install ${PUBLISHER}, or take it from github.com/modelcontextprotocol/registry/releases; then ${PUBLISHER} ${describeLogin(name)}. Or let a workflow do all that: mortise publish --workflow`;
}

function describeLogin(name: string): string {
  const proof = readNamespace(name);
  return proof.kind === "github"
    ? "login github"
    : `login dns --domain ${proof.domain} --private-key <key>`;
}
