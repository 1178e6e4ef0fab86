// The public declarations of @mortise/install. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";

export declare const CLIENTS: readonly InstallClient[];

export interface ClientFiles {
  readonly user: (place: UserPlace, disk: Disk) => readonly string[];
  readonly project?: readonly string[];
  readonly writesAll?: true;
  readonly signs: (place: UserPlace) => readonly string[];
}

export interface CommandPlace {
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly node: string;
  isFile(path: string): boolean;
  realPath(path: string): string;
  readHead(path: string): string;
}

export interface Disk {
  exists(path: string): boolean;
  list(folder: string): readonly string[];
}

export interface FoundServer {
  readonly entry: ServerEntry | undefined;
  readonly written: unknown;
}

export interface InstallClient {
  readonly id: string;
  readonly label: string;
  readonly format: "json" | "toml" | "yaml";
  readonly key: readonly string[];
  readonly newer?: Pick<InstallClient, "key" | "write">;
  readonly files: ClientFiles;
  readonly write: (name: string, entry: ServerEntry, scope: Scope) => Members;
  readonly reaches: readonly ServerEntry["kind"][];
  readonly otherwise?: string;
  readonly reference?: (variable: string) => string;
  readonly isStrict?: true;
  readonly refusesMark?: true;
  readonly reload: string;
  readonly isDesktop?: true;
  readonly logs?: (place: UserPlace, disk: Disk, server: string) => readonly string[];
}

export interface InstallLink {
  readonly client: "cursor" | "vscode" | "goose";
  readonly url: string;
  readonly webUrl?: string;
  readonly notes: readonly string[];
}

export interface InstallRequest {
  readonly client: InstallClient;
  readonly name: string;
  readonly entry: ServerEntry;
  readonly scope: Scope;
  readonly replaces?: boolean;
}

export type Members = Readonly<Record<string, unknown>>;

export interface Plan {
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  readonly madeHolder: boolean;
  readonly notes: readonly string[];
}

export interface ProcessEntry {
  readonly kind: "process";
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly references: readonly string[];
}

export declare const REMOTE_CLIENTS: readonly RemoteClient[];

export interface Reference {
  readonly variable: string;
  readonly written: string;
  readonly isWhole: boolean;
}

export interface RemoteClient {
  readonly id: string;
  readonly label: string;
  readonly steps: readonly string[];
}

export interface RemovalRequest {
  readonly client: InstallClient;
  readonly name: string;
  readonly emptiesHolder?: boolean;
  readonly emptiesFile?: boolean;
}

export interface ResolvedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
}

export type Scope = "user" | "project";

export interface SeenServer {
  readonly url: string;
  readonly needsLogin: boolean;
  readonly hasMetadata?: boolean;
  readonly tools: readonly {
    readonly name: string;
    readonly annotations?: {
      readonly readOnlyHint?: boolean | undefined;
    } | undefined;
  }[];
}

export type ServerEntry = ProcessEntry | UrlEntry;

export interface UrlEntry {
  readonly kind: "url";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface WindowsServer {
  readonly client: InstallClient;
  readonly name: string;
  readonly entry: ProcessEntry;
  readonly distribution: string;
}

export declare function describeDiff(path: string, plan: Plan, secrets?: readonly string[]): string;

export declare function describeEntry({
  client,
  name,
  entry,
  scope
}: InstallRequest): string;

export declare function describeWindowsEntry({
  client,
  name,
  entry,
  distribution
}: WindowsServer): string;

export declare function findClient(id: string): InstallClient;

export declare function findPassingFolder(path: string): string | undefined;

export declare function findPlaceholders(env: Readonly<Record<string, string>>): string[];

export declare function findReference(value: string): Reference | undefined;

export declare function findRemoteClient(id: string): RemoteClient | undefined;

export declare function findSecrets(entry: ServerEntry): string[];

export declare function findTerminalVariables(environment: Environment, entry: ProcessEntry): string[];

export declare function findValues(bytes: Uint8Array | undefined, client: InstallClient): string[];

export declare function installLinks(name: string, entry: ServerEntry): InstallLink[];

export declare function isFilledBy(client: InstallClient, reference: Reference): boolean;

export declare function joinPath(platform: string, base: string, ...parts: readonly string[]): string;

export declare function planInstall(bytes: Uint8Array | undefined, request: InstallRequest): Plan;

export declare function planRemoval(bytes: Uint8Array | undefined, request: RemovalRequest): Plan;

export declare function readEntry(written: unknown, reference?: Fill): ServerEntry | undefined;

export declare function readServers(bytes: Uint8Array | undefined, client: InstallClient): ReadonlyMap<string, FoundServer>;

export declare function resolveCommand(words: readonly string[], place: CommandPlace): ResolvedCommand;

export declare function reviewRemote({
  url,
  needsLogin,
  hasMetadata,
  tools
}: SeenServer): string[];

export declare function stableNode(execPath: string, platform: string, realPath: (path: string) => string): string;

// Mentioned above, and not exported.

type Fill = (variable: string) => string;
