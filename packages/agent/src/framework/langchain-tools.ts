import { ToolMessage } from "@langchain/core/messages";
import { DynamicStructuredTool } from "@langchain/core/tools";
import type { Progress, ToolResult } from "@mortise/client";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import type { FrameworkToolOptions, ToolClients } from "./framework-options.ts";
import { checkFrameworkOptions } from "./framework-options.ts";
import type { FrameworkTool } from "./framework-tool.ts";
import { listFrameworkTools, ToolFailure } from "./framework-tool.ts";
import { streamProgress } from "./progress-stream.ts";

/** A tool of a server; `metadata` has the server, the tool's own name, its annotations, and `needsApproval`. */
export type LangChainTool = DynamicStructuredTool;

/**
 * Lists the tools of one client or several, as LangChain takes them: `createAgent({ tools, … })`.
 *
 * A call of a model gives a `ToolMessage` with text, images and files, and the whole {@link ToolResult} as its
 * `artifact`. A tool that fails gives a message of `status: "error"`, whose words the model reads; called without a
 * call of a model it throws. Progress comes as tool events. The list is that of the moment: call this again before a
 * run to have the changes of servers.
 *
 * @throws MortiseError `INVALID_OPTION`, or what `client.listTools` throws.
 */
export async function toLangChainTools(
  clients: ToolClients,
  options: FrameworkToolOptions = {},
): Promise<LangChainTool[]> {
  checkFrameworkOptions("toLangChainTools", options);
  return (await listFrameworkTools(clients, options)).map(toLangChainTool);
}

/** The parts of the configuration of a call that are read here. */
interface CallConfig {
  readonly signal?: AbortSignal;
  readonly toolCall?: { readonly id?: string };
}

type Answer = readonly [content: string | object[] | ToolMessage, artifact: ToolResult | undefined];

function toLangChainTool(tool: FrameworkTool): LangChainTool {
  const { name, server, tool: own, description, inputSchema, annotations, needsApproval } = tool;
  return new DynamicStructuredTool({
    name,
    description,
    schema: inputSchema as LangChainTool["schema"],
    responseFormat: "content_and_artifact",
    // The model can correct only what it reads of.
    verboseParsingErrors: true,
    metadata: { server, tool: own, annotations, needsApproval },
    func: (args: unknown, _manager: unknown, config: unknown) =>
      answer(tool, args, (config ?? {}) as CallConfig),
  });
}

async function* answer(
  tool: FrameworkTool,
  args: unknown,
  { signal, toolCall }: CallConfig,
): AsyncGenerator<Progress, Answer> {
  const toolCallId = toolCall?.id;
  try {
    const result = yield* streamProgress((onProgress) =>
      tool.call(args, { signal, toolCallId, onProgress }),
    );
    return [toContent(tool.write(result)), result];
  } catch (error) {
    // Agents of LangChain end with an error that a tool throws, so a failure is a message.
    if (toolCallId === undefined || !(error instanceof ToolFailure)) throw error;
    const artifact = error.result;
    const said = { content: error.message, tool_call_id: toolCallId, name: tool.name };
    return [new ToolMessage({ ...said, status: "error", artifact }), artifact];
  }
}

function toContent({ type, value }: ToolOutput): string | object[] {
  if (type === "json") return JSON.stringify(value);
  return type === "content" ? value.map(toBlock) : value;
}

function toBlock(part: TextPart | FilePart): object {
  if (part.type === "text") return { type: "text", text: part.text };
  const { mediaType: mimeType, filename } = part;
  const { data } = part.data;
  if (mimeType.startsWith("image/")) {
    return { type: "image_url", image_url: { url: `data:${mimeType};base64,${data}` } };
  }
  const type = /^(audio|video)\//.exec(mimeType)?.[1] ?? "file";
  return { type, mimeType, data, ...(filename && { metadata: { filename } }) };
}
