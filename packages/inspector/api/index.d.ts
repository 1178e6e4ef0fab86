// The public declarations of @mortise/inspector. `npx vitest run scripts -u` writes this file.

export interface ConnectionState {
  readonly id: string;
  readonly label: string;
  readonly kind: "self" | "http" | "stdio";
  readonly target: string;
  readonly status: ConnectionStatus;
  readonly preference: "auto" | Revision;
  readonly revision?: Revision;
  readonly serverInfo?: Implementation;
  readonly capabilities?: ServerCapabilities;
  readonly instructions?: string;
  readonly account?: string;
  readonly signInUrl?: string;
  readonly failure?: Failure;
  readonly since: number;
  readonly subscriptions: readonly string[];
  readonly roots: readonly {
    readonly uri: string;
    readonly name?: string;
  }[];
}

export type InspectorEvent = {
  readonly sequence: number;
} & ({
  readonly type: "reset";
} | {
  readonly type: "info";
  readonly info: InspectorInfo;
} | {
  readonly type: "connection";
  readonly connection: ConnectionState;
} | {
  readonly type: "connection-removed";
  readonly connection: string;
} | {
  readonly type: "catalogue";
  readonly catalogue: Catalogue;
} | {
  readonly type: "wire";
  readonly row: WireRow;
} | {
  readonly type: "wire-cleared";
  readonly before: number;
} | {
  readonly type: "call";
  readonly call: CallState;
} | {
  readonly type: "ask";
  readonly ask: Ask;
} | {
  readonly type: "log";
  readonly line: LogLine;
} | {
  readonly type: "resource-updated";
  readonly connection: string;
  readonly uri: string;
  readonly at: number;
} | {
  readonly type: "build";
  readonly build: BuildState;
} | {
  readonly type: "schema-diff";
  readonly diff: SchemaDiff;
} | {
  readonly type: "saved";
  readonly calls: readonly SavedCall[];
});

export interface InspectorInfo {
  readonly version: string;
  readonly mode: "dev" | "inspect";
  readonly project: string;
  readonly run: string;
  readonly endpoint?: string;
  readonly power: "own" | "control";
}

// Mentioned above, and not exported.

interface Ask {
  readonly id: string;
  readonly connection: string;
  readonly call?: string;
  readonly kind: "elicitation" | "sampling" | "roots";
  readonly params: JsonObject;
  readonly askedAt: number;
  readonly answer?: JsonObject | "cancelled";
}

interface BuildState {
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

interface CallState {
  readonly id: string;
  readonly connection: string;
  readonly method: string;
  readonly params: JsonObject;
  readonly raw?: string;
  readonly startedAt: number;
  readonly status: "running" | "done" | "failed" | "cancelled";
  readonly progress?: {
    readonly progress: number;
    readonly total?: number;
    readonly message?: string;
  };
  readonly result?: JsonValue;
  readonly resultBytes?: number;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly data?: JsonValue;
  };
  readonly failure?: Failure;
  readonly output?: "valid" | {
    readonly pointer: string;
    readonly message: string;
  }[];
  readonly rounds: number;
  readonly ms?: number;
  readonly spans?: readonly {
    readonly name: string;
    readonly ms: number;
  }[];
}

interface Catalogue {
  readonly connection: string;
  readonly at: number;
  readonly tools: Listed<Tool & JsonObject>;
  readonly resources: Listed<Resource & JsonObject>;
  readonly templates: Listed<ResourceTemplate & JsonObject>;
  readonly prompts: Listed<Prompt & JsonObject>;
}

type ConnectionStatus = "connecting" | "signing-in" | "connected" | "stale" | "failed" | "disconnected";

interface Failure {
  readonly code: string;
  readonly step: string;
  readonly cause: string;
  readonly fix: string;
  readonly detail?: string;
}

interface Listed<Item> {
  readonly items: readonly Item[];
  readonly failure?: Failure;
}

interface LogLine {
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

interface Place {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

interface RpcSummary {
  readonly kind: "request" | "result" | "error" | "notification";
  readonly id?: string | number;
  readonly method?: string;
  readonly subject?: string;
  readonly isError?: boolean;
}

interface SavedCall {
  readonly id: string;
  readonly name: string;
  readonly connection: string;
  readonly method: string;
  readonly params: JsonObject;
  readonly expect?: JsonObject;
}

interface SchemaChange {
  readonly kind: "added" | "removed" | "changed";
  readonly subject: "tool" | "prompt" | "resource" | "template";
  readonly name: string;
  readonly isBreaking: boolean;
  readonly text: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

interface SchemaDiff {
  readonly connection: string;
  readonly at: number;
  readonly version: number;
  readonly changes: readonly SchemaChange[];
}

interface WireRow {
  readonly id: number;
  readonly at: number;
  readonly connection: string;
  readonly lane: string;
  readonly direction: "to-server" | "to-client";
  readonly transport: "http" | "stdio" | "memory";
  readonly exchange: number;
  readonly kind: "rpc" | "http-request" | "http-response" | "body" | "stderr" | "stray" | "end";
  readonly rpc?: RpcSummary;
  readonly pair?: number;
  readonly ms?: number;
  readonly http?: {
    readonly method?: string;
    readonly url?: string;
    readonly status?: number;
    readonly headers: readonly (readonly [name: string, value: string])[];
  };
  readonly text: string;
  readonly bytes: number;
  readonly isCut: boolean;
  readonly call?: string;
}
