import { existsSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { MortiseError } from "@mortise/protocol";
import type { BundleVariable, ServerPackage } from "@mortise/publish";
import { readNamespace, WORKFLOW_MARK, writeWorkflow } from "@mortise/publish";
import { writeNote } from "../../output/note.ts";
import { readText, replaceText } from "../../output/replace-text.ts";
import type { PublishFlags } from "./publish-flags.ts";
import type { Publication } from "./read-publication.ts";

/**
 * Writes the workflow into the repository, and returns its path.
 *
 * @throws MortiseError `INVALID_OPTION` for another file in its place, and for a bundle without its server.
 */
export function writeWorkflowFile(publication: Publication, { check }: PublishFlags): string {
  const { folder, file, document } = publication;
  const root = findRepository(folder);
  const path = join(root, ".github/workflows/publish-mcp.yml");
  const before = readText(path);
  if (before !== undefined && !before.startsWith(WORKFLOW_MARK)) {
    throw invalid(`${path} is another workflow; rename it, and try again`);
  }
  const { packages = [] } = document;
  const bundle = packages.find((each) => each.registryType === "mcpb");
  if (bundle !== undefined && file === undefined) {
    throw invalid("The workflow makes the bundle anew; name the file of the server");
  }
  const text = writeWorkflow({
    namespace: readNamespace(document.name ?? ""),
    folder: relative(root, folder).split(sep).join("/"),
    hasPackage: packages.some((each) => each.registryType === "npm"),
    isStarted: check,
    ...(file !== undefined && { file: file.split(sep).join("/") }),
    ...(bundle && { bundleFile: nameBundle(bundle), variables: readVariables(bundle) }),
  });
  replaceText(path, before, text);
  const foreign = ["pnpm-lock.yaml", "yarn.lock", "bun.lock"].find((each) =>
    existsSync(join(root, each)),
  );
  if (foreign !== undefined) {
    writeNote(
      `the workflow installs with npm ci, and this repository has ${foreign}; change that step`,
    );
  }
  return path;
}

/** The name of the file in the release, without the version, which differs in each. */
function nameBundle({ identifier }: ServerPackage): string {
  const name = identifier.slice(identifier.lastIndexOf("/") + 1);
  return name.replace(/-\d+\.\d+\.\d+[^/]*(?=\.mcpb$)/, "");
}

function readVariables({ environmentVariables = [] }: ServerPackage): BundleVariable[] {
  return environmentVariables.map(
    ({ name, isRequired = false, isSecret = false, description, default: value }) => ({
      name,
      isRequired,
      isSecret,
      ...(description !== undefined && { description }),
      ...(value !== undefined && { default: value }),
    }),
  );
}

/** The workflows of a repository are at its root; a folder that is in none has its own. */
function findRepository(folder: string): string {
  let root = folder;
  while (!existsSync(join(root, ".git"))) {
    if (dirname(root) === root) return folder;
    root = dirname(root);
  }
  return root;
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
