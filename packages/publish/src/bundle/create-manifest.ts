import { OLDEST_NODE } from "@mortise/protocol";
import valid from "semver/functions/valid.js";
import { invalid } from "../invalid.ts";
import type { Platform, Project } from "../project/project.ts";
import { hasCredentials, isWebUrl, requireWebUrl } from "../web-url.ts";
import type { BundleManifest, ManifestPrompt, ManifestTool } from "./manifest.ts";
import type { BundleVariable } from "./variable.ts";
import { settingKey, settingPlaceholder, toUserSetting } from "./variable.ts";

/** Where the server is in a bundle. */
export const ENTRY_POINT = "server/index.js";
/** Where the icon is in a bundle. */
export const ICON = "icon.png";

/** The words of a server about itself when it is started; without members if it was not. */
export interface SeenServer {
  /** Its name for programs. */
  readonly name?: string;
  /** Its name for people. */
  readonly title?: string;
  /** Its version. */
  readonly version?: string;
  /** One sentence about it. */
  readonly description?: string;
  /** Its page. */
  readonly websiteUrl?: string;
  /** Its tools; `undefined` if they were not listed. */
  readonly tools?: readonly ManifestTool[];
  /** Whether the list may change while the server runs. */
  readonly toolsChange?: boolean;
  /** Its prompts of which the text is known; `undefined` if they were not listed. */
  readonly prompts?: readonly ManifestPrompt[];
  /** Whether there are or may be more. */
  readonly promptsChange?: boolean;
}

/** The parts of a manifest. */
export interface ManifestParts {
  /** The members of package.json. */
  readonly project: Project;
  /** The words of the server about itself. */
  readonly server: SeenServer;
  /** Overrides the name of package.json. */
  readonly name?: string;
  /** The variables that the user gives. Default: none. */
  readonly variables?: readonly BundleVariable[];
  /** Whether the bundle has an icon at {@link ICON}. Default `false`. */
  readonly hasIcon?: boolean;
  /** The pages of the policies of services that see data of the user. */
  readonly privacyPolicies?: readonly string[];
}

const PLATFORMS: readonly Platform[] = ["darwin", "win32", "linux"];

/**
 * Makes the manifest of a bundle; members that package.json lacks are taken from the server.
 *
 * @throws MortiseError `INVALID_OPTION` for a name, version, description or author that neither has, for a
 * version that is no semantic one, and for two variables that hosts would ask for as one.
 */
export function createManifest(parts: ManifestParts): BundleManifest {
  const { project, server, variables = [], hasIcon = false, privacyPolicies = [] } = parts;
  const homepage = project.homepage ?? keepWebUrl(server.websiteUrl);
  requireDistinct(variables);
  return {
    manifest_version: "0.3",
    name: chooseName(parts),
    ...(server.title !== undefined && { display_name: server.title }),
    version: chooseVersion(project, server),
    description: require(project.description ?? server.description, "description"),
    author: require(project.author, "author", ", or give --author"),
    ...(project.repository && { repository: { type: "git", url: project.repository.url } }),
    ...(homepage !== undefined && { homepage }),
    ...(project.support !== undefined && { support: project.support }),
    ...(hasIcon && { icon: ICON }),
    server: {
      type: "node",
      entry_point: ENTRY_POINT,
      mcp_config: {
        command: "node",
        args: [`\${__dirname}/${ENTRY_POINT}`],
        env: Object.fromEntries(variables.map((each) => [each.name, settingPlaceholder(each)])),
      },
    },
    ...describeLists(server),
    ...(project.keywords && project.keywords.length > 0 && { keywords: project.keywords }),
    ...(project.license !== undefined && { license: project.license }),
    ...(privacyPolicies.length > 0 && {
      privacy_policies: privacyPolicies.map((url) => requireWebUrl(url, "--privacy")),
    }),
    compatibility: {
      platforms: project.platforms ?? PLATFORMS,
      runtimes: { node: project.node ?? `>=${OLDEST_NODE}` },
    },
    ...(variables.length > 0 && {
      user_config: Object.fromEntries(
        variables.map((each) => [settingKey(each), toUserSetting(each)]),
      ),
    }),
  };
}

/** Returns the file name of a bundle, such as `desk-1.2.0.mcpb`. */
export function bundleFileName({ name, version }: BundleManifest): string {
  return `${name}-${version}.mcpb`;
}

function describeLists(
  server: SeenServer,
): Pick<BundleManifest, "tools" | "tools_generated" | "prompts" | "prompts_generated"> {
  const { tools, toolsChange = tools === undefined, prompts, promptsChange } = server;
  return {
    ...(tools && tools.length > 0 && { tools }),
    ...(toolsChange && { tools_generated: true }),
    ...(prompts && prompts.length > 0 && { prompts }),
    ...((promptsChange ?? prompts === undefined) && { prompts_generated: true }),
  };
}

/** The scope of an npm name stays, for `@ada/mcp` and `@bob/mcp` are two; in programs' names it has no `@` and `/`. */
function chooseName({ name, project, server }: ManifestParts): string {
  if (name !== undefined) return requireName(name, ` of --name`);
  const own = project.name?.replace(/^@/, "").replaceAll("/", "-") ?? server.name;
  return requireName(require(own, "name", ", or give --name"), "; give another with --name");
}

function requireName(name: string, fix: string): string {
  if (/^[A-Za-z0-9][\w.-]{0,99}$/.test(name)) return name;
  throw invalid(
    `${JSON.stringify(name)} is no name for a bundle${fix}: up to 100 letters, digits, ".", "_" and "-"`,
  );
}

function chooseVersion(project: Project, server: SeenServer): string {
  const version = require(project.version ?? server.version, "version");
  if (/^\d/.test(version) && valid(version) !== null) return version;
  const place = project.version === undefined ? "the server" : "package.json";
  throw invalid(
    `The version ${JSON.stringify(version)} of ${place} is no semantic one, such as 1.2.0`,
  );
}

function require<T>(value: T | undefined, member: string, otherwise = ""): T {
  if (value !== undefined) return value;
  throw invalid(`The bundle has no ${member}; add "${member}" to package.json${otherwise}`);
}

function keepWebUrl(url: string | undefined): string | undefined {
  return url !== undefined && isWebUrl(url) && !hasCredentials(url) ? url : undefined;
}

function requireDistinct(variables: readonly BundleVariable[]): void {
  const seen = new Map<string, string>();
  for (const variable of variables) {
    const key = settingKey(variable);
    const other = seen.get(key);
    if (other === variable.name) throw invalid(`${other} is given twice`);
    if (other !== undefined)
      throw invalid(`${other} and ${variable.name} are one setting for hosts`);
    seen.set(key, variable.name);
  }
}
