import type { ToolResult } from "@mortise/client";
import type { JsonSchema } from "@mortise/protocol";
import type { FilePart, TextPart } from "../conversation/message.ts";
import type { FrameworkToolOptions, ToolClients } from "./framework-options.ts";
import { checkFrameworkOptions } from "./framework-options.ts";
import type { FrameworkTool } from "./framework-tool.ts";
import { listFrameworkTools } from "./framework-tool.ts";

/** The parts of Mastra's context of a call that are used. */
export interface MastraCallContext {
  /** Ends the call. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Mastra's id of the call. */
  readonly toolCallId?: string | undefined;
}

/** A tool in the form of AI SDK, as Mastra takes it. */
export interface MastraTool {
  /** The name that the model calls. */
  readonly id: string;
  /** The description as the server lists it. */
  readonly description: string;
  /** The schema as the server lists it. */
  readonly inputSchema: JsonSchema;
  /** Whether the run waits for approval. */
  readonly needsApproval: boolean;
  /** Calls the tool. */
  execute(args: unknown, context?: MastraCallContext): Promise<ToolResult>;
  /** Writes a result for the model. */
  toModelOutput(output: ToolResult): { readonly type: string; readonly value: unknown };
}

/**
 * Lists the tools of one client or several, as Mastra takes them: `new Agent({ tools, … })`, or a function that calls
 * this, which Mastra asks before each run.
 *
 * A tool gives its whole {@link ToolResult} to the program, and to the model its text, images, files and structured
 * content. A tool that fails is a `tool-error` chunk, whose words the model reads.
 *
 * @throws MortiseError `INVALID_OPTION`, or what `client.listTools` throws.
 */
export async function toMastraTools(
  clients: ToolClients,
  options: FrameworkToolOptions = {},
): Promise<Record<string, MastraTool>> {
  checkFrameworkOptions("toMastraTools", options);
  const tools = await listFrameworkTools(clients, options);
  return Object.fromEntries(tools.map((tool) => [tool.name, toMastraTool(tool)]));
}

function toMastraTool(tool: FrameworkTool): MastraTool {
  const { name, description, inputSchema, needsApproval } = tool;
  return {
    id: name,
    description,
    inputSchema,
    needsApproval,
    execute: (args, { abortSignal: signal, toolCallId } = {}) =>
      tool.call(args, { signal, toolCallId }),
    toModelOutput: (result) => {
      const { type, value } = tool.write(result);
      return type === "content" ? { type, value: value.map(toPart) } : { type, value };
    },
  };
}

/** Mastra writes files as AI SDK 5 does. */
function toPart(part: TextPart | FilePart): object {
  if (part.type === "text") return { type: "text", text: part.text };
  return { type: "media", data: part.data.data, mediaType: part.mediaType };
}
