import { compileJsonSchema, isLoopbackHost } from "@mortise/protocol";
import valid from "semver/functions/valid.js";
import type { SeenServer } from "../bundle/create-manifest.ts";
import type { Project } from "../project/project.ts";
import { unscoped } from "../project/read-project.ts";
import { hasCredentials, WITH_CREDENTIALS } from "../web-url.ts";
import { findPackageFaults } from "./find-package-faults.ts";
import type { ServerJson, ServerTransport } from "./server-json.ts";
import { findNameFaults, proposeServerName } from "./server-name.ts";
import { SERVER_SCHEMA } from "./server-schema.ts";

const MAX_DESCRIPTION = 100;
const MAX_META_BYTES = 4_096;
const PUBLISHER = "io.modelcontextprotocol.registry/publisher-provided";

/** The sources of a `server.json`, which have to agree with it. */
export interface ServerJsonSources {
  /** The members of package.json. */
  readonly project: Project;
  /** The words of the server about itself; empty if it was not started. */
  readonly server: SeenServer;
}

/**
 * Returns why the registry would refuse a `server.json`, or clients could not start it, each fault as a sentence
 * with its remedy; empty for one that can be published.
 */
export function findServerJsonFaults(document: ServerJson, sources: ServerJsonSources): string[] {
  const wrong = findFormFaults(document);
  if (wrong.length > 0) return wrong;
  return [
    ...findIdentityFaults(document, sources),
    ...findAddressFaults(document),
    ...(document.packages ?? []).flatMap((each) => findPackageFaults(each, document.version)),
    ...findOwnershipFaults(document, sources.project),
    ...(document.remotes ?? []).flatMap(findRemoteFaults),
  ];
}

const checkForm = compileJsonSchema(SERVER_SCHEMA, "server.json");

/** The common faults come first, in words of their own; those of a name come later. */
function findFormFaults(document: ServerJson): string[] {
  const { name, description, version } = document;
  const faults: string[] = [];
  if (name === undefined) {
    faults.push(
      'There is no name; add "repository" to package.json, or give --name io.github.<account>/<server>',
    );
  }
  if (description === undefined) {
    faults.push(
      'There is no description; add "description" to package.json, or give --description',
    );
  } else if (typeof description === "string" && [...description].length > MAX_DESCRIPTION) {
    faults.push(
      `The description has ${[...description].length} characters, and the registry takes ${MAX_DESCRIPTION}; give a shorter one with --description`,
    );
  }
  if (version === undefined) faults.push('There is no version; add "version" to package.json');
  if (faults.length > 0) return faults;
  const { issues = [] } = checkForm(document);
  return issues
    .filter(({ path }) => typeof name !== "string" || path?.[0] !== "name")
    .map(({ path = [], message }) => `server.json${describePath(path)}: ${message}`);
}

function describePath(path: readonly unknown[]): string {
  return path.map((part) => (typeof part === "number" ? `[${part}]` : `.${String(part)}`)).join("");
}

function findIdentityFaults(
  { name = "", version = "", packages = [], remotes = [] }: ServerJson,
  { project, server }: ServerJsonSources,
): string[] {
  const faults = findNameFaults(name, project);
  if (!/^\d/.test(version) || valid(version) === null) {
    faults.push(`The version ${JSON.stringify(version)} is no semantic one, such as 1.2.0`);
  } else if (server.version !== undefined && server.version !== version) {
    faults.push(
      `The server calls itself version ${server.version}, and package.json has ${version}; write the same`,
    );
  }
  if (packages.length === 0 && remotes.length === 0) {
    faults.push(
      "There is no package and no URL: package.json is private, so give --mcpb, --oci or --remote",
    );
  }
  return faults;
}

const PAGES: ReadonlyMap<string, RegExp> = new Map([
  ["github", /^https?:\/\/(?:www\.)?github\.com\/[\w.-]+\/[\w.-]+\/?$/],
  ["gitlab", /^https?:\/\/(?:www\.)?gitlab\.com\/[\w.-]+(?:\/[\w.-]+)+\/?$/],
]);

