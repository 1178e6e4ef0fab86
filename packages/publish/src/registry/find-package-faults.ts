import { hasCredentials, WITH_CREDENTIALS } from "../web-url.ts";
import type { ServerArgument, ServerPackage } from "./server-json.ts";

const GITHUB_RELEASE = /^\/[A-Za-z0-9-]{1,39}\/[\w.-]+\/releases\/download\/[^/]+\/[^/]+$/;
const GITLAB_RELEASE =
  /^\/[\w.-]+(?:\/[\w.-]+)+\/-\/(?:releases\/[^/]+\/downloads\/[^/]+|package_files\/\d+\/download)$/;
const IMAGE_HOSTS =
  /^(?:docker\.io|ghcr\.io|quay\.io|mcr\.microsoft\.com|[\w.-]+\.pkg\.dev|[\w-]+\.azurecr\.io)$/;
const NPM = "https://registry.npmjs.org";

/** Returns the faults of a package that the registry's own schema lets through. */
export function findPackageFaults(entry: ServerPackage, version: string | undefined): string[] {
  const faults = [
    ...(BY_TYPE.get(entry.registryType)?.(entry, version) ?? []),
    ...[...(entry.runtimeArguments ?? []), ...(entry.packageArguments ?? [])].flatMap(
      findArgumentFaults,
    ),
    ...(entry.environmentVariables ?? [])
      .filter(({ isSecret, default: value = "" }) => isSecret === true && value !== "")
      .map(({ name }) => `the secret ${name} has a default, which all could read; leave it out`),
  ];
  if (hasCredentials(entry.identifier)) return [`A package is at a URL ${WITH_CREDENTIALS}`];
  if (/\s/.test(entry.identifier)) faults.unshift("its identifier has a space");
  return faults.map((fault) => `The ${entry.registryType} package ${entry.identifier}: ${fault}`);
}

type Finder = (entry: ServerPackage, version: string | undefined) => string[];

const BY_TYPE: ReadonlyMap<string, Finder> = new Map([
  ["npm", findNpmFaults],
  ["mcpb", findBundleFaults],
  ["oci", findImageFaults],
]);

function findNpmFaults(entry: ServerPackage, version: string | undefined): string[] {
  const base = entry["registryBaseUrl"];
  return [
    ...(entry.version === undefined ? ["it has no version"] : []),
    ...(entry.version !== undefined && entry.version !== version
      ? [`its version is ${entry.version}, and that of the server ${version}`]
      : []),
    ...(base !== undefined && base !== NPM ? [`the registry knows npm at ${NPM} alone`] : []),
    ...(entry.fileSha256 !== undefined ? ["fileSha256 is for bundles"] : []),
  ];
}

function findBundleFaults(entry: ServerPackage, version: string | undefined): string[] {
  return [
    ...findReleaseFaults(entry.identifier),
    ...(entry.fileSha256 === undefined ? ["it has no checksum; give its file with --mcpb"] : []),
    ...(entry["registryBaseUrl"] !== undefined ? ["registryBaseUrl is not for bundles"] : []),
    ...(version !== undefined && !entry.identifier.includes(version)
      ? [`its URL names no version ${version}; give the new file with --mcpb`]
      : []),
  ];
}

const RELEASES: ReadonlyMap<string, RegExp> = new Map([
  ["github.com", GITHUB_RELEASE],
  ["gitlab.com", GITLAB_RELEASE],
]);

function findReleaseFaults(identifier: string): string[] {
  const url = URL.canParse(identifier) ? new URL(identifier) : undefined;
  const host = url?.hostname.replace(/^www\./, "");
  const pattern = RELEASES.get(host ?? "");
  if (url?.protocol !== "https:" || pattern === undefined || !pattern.test(url.pathname)) {
    return ["it is no file of a release on GitHub or GitLab; give its URL with --mcpb-url"];
  }
  return /mcp/i.test(identifier) ? [] : ['the registry wants "mcp" in its URL'];
}

function findImageFaults(entry: ServerPackage, version: string | undefined): string[] {
  const [, host = "", tag, digest] =
    /^([^/]+)\/[^:@]+(?::([^@]+))?(?:@(sha256:[0-9a-f]{64}))?$/.exec(entry.identifier) ?? [];
  const foreign = ["version", "registryBaseUrl", "fileSha256"].filter((key) => key in entry);
  const tagFaults = digest === undefined ? findTagFaults(tag, version) : [];
  return [
    ...(IMAGE_HOSTS.test(host) ? [] : ["it has no host that the registry knows, such as ghcr.io/"]),
    ...tagFaults,
    ...foreign.map((key) => `the registry refuses ${key} for images`),
  ];
}

function findTagFaults(tag: string | undefined, version: string | undefined): string[] {
  if (tag === undefined || tag === "latest")
    return ["it has no tag with a version, such as :1.2.0"];
  if (version === undefined || tag.includes(version)) return [];
  return [`its tag is ${tag}, and the version of the server ${version}; give the image with --oci`];
}

function findArgumentFaults({ type, name = "", value }: ServerArgument): string[] {
  if (type !== "named") return [];
  return [
    ...(/[<>$\s]/.test(name)
      ? [`the name ${JSON.stringify(name)} of an argument has more than a name`]
      : []),
    ...(name !== "" && value?.startsWith(name) ? [`the value of ${name} repeats its name`] : []),
  ];
}
