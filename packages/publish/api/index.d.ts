// The public declarations of @mortise/publish. `npx vitest run scripts -u` writes this file.

export type { JsonSchema } from "@mortise/protocol";

export type ArchiveFiles = ReadonlyMap<string, Uint8Array>;

export interface BundleManifest {
  readonly manifest_version: "0.3";
  readonly name: string;
  readonly display_name?: string;
  readonly version: string;
  readonly description: string;
  readonly author: Person;
  readonly repository?: {
    readonly type: "git";
    readonly url: string;
  };
  readonly homepage?: string;
  readonly support?: string;
  readonly icon?: string;
  readonly server: ManifestServer;
  readonly tools?: readonly ManifestTool[];
  readonly tools_generated?: true;
  readonly prompts?: readonly ManifestPrompt[];
  readonly prompts_generated?: true;
  readonly keywords?: readonly string[];
  readonly license?: string;
  readonly privacy_policies?: readonly string[];
  readonly compatibility: {
    readonly platforms: readonly string[];
    readonly runtimes: {
      readonly node: string;
    };
  };
  readonly user_config?: Readonly<Record<string, UserSetting>>;
}

export interface BundleVariable {
  readonly name: string;
  readonly isSecret: boolean;
  readonly isRequired: boolean;
  readonly default?: string;
  readonly description?: string;
}

export declare const ENTRY_POINT = "server/index.js";

export declare const ICON = "icon.png";

export interface ManifestParts {
  readonly project: Project;
  readonly server: SeenServer;
  readonly name?: string;
  readonly variables?: readonly BundleVariable[];
  readonly hasIcon?: boolean;
  readonly privacyPolicies?: readonly string[];
}

export interface ManifestPrompt {
  readonly name: string;
  readonly description?: string;
  readonly arguments?: readonly string[];
  readonly text: string;
}

export interface ManifestServer {
  readonly type: "node";
  readonly entry_point: string;
  readonly mcp_config: {
    readonly command: string;
    readonly args: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  };
}

export interface ManifestTool {
  readonly name: string;
  readonly description?: string;
}

export type Namespace = {
  readonly kind: "github";
  readonly owner: string;
} | {
  readonly kind: "domain";
  readonly domain: string;
};

export interface Person {
  readonly name: string;
  readonly email?: string;
  readonly url?: string;
}

export type Platform = "darwin" | "win32" | "linux";

export interface Project {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
  readonly author?: Person;
  readonly license?: string;
  readonly homepage?: string;
  readonly support?: string;
  readonly repository?: Repository;
  readonly keywords?: readonly string[];
  readonly node?: string;
  readonly mcpName?: string;
  readonly isPrivate?: boolean;
  readonly commands?: Readonly<Record<string, string>>;
  readonly platforms?: readonly Platform[];
}

export interface PublishedBundle {
  readonly url: string;
  readonly sha256: string;
}

export interface Repository {
  readonly url: string;
  readonly account?: {
    readonly host: string;
    readonly owner: string;
  };
  readonly folder?: string;
}

export declare const SERVER_SCHEMA: JsonSchema$1;

export interface SeenServer {
  readonly name?: string;
  readonly title?: string;
  readonly version?: string;
  readonly description?: string;
  readonly websiteUrl?: string;
  readonly tools?: readonly ManifestTool[];
  readonly toolsChange?: boolean;
  readonly prompts?: readonly ManifestPrompt[];
  readonly promptsChange?: boolean;
}

export interface ServerArgument {
  readonly type: "named" | "positional";
  readonly name?: string;
  readonly value?: string;
}

export interface ServerJson {
  readonly $schema?: string;
  readonly name?: string;
  readonly title?: string;
  readonly description?: string;
  readonly repository?: ServerRepository;
  readonly version?: string;
  readonly websiteUrl?: string;
  readonly packages?: readonly ServerPackage[];
  readonly remotes?: readonly ServerTransport[];
  readonly [member: string]: unknown;
}

export interface ServerJsonParts {
  readonly project: Project;
  readonly server: SeenServer;
  readonly existing?: ServerJson;
  readonly name?: string;
  readonly description?: string;
  readonly variables?: readonly BundleVariable[];
  readonly packageArguments?: readonly string[];
  readonly runtimeArguments?: readonly string[];
  readonly bundle?: PublishedBundle;
  readonly image?: string;
  readonly remotes?: readonly string[];
}

export interface ServerJsonSources {
  readonly project: Project;
  readonly server: SeenServer;
}

export interface ServerPackage {
  readonly registryType: string;
  readonly identifier: string;
  readonly version?: string;
  readonly fileSha256?: string;
  readonly runtimeHint?: string;
  readonly transport: ServerTransport;
  readonly runtimeArguments?: readonly ServerArgument[];
  readonly packageArguments?: readonly ServerArgument[];
  readonly environmentVariables?: readonly ServerVariable[];
  readonly [member: string]: unknown;
}

export interface ServerRepository {
  readonly url: string;
  readonly source: string;
  readonly subfolder?: string;
}

export interface ServerTransport {
  readonly type: string;
  readonly url?: string;
  readonly [member: string]: unknown;
}

export interface ServerVariable {
  readonly name: string;
  readonly description?: string;
  readonly isRequired?: boolean;
  readonly isSecret?: boolean;
  readonly default?: string;
}

export interface UserSetting {
  readonly type: "string";
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly sensitive?: true;
  readonly default?: string;
}

export declare const WORKFLOW_MARK = "# Written by mortise publish --workflow, which replaces the whole file.";

export interface WorkflowParts {
  readonly namespace: Namespace;
  readonly folder: string;
  readonly file?: string;
  readonly hasPackage: boolean;
  readonly bundleFile?: string;
  readonly variables?: readonly BundleVariable[];
  readonly isStarted?: boolean;
}

export declare function assertArchivePaths(paths: readonly string[]): void;

export declare function bundleFileName({
  name,
  version
}: BundleManifest): string;

export declare function checkIcon(bytes: Uint8Array, place: string): string | undefined;

export declare function createManifest(parts: ManifestParts): BundleManifest;

export declare function createServerJson(parts: ServerJsonParts): ServerJson;

export declare function findServerJsonFaults(document: ServerJson, sources: ServerJsonSources): string[];

export declare function findServerJsonRemarks(document: ServerJson, {
  project
}: ServerJsonSources): string[];

export declare function packFiles(files: ArchiveFiles): Uint8Array;

export declare function readNamespace(name: string): Namespace;

export declare function readPerson(value: unknown, place: string): Person;

export declare function readProject(text: string, place: string): Project;

export declare function readServerJson(text: string, place: string): ServerJson;

export declare function readVariable(written: string, isSecret: boolean): BundleVariable;

export declare function settingPlaceholder(variable: BundleVariable): string;

export declare function writePreface(variables: readonly BundleVariable[]): string;

export declare function writeWorkflow(parts: WorkflowParts): string;
