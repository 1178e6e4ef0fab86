import type { Progress, ToolResult } from "@mortise/client";
import type { Duration, JsonSchema, Tool, ToolAnnotations } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { ToolOutput } from "../conversation/message.ts";
import { assignToolNames } from "../dialect/tool-name.ts";
import { readTools } from "../server/read-entry.ts";
import { toFailedCall } from "../tool/failed-call.ts";
import type { FrameworkToolOptions, ToolClient, ToolClients } from "./framework-options.ts";
import { needsApproval } from "./framework-options.ts";
import { toFrameworkOutput } from "./framework-output.ts";
import { readFrameworkDescription, readFrameworkSchema } from "./framework-schema.ts";

/** The framework's part in one call. */
export interface FrameworkCall {
  /** Ends the call. */
  readonly signal: AbortSignal | undefined;
  /** The framework's id of the call. */
  readonly toolCallId?: string | undefined;
  /** Receives progress, besides `onProgress` of the options. */
  readonly onProgress?: (progress: Progress) => void;
}

/** A server's tool under a name that frameworks and providers take. */
export interface FrameworkTool {
  /** The name that the model calls; no other tool of the list has it. */
  readonly name: string;
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  readonly description: string;
  /** The schema as the server lists it. */
  readonly inputSchema: JsonSchema;
  readonly annotations: ToolAnnotations;
  readonly needsApproval: boolean;
  /**
   * Calls the tool.
   *
   * @throws ToolFailure when the tool or the call fails; the reason of the signal when that ends the call.
   */
  readonly call: (args: unknown, call: FrameworkCall) => Promise<ToolResult>;
  /** Writes a result for the model. */
  readonly write: (result: ToolResult) => ToolOutput;
}

/** Thrown to a framework for a tool or a call that fails; the message is for the model. */
export class ToolFailure extends Error {
  override readonly name: string = "ToolFailure";
  /** The whole result, if the tool gave one. */
  readonly result: ToolResult | undefined;

  constructor(
    message: string,
    options: { readonly result?: ToolResult; readonly cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.result = options.result;
  }

  /** The message alone: AI SDK shows the model what this gives. */
  override toString(): string {
    return this.message;
  }
}

/** Writes the name of a tool or a client in characters that a framework takes. */
export type SpellName = (name: string) => string;

interface Found {
  readonly server: string;
  readonly client: ToolClient;
  readonly tool: Tool;
  readonly schema: JsonSchema;
}

/**
 * Lists the tools of all clients as they are now; their names are of letters, digits, `_` and `-`, at most 64
 * characters, and `spell` may allow fewer.
 *
 * @throws MortiseError `INVALID_OPTION` for a value that is no client, or what listing throws.
 */
export async function listFrameworkTools(
  clients: ToolClients,
  options: FrameworkToolOptions,
  spell: SpellName = (name) => name,
): Promise<readonly FrameworkTool[]> {
  const lists = await Promise.all(
    readClients(clients).map(([server, client]) => listOne(server, client, options)),
  );
  const found = lists.flat();
  const names = assignToolNames(
    found.map(({ server, tool }) => ({ server: spell(server), tool: spell(tool.name) })),
    { reserved: [], prefix: options.prefix ?? "collision" },
  );
  return found.map((each, index) => toFrameworkTool(names[index] ?? each.tool.name, each, options));
}

async function listOne(
  server: string,
  client: ToolClient,
  { signal, onWarning }: FrameworkToolOptions,
): Promise<readonly Found[]> {
  const leaveOut = (tool: string, reason: string): void =>
    onWarning?.(`The tool ${JSON.stringify(tool)} of ${server} is left out: ${reason}`);
  if (client.capabilities.tools === undefined) return [];
  // A kept list may lack what the model is about to be asked for.
  const listed = await client.listTools({ fresh: true, ...(signal && { signal }) });
  const { tools, leftOut } = readTools(server, listed);
  for (const { tool, reason } of leftOut) leaveOut(tool, reason);
  return tools.flatMap((tool) => {
    const read = readFrameworkSchema(tool.inputSchema);
    if ("schema" in read) return [{ server, client, tool, schema: read.schema }];
    leaveOut(tool.name, read.leftOut);
    return [];
  });
}

function toFrameworkTool(name: string, found: Found, options: FrameworkToolOptions): FrameworkTool {
  const { server, tool, schema } = found;
  const { annotations = {} } = tool;
  return {
    name,
    server,
    tool: tool.name,
    description: readFrameworkDescription(
      tool.description ?? tool.title ?? annotations.title ?? "",
    ),
    inputSchema: schema,
    annotations,
    needsApproval: needsApproval(annotations, options.approve ?? "destructive"),
    call: (args, call) => callOnce(found, { args, call, options }),
    write: (result) => toFrameworkOutput(result, sizeOf(options)),
  };
}

async function callOnce(
  { server, client, tool }: Found,
  { args, call, options }: CallParts,
): Promise<ToolResult> {
  const { signal, toolCallId } = call;
  signal?.throwIfAborted();
  const { onProgress } = options;
  const isAsked = onProgress !== undefined || call.onProgress !== undefined;
  const report = (progress: Progress): void => {
    call.onProgress?.(progress);
    onProgress?.(progress, { server, tool: tool.name, toolCallId });
  };
  let result: ToolResult;
  try {
    result = await client.callTool(tool.name, (args ?? {}) as Record<string, unknown>, {
      ...limits(options),
      ...(signal && { signal }),
      ...(isAsked && { onProgress: report }),
    });
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = toFailedCall(error, { server, subject: tool.name });
    throw new ToolFailure(message.toWellFormed(), { cause: error });
  }
  if (result.isError) {
    throw new ToolFailure(String(toFrameworkOutput(result, sizeOf(options)).value), { result });
  }
  return result;
}

interface CallParts {
  readonly args: unknown;
  readonly call: FrameworkCall;
  readonly options: FrameworkToolOptions;
}

function sizeOf({ resultSize = 100_000 }: FrameworkToolOptions): number {
  return resultSize;
}

function limits({ timeout, maxTimeout }: FrameworkToolOptions): {
  readonly timeout?: Duration;
  readonly maxTimeout?: Duration;
} {
  return {
    ...(timeout !== undefined && { timeout }),
    ...(maxTimeout !== undefined && { maxTimeout }),
  };
}

function readClients(clients: ToolClients): readonly (readonly [string, ToolClient])[] {
  if (isClient(clients)) return [[clients.serverInfo?.name ?? "server", clients]];
  const entries = Object.entries((clients ?? {}) as Readonly<Record<string, ToolClient>>);
  const wrong = entries.find(([, client]) => !isClient(client));
  if (wrong === undefined && entries.length > 0) return entries;
  const found =
    wrong === undefined ? "no client" : `${JSON.stringify(wrong[0])}, which is no client`;
  throw new MortiseError(
    "INVALID_OPTION",
    `The clients have ${found}; pass what \`await connect(…)\` gives, or an object of such clients by name`,
    { data: { option: "clients" } },
  );
}

function isClient(value: unknown): value is ToolClient {
  const { callTool, listTools } = (value ?? {}) as Partial<ToolClient>;
  return typeof callTool === "function" && typeof listTools === "function";
}
