import type { SeenServer } from "../bundle/create-manifest.ts";
import type { BundleVariable } from "../bundle/variable.ts";
import type { Project, Repository } from "../project/project.ts";
import type {
  ServerArgument,
  ServerJson,
  ServerPackage,
  ServerRepository,
  ServerTransport,
  ServerVariable,
} from "./server-json.ts";
import { SERVER_SCHEMA_URL } from "./server-json.ts";
import { proposeServerName } from "./server-name.ts";

/** A bundle that can be downloaded. */
export interface PublishedBundle {
  /** Its place for downloads. */
  readonly url: string;
  /** Its checksum, in hexadecimal digits. */
  readonly sha256: string;
}

/** The parts of a `server.json`. */
export interface ServerJsonParts {
  /** The members of package.json. */
  readonly project: Project;
  /** The words of the server about itself; empty if it was not started. */
  readonly server: SeenServer;
  /** The `server.json` of before, whose members stay unless a part says otherwise. */
  readonly existing?: ServerJson;
  /** The name in the registry. */
  readonly name?: string;
  /** The server in a sentence. */
  readonly description?: string;
  /** The variables that the user gives; they replace those of before in each package. */
  readonly variables?: readonly BundleVariable[];
  /** Words for the server; they replace those of before. */
  readonly packageArguments?: readonly string[];
  /** Words for `npx`; they replace those of before. */
  readonly runtimeArguments?: readonly string[];
  /** A bundle. */
  readonly bundle?: PublishedBundle;
  /** The reference of an image, such as `ghcr.io/ada/desk:1.2.0`. */
  readonly image?: string;
  /** The URLs where the server runs; they replace those of before. */
  readonly remotes?: readonly string[];
}

/**
 * Makes a `server.json` from package.json, from what the server says of itself and from the file of before. The
 * version is that of package.json everywhere. {@link findServerJsonFaults} says what the result lacks.
 */
export function createServerJson(parts: ServerJsonParts): ServerJson {
  const { project, server, existing = {} } = parts;
  const { name, title, description, repository, version, websiteUrl } = existing;
  const own: ServerJson = dropUndefined({
    $schema: SERVER_SCHEMA_URL,
    name: parts.name ?? project.mcpName ?? name ?? proposeServerName(project),
    title: title ?? server.title,
    description: parts.description ?? description ?? project.description ?? server.description,
    repository: repository ?? toServerRepository(project.repository),
    version: project.version ?? version ?? server.version,
    websiteUrl: websiteUrl ?? [project.homepage, server.websiteUrl].find(isSecure),
    packages: listPackages(parts),
    remotes: listRemotes(parts),
  });
  return { ...existing, ...own };
}

function dropUndefined(members: Readonly<Record<string, unknown>>): ServerJson {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

/** The registry knows the repositories of two hosts. */
function toServerRepository(repository: Repository | undefined): ServerRepository | undefined {
  const source = /^https:\/\/(github|gitlab)\.com\//.exec(repository?.url ?? "")?.[1];
  if (repository === undefined || source === undefined) return undefined;
  const { url, folder } = repository;
  return { url, source, ...(folder !== undefined && { subfolder: folder.replace(/^\.\//, "") }) };
}

function isSecure(url: string | undefined): boolean {
  return url !== undefined && /^https:\/\//i.test(url);
}

function listPackages(parts: ServerJsonParts): readonly ServerPackage[] | undefined {
  const { project, existing, bundle, image } = parts;
  const before = existing?.packages ?? [];
  if (!isListOfObjects(before)) return before;
  const own = (entry: ServerPackage): boolean =>
    entry.registryType === "npm" && entry.identifier === project.name;
  const isListed = before.some(own);
  const list = before.map((entry) => {
    if (own(entry)) return toNpmPackage(entry, parts);
    if (entry.registryType === "mcpb" && bundle) return toBundlePackage(entry, bundle, parts);
    if (entry.registryType === "oci" && image) return toImagePackage(entry, image, parts);
    return withVariables(entry, parts);
  });
  const has = (type: string): boolean => before.some((entry) => entry.registryType === type);
  if (!isListed && project.name !== undefined && project.isPrivate !== true) {
    list.unshift(toNpmPackage(undefined, parts));
  }
  if (bundle && !has("mcpb")) list.push(toBundlePackage(undefined, bundle, parts));
  if (image && !has("oci")) list.push(toImagePackage(undefined, image, parts));
  return list.length > 0 ? list : undefined;
}

const STDIO: ServerTransport = { type: "stdio" };

function toNpmPackage(before: ServerPackage | undefined, parts: ServerJsonParts): ServerPackage {
  const { project, packageArguments, runtimeArguments } = parts;
  return withVariables(
    {
      ...before,
      registryType: "npm",
      identifier: project.name ?? "",
      ...(project.version !== undefined && { version: project.version }),
      transport: before?.transport ?? STDIO,
      ...(runtimeArguments && {
        runtimeHint: "npx",
        runtimeArguments: runtimeArguments.map(toArgument),
      }),
      ...(packageArguments && { packageArguments: packageArguments.map(toArgument) }),
    },
    parts,
  );
}

/** The version of a bundle is in its URL; the registry has refused a member for it at times. */
function toBundlePackage(
  before: ServerPackage | undefined,
  { url, sha256 }: PublishedBundle,
  parts: ServerJsonParts,
): ServerPackage {
  const { version: _, transport = STDIO, ...kept } = before ?? {};
  return withVariables(
    { ...kept, registryType: "mcpb", identifier: url, fileSha256: sha256, transport },
    parts,
  );
}

function toImagePackage(
  before: ServerPackage | undefined,
  image: string,
  parts: ServerJsonParts,
): ServerPackage {
  const { version: _, transport = STDIO, ...kept } = before ?? {};
  return withVariables({ ...kept, registryType: "oci", identifier: image, transport }, parts);
}

function withVariables(entry: ServerPackage, { variables }: ServerJsonParts): ServerPackage {
  if (variables === undefined || variables.length === 0) return entry;
  return { ...entry, environmentVariables: variables.map(toServerVariable) };
}

function toServerVariable(variable: BundleVariable): ServerVariable {
  const { name, isRequired, isSecret, description } = variable;
  return {
    name,
    ...(description !== undefined && { description }),
    isRequired,
    ...(isSecret && { isSecret }),
    ...(variable.default !== undefined && { default: variable.default }),
  };
}

/** `--port=3000` and `-y` are named, `serve` is positional. */
function toArgument(word: string): ServerArgument {
  const [, name, value] = /^(-[^=]*)(?:=(.*))?$/s.exec(word) ?? [];
  if (name === undefined) return { type: "positional", value: word };
  return { type: "named", name, ...(value !== undefined && { value }) };
}

function listRemotes({
  remotes,
  existing,
}: ServerJsonParts): readonly ServerTransport[] | undefined {
  if (remotes === undefined || remotes.length === 0) return existing?.remotes;
  const listed = isListOfObjects(existing?.remotes) ? existing.remotes : [];
  return remotes.map((url) => {
    const before = listed.find((remote) => remote.url === url);
    return before ?? { type: "streamable-http", url };
  });
}

/** A file that is written by hand may have any form, and its faults are named later. */
function isListOfObjects<T extends object>(value: readonly T[] | undefined): value is readonly T[] {
  return Array.isArray(value) && value.every((each) => typeof each === "object" && each !== null);
}
