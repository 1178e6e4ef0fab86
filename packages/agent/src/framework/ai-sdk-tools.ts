import type { Progress, ToolResult } from "@mortise/client";
import type { ToolSet } from "ai";
import { dynamicTool, jsonSchema } from "ai";
import type { FrameworkToolOptions, ToolClients } from "./framework-options.ts";
import { checkFrameworkOptions } from "./framework-options.ts";
import type { FrameworkCall, FrameworkTool } from "./framework-tool.ts";
import { listFrameworkTools } from "./framework-tool.ts";
import { streamProgress } from "./progress-stream.ts";

/** Settings of the tools for AI SDK. */
export interface AiSdkToolOptions extends FrameworkToolOptions {
  /**
   * Gives each report of progress as a preliminary result `{ progress }`, which `streamText` streams; `execute` then
   * returns an async iterable. Default `false`.
   */
  readonly preliminary?: boolean;
}

/**
 * Lists the tools of one client or several, as AI SDK 7 takes them: `generateText({ tools, … })`.
 *
 * A tool gives its whole {@link ToolResult} to the program, and to the model its text, images, files and structured
 * content. A tool that fails is a `tool-error` part, whose words the model reads. The list is that of the moment: call
 * this again before a run to have the changes of servers.
 *
 * @throws MortiseError `INVALID_OPTION`, or what `client.listTools` throws.
 */
export async function toAiSdkTools(
  clients: ToolClients,
  options: AiSdkToolOptions = {},
): Promise<ToolSet> {
  checkFrameworkOptions("toAiSdkTools", options, { preliminary: true });
  const { preliminary, ...common } = options;
  const tools = await listFrameworkTools(clients, common);
  return Object.fromEntries(
    tools.map((tool) => [tool.name, toAiSdkTool(tool, preliminary === true)]),
  );
}

function toAiSdkTool(tool: FrameworkTool, isPreliminary: boolean): ToolSet[string] {
  const { server, tool: name, description, inputSchema } = tool;
  return dynamicTool({
    description,
    inputSchema: jsonSchema(inputSchema as Parameters<typeof jsonSchema>[0]),
    metadata: { server, tool: name },
    needsApproval: tool.needsApproval,
    execute: (args, { abortSignal: signal, toolCallId }) => {
      const call = { signal, toolCallId };
      return isPreliminary ? stream(tool, args, call) : tool.call(args, call);
    },
    toModelOutput: ({ output }) => {
      const { type, value } = tool.write(output as ToolResult);
      return { type, value } as ReturnType<NonNullable<ToolSet[string]["toModelOutput"]>>;
    },
  });
}

/** Yields what AI SDK takes as preliminary results, and the result last. */
async function* stream(
  tool: FrameworkTool,
  args: unknown,
  call: FrameworkCall,
): AsyncGenerator<{ readonly progress: Progress } | ToolResult> {
  const reports = streamProgress((onProgress) => tool.call(args, { ...call, onProgress }));
  for (;;) {
    const { done, value } = await reports.next();
    if (done) return yield value;
    yield { progress: value };
  }
}
