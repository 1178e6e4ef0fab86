// The public declarations of @mortise/publish. `npx vitest run scripts -u` writes this file.

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
  readonly platforms?: readonly Platform[];
}

export interface Repository {
  readonly url: string;
  readonly account?: {
    readonly host: string;
    readonly owner: string;
  };
  readonly folder?: string;
}

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

export interface UserSetting {
  readonly type: "string";
  readonly title: string;
  readonly description: string;
  readonly required: boolean;
  readonly sensitive?: true;
  readonly default?: string;
}

export declare function bundleFileName({
  name,
  version
}: BundleManifest): string;

export declare function checkIcon(bytes: Uint8Array, place: string): string | undefined;

export declare function createManifest(parts: ManifestParts): BundleManifest;

export declare function packFiles(files: ArchiveFiles): Uint8Array;

export declare function readPerson(value: unknown, place: string): Person;

export declare function readProject(text: string, place: string): Project;

export declare function readVariable(written: string, isSecret: boolean): BundleVariable;

export declare function settingPlaceholder(variable: BundleVariable): string;

export declare function writePreface(variables: readonly BundleVariable[]): string;
