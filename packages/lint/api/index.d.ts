// The public declarations of @mortise/lint. `npx vitest run scripts -u` writes this file.

export interface Finding {
  readonly rule: string;
  readonly severity: Severity;
  readonly subject: Subject;
  readonly pointer: string;
  readonly message: string;
  readonly fix: string;
  readonly affects: readonly string[];
}

export type Severity = "error" | "warning" | "note";

export type Subject = {
  readonly kind: "server";
} | {
  readonly kind: "tool" | "prompt" | "resource" | "template";
  readonly name: string;
};
