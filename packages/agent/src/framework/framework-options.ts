import type { Client, Progress } from "@mortise/client";
import type { Duration, OptionNames, ToolAnnotations } from "@mortise/protocol";
import { checkFunctions, checkOptions, MortiseError } from "@mortise/protocol";
import type { PrefixOption } from "../dialect/tool-name.ts";

/** The parts of a client that a framework's tools use; any `Client` has them. */
export type ToolClient = Pick<Client, "capabilities" | "serverInfo" | "listTools"> & {
  readonly callTool: Client["callTool"];
};

/** One client, or several by the names that their tools are prefixed with. */
export type ToolClients = ToolClient | Readonly<Record<string, ToolClient>>;

/** A call of a tool, as a report of progress names it. */
export interface ToolCallReference {
  /** The name of the client, or what its server calls itself. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  /** The framework's id of the call; `undefined` if it has none. */
  readonly toolCallId: string | undefined;
}

/**
 * Which tools ask for approval: `destructive` (all that are neither marked read-only nor marked harmless, as
 * MCP reads missing hints), `writes` (all that are not marked read-only), `all` or `never`.
 */
export type ApprovalRule = "destructive" | "writes" | "all" | "never";

/** Settings of the tools of a framework. */
export interface FrameworkToolOptions {
  /** When tools bear their client's name: where two would have the same name, or always. Default `collision`. */
  readonly prefix?: PrefixOption;
  /** The time limit of one call. Default: the `timeout` of the connection. */
  readonly timeout?: Duration;
  /** Lets progress extend a call's time, up to this time in all. Default: that of the connection. */
  readonly maxTimeout?: Duration;
  /** The characters of one result that the model sees; the program has all of them. Default 100,000. */
  readonly resultSize?: number;
  /** Which tools ask for approval, in frameworks that have it. Default `destructive`. */
  readonly approve?: ApprovalRule;
  /** Receives the progress of calls. Default: it is not asked for. */
  readonly onProgress?: (progress: Progress, call: ToolCallReference) => void;
  /** Receives a sentence on each entry of a list that is no tool. Default: none is reported. */
  readonly onWarning?: (message: string) => void;
  /** Cancels the listing of tools; calls have the framework's own signal. */
  readonly signal?: AbortSignal;
}

const OPTIONS: OptionNames<FrameworkToolOptions> = {
  prefix: true,
  timeout: true,
  maxTimeout: true,
  resultSize: true,
  approve: true,
  onProgress: true,
  onWarning: true,
  signal: true,
};

const RULES: readonly unknown[] = ["destructive", "writes", "all", "never"];
const PREFIXES: readonly unknown[] = ["collision", "always"];

/**
 * Checks the options of `subject`, such as `toAiSdkTools`; `more` are those that it has besides.
 *
 * @throws MortiseError `INVALID_OPTION` for an unknown option or value.
 */
export function checkFrameworkOptions(
  subject: string,
  options: FrameworkToolOptions,
  more: Readonly<Record<string, true>> = {},
): void {
  checkOptions(subject, options, { ...OPTIONS, ...more });
  checkFunctions(options, ["onProgress", "onWarning"]);
  const { approve = "destructive", prefix = "collision", resultSize = 1 } = options;
  assertPositive("resultSize", resultSize);
  assertOneOf("approve", approve, RULES);
  assertOneOf("prefix", prefix, PREFIXES);
}

/** Says whether a tool asks for approval. A hint that is missing has its default of MCP (2025-03-26, ToolAnnotations). */
export function needsApproval(annotations: ToolAnnotations, rule: ApprovalRule): boolean {
  if (rule === "all" || rule === "never") return rule === "all";
  if (annotations.readOnlyHint === true) return false;
  return rule === "writes" || annotations.destructiveHint !== false;
}

function assertOneOf(option: string, value: unknown, values: readonly unknown[]): void {
  if (values.includes(value)) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} is ${JSON.stringify(value)}; choose one of ${values.map((each) => JSON.stringify(each)).join(", ")}`,
    { data: { option } },
  );
}

function assertPositive(option: string, value: number): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new MortiseError(
    "INVALID_OPTION",
    `${option} is ${JSON.stringify(value)}; give a whole number above 0`,
    { data: { option } },
  );
}
