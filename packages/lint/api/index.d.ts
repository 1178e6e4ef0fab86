// The public declarations of @mortise/lint. `npx vitest run scripts -u` writes this file.

export type * from "@mortise/protocol";
export type { ToolProvider } from "@mortise/agent";

export interface AgentTool {
  readonly tool: string;
  readonly name: string;
  readonly declaration: JsonValue;
  readonly tokens: number;
  readonly changes: readonly string[];
  readonly leftOut?: string;
}

export interface AgentView {
  readonly provider: ToolProvider$1;
  readonly label: string;
  readonly tools: readonly AgentTool[];
  readonly tokens: number;
}

export interface ClientNotes {
  readonly client: string;
  readonly notes: readonly string[];
  readonly sources: readonly {
    readonly url: string;
    readonly date: string;
  }[];
}

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
  readonly affects: readonly string[];
  readonly place?: SourcePlace;
}

export interface Listing {
  readonly name?: string;
  readonly instructions?: string;
  readonly transport?: "stdio" | "http";
  readonly tools: readonly Tool[];
  readonly prompts?: readonly Prompt[];
  readonly resources?: readonly Resource[];
  readonly templates?: readonly ResourceTemplate[];
  readonly sources?: readonly SourceText[];
  readonly results?: readonly SeenResult[];
  readonly pages?: readonly SeenPage[];
}

export declare const RULES: readonly RuleInfo[];

export interface Review {
  readonly findings: readonly Finding[];
  readonly views: readonly AgentView[];
  readonly clients: readonly ClientNotes[];
  readonly unseen: readonly string[];
}

export interface ReviewOptions {
  readonly off?: readonly string[];
}

export interface RuleInfo {
  readonly id: string;
  readonly severity: Severity;
  readonly about: string;
}

export interface SarifOptions {
  readonly version: string;
  readonly file?: string;
}

export interface SeenPage {
  readonly uri: string;
  readonly html: string;
  readonly meta?: JsonObject;
}

export interface SeenResult {
  readonly tool: string;
  readonly text: string;
}

export type Severity = "error" | "warning" | "note";

export interface SourcePlace {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface SourceText {
  readonly path: string;
  readonly code: string;
}

export type Subject = {
  readonly kind: "server";
} | {
  readonly kind: "tool" | "prompt" | "resource" | "template";
  readonly name: string;
};

export declare function estimateTokens(text: string, provider?: ToolProvider$1): number;

export declare function review(listing: Listing, options?: ReviewOptions): Review;

export declare function toSarif(findings: readonly Finding[], {
  version,
  file
}: SarifOptions): object;
