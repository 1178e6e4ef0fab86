import type { FunctionTool, ToolCallOutputContent } from "@openai/agents";
import { tool as functionTool } from "@openai/agents";
import type { FilePart, TextPart, ToolOutput } from "../conversation/message.ts";
import type { FrameworkToolOptions, ToolClients } from "./framework-options.ts";
import { checkFrameworkOptions } from "./framework-options.ts";
import type { FrameworkTool } from "./framework-tool.ts";
import { listFrameworkTools } from "./framework-tool.ts";

/**
 * Lists the tools of one client or several, as the OpenAI Agents SDK takes them: `new Agent({ tools, … })`.
 *
 * A result reaches the model as text, images and files, and structured content as JSON. A tool that fails gives the
 * model its words, and the run goes on. Names have no `-`, which the SDK refuses. A tool that asks for approval
 * interrupts the run. The list is that of the moment: call this again before a run to have the changes of servers.
 *
 * @throws MortiseError `INVALID_OPTION`, or what `client.listTools` throws.
 */
export async function toOpenAiTools(
  clients: ToolClients,
  options: FrameworkToolOptions = {},
): Promise<FunctionTool[]> {
  checkFrameworkOptions("toOpenAiTools", options);
  const tools = await listFrameworkTools(clients, options, (name) => name.replaceAll("-", "_"));
  return tools.map(toOpenAiTool);
}

type Parameters = Extract<FunctionTool["parameters"], { readonly additionalProperties: true }>;

function toOpenAiTool(tool: FrameworkTool): FunctionTool {
  const { name, description, inputSchema, needsApproval } = tool;
  return functionTool({
    name,
    description,
    parameters: inputSchema as unknown as Parameters,
    // Strict schemas of OpenAI are a dialect of their own, in which few servers write.
    strict: false,
    needsApproval,
    execute: async (args, _context, details) => {
      const toolCallId = details?.toolCall?.callId;
      return toOutput(tool.write(await tool.call(args, { signal: details?.signal, toolCallId })));
    },
    errorFunction: (_context, error) => (error instanceof Error ? error.message : String(error)),
  }) as unknown as FunctionTool;
}

function toOutput({ type, value }: ToolOutput): string | ToolCallOutputContent[] {
  if (type === "json") return JSON.stringify(value);
  return type === "content" ? value.map(toContent) : value;
}

function toContent(part: TextPart | FilePart): ToolCallOutputContent {
  if (part.type === "text") return { type: "text", text: part.text };
  const { mediaType, filename = "file" } = part;
  const { data } = part.data;
  if (mediaType.startsWith("image/")) return { type: "image", image: { data, mediaType } };
  return { type: "file", file: { data, mediaType, filename } };
}
