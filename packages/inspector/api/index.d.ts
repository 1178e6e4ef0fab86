// The public declarations of @mortise/inspector. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/client";

export interface AnsweredRequest {
  readonly lane: string;
  readonly method: string;
  readonly subject?: string;
  readonly ms: number;
}

export interface BuildState {
  readonly status: "building" | "ready" | "failed";
  readonly at: number;
  readonly version: number;
  readonly ms?: number;
  readonly error?: {
    readonly message: string;
    readonly place?: Place; 
    readonly frame?: readonly {
      readonly line: number;
      readonly text: string;
    }[];
    readonly stack?: readonly Place[];
  };
  readonly servingSince?: number;
}

export interface Development extends AsyncDisposable {
  readonly url: string;
  readonly endpoint: string;
  readonly port: number;
  readonly pids: {
    readonly serving: number | undefined;
    readonly all: readonly number[];
  };
  readonly started: Promise<void>;
  close(): Promise<void>;
}

export type DevelopmentNotice = {
  readonly type: "build";
  readonly build: BuildState;
} | {
  readonly type: "served";
  readonly version: number; 
  readonly ms: number;
  readonly changes: readonly SchemaChange[];
  readonly counts: Readonly<Record<"tools" | "resources" | "templates" | "prompts", number>>;
} | {
  readonly type: "log";
  readonly line: Omit<LogLine, "id" | "at">;
} | {
  readonly type: "request";
  readonly request: AnsweredRequest;
} | {
  readonly type: "not-listed";
  readonly clients: readonly string[];
  readonly lists: readonly string[];
} | {
  readonly type: "polling";
  readonly reason: string;
};

export interface DevelopmentOptions {
  readonly file: string;
  readonly version: string;
  readonly project: string;
  readonly port?: number;
  readonly host?: string;
  readonly model?: string;
  readonly openUrl?: InspectorOptions["openUrl"];
  readonly allowedHosts?: readonly string[];
  readonly loadLimitMs?: number;
  readonly relistMs?: number;
  readonly onNotice?: (notice: DevelopmentNotice) => void;
}

export interface Inspector extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

export interface InspectorOptions {
  readonly targets: readonly InspectorTarget[];
  readonly version: string;
  readonly project: string;
  readonly port?: number;
  readonly host?: string;
  readonly allowedHosts?: readonly string[];
  readonly base?: string;
  readonly callsFile?: string;
  readonly model?: string;
  readonly openUrl?: (request: {
    readonly url: string;
    readonly label?: string;
    readonly headers?: Readonly<Record<string, string>>;
  }) => InspectorTarget;
}

export interface InspectorTarget {
  readonly name: string;
  readonly kind: "self" | "http" | "stdio";
  readonly target: string;
  readonly file?: string;
  readonly url?: string;
  readonly isGuarded?: boolean;
  readonly mark?: () => readonly [name: string, value: string];
  readonly preference?: "auto" | Revision;
  connect(connection: TargetConnection): Promise<Client>;
}

export interface LogLine {
  readonly id: number;
  readonly at: number;
  readonly connection: string;
  readonly call?: string;
  readonly source: "console" | "stderr" | "notification" | "exception";
  readonly level: "debug" | "info" | "notice" | "warning" | "error" | "critical" | "alert" | "emergency";
  readonly text: string;
  readonly place?: Place;
  readonly stack?: readonly Place[];
}

export interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface SchemaChange {
  readonly kind: "added" | "removed" | "changed";
  readonly subject: "tool" | "prompt" | "resource" | "template";
  readonly name: string;
  readonly isBreaking: boolean;
  readonly text: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export interface SchemaDiff {
  readonly connection: string;
  readonly at: number;
  readonly version: number;
  readonly changes: readonly SchemaChange[];
}

export interface TargetConnection {
  readonly settings: ConnectOptions;
  readonly onStderr: (text: string) => void;
  readonly onAccount: (description: string) => void;
  readonly onSignIn: (url: string) => void;
  readonly onProcess: (write: (text: string) => void) => void;
  readonly onCommand: (words: readonly string[]) => void;
}

export declare function openInspector(options: InspectorOptions): Promise<Inspector>;

export declare function startDevelopment(options: DevelopmentOptions): Promise<Development>;