function findAddressFaults({ websiteUrl, repository, icons, _meta }: ServerJson): string[] {
  const faults: string[] = [];
  if (hasCredentials(websiteUrl ?? "")) {
    faults.push(`websiteUrl is a URL ${WITH_CREDENTIALS}`);
  } else if (websiteUrl !== undefined && !isSecure(websiteUrl)) {
    faults.push(`websiteUrl is ${websiteUrl}; the registry takes https alone`);
  }
  if (repository !== undefined && !PAGES.get(repository.source)?.test(repository.url)) {
    faults.push(`repository is ${repository.url}; the registry takes a page on GitHub or GitLab`);
  }
  const folder = repository?.subfolder;
  const isClean = folder
    ?.split("/")
    .every((part) => /^[\w.-]+$/.test(part) && !/^\.\.?$/.test(part));
  if (folder !== undefined && !isClean) {
    faults.push(
      `repository.subfolder is ${JSON.stringify(folder)}, which is no clean relative path`,
    );
  }
  for (const { src } of (icons ?? []) as readonly { readonly src: string }[]) {
    if (hasCredentials(src)) faults.push(`An icon is at a URL ${WITH_CREDENTIALS}`);
    else if (!isSecure(src)) faults.push(`The icon ${src} is not at an https URL`);
  }
  const meta = (_meta as Readonly<Record<string, unknown>> | undefined)?.[PUBLISHER];
  if (
    meta !== undefined &&
    new TextEncoder().encode(JSON.stringify(meta)).length > MAX_META_BYTES
  ) {
    faults.push(`_meta has more than ${MAX_META_BYTES} bytes, which the registry does not take`);
  }
  return faults;
}

/** The registry reads the claim of a package from npm; clients start it with `npx -y <package>`. */
function findOwnershipFaults({ name = "", packages = [] }: ServerJson, project: Project): string[] {
  const own = packages.some(
    (each) => each.registryType === "npm" && each.identifier === project.name,
  );
  if (!own || project.name === undefined) return [];
  const { mcpName, commands = {} } = project;
  const faults: string[] = [];
  const fix = `npm pkg set mcpName=${name}`;
  if (mcpName === undefined) {
    faults.push(`package.json has no mcpName, by which the registry knows your package: ${fix}`);
  } else if (mcpName !== name) {
    faults.push(
      `mcpName of package.json is ${mcpName}, and the name of the server ${name}: ${fix}`,
    );
  }
  const names = Object.keys(commands);
  if (names.length === 0) {
    faults.push(
      'package.json has no "bin", so that npx has nothing to start; make one with mortise build',
    );
  } else if (names.length > 1 && !names.includes(unscoped(project.name))) {
    faults.push(
      `npx starts the command ${unscoped(project.name)} of a package with several, and "bin" has ${names.join(", ")}`,
    );
  }
  return faults;
}

/** Addresses that are no public ones, as `URL.hostname` writes them: 0/8, private and link-local ones; mapped ones too. */
const NOT_PUBLIC =
  /^(?:0|10|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$|^\[(?:::|f[cd]|fe[89ab])/;

function findRemoteFaults({ url = "", variables = {} }: ServerTransport): string[] {
  const known = Object.keys(variables as object);
  const unknown = [...url.matchAll(/\{([^}]+)\}/g)].map(([, name = ""]) => name);
  const missing = unknown.filter((name) => !known.includes(name));
  if (missing.length > 0) {
    return [`The remote ${url} has {${missing.join("}, {")}}, of which "variables" says nothing`];
  }
  const plain = url.replace(/:\{[^}]+\}/g, ":80").replace(/\{[^}]+\}/g, "x");
  if (hasCredentials(plain)) return [`A remote is at a URL ${WITH_CREDENTIALS}`];
  const { hostname = "", protocol = "" } = URL.canParse(plain) ? new URL(plain) : {};
  if (protocol === "https:" && !isLoopbackHost(hostname) && !NOT_PUBLIC.test(hostname)) return [];
  return [`The remote ${url} is not at an https URL that others can reach`];
}

function isSecure(url: string): boolean {
  return URL.canParse(url) && new URL(url).protocol === "https:";
}

/** Returns what should be known before a `server.json` is published, and fails nothing. */
export function findServerJsonRemarks(
  document: ServerJson,
  { project }: ServerJsonSources,
): string[] {
  const remarks: string[] = [];
  if (document.version?.includes("-")) {
    remarks.push("A pre-release behind a stable version is never the latest in the registry");
  }
  const proposed = proposeServerName(project);
  const [own = "", account = ""] = [document.name, proposed].map((name) => name?.split("/")[0]);
  if (proposed !== undefined && own.startsWith("io.github.") && own !== account) {
    remarks.push(
      `A workflow of ${project.repository?.url} may publish ${account}/… alone, not ${own}/…`,
    );
  }
  return remarks;
}
