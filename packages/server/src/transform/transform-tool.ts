import type { Answering } from "../handler/answering.ts";
import { retarget } from "../request/retarget.ts";
import { translate } from "../request/translated.ts";
import { callTool, failTool } from "../tool/call-tool.ts";
import type { CompiledTool } from "../tool/compile-tool.ts";
import { assertToolName, planHeaders } from "../tool/compile-tool.ts";
import { ToolCall } from "../tool/tool-call.ts";
import { toViewer } from "../visibility/condition.ts";
import { planArguments } from "./argument-plan.ts";
import { presentMembers, presentVisibility } from "./present.ts";
import type { ToolTransform } from "./transform-options.ts";

/**
 * Makes the tool by which another is presented; calls of it become calls of the other.
 *
 * @throws MortiseError `INVALID_DEFINITION` for a name or arguments that cannot be.
 */
export function transformTool(
  tool: CompiledTool,
  change: ToolTransform,
  answering: Answering,
): CompiledTool {
  const { name = tool.name, annotations } = change;
  // The name of a forwarded tool is the other server's choice, until a transform gives another.
  if (name !== tool.name) assertToolName(name);
  const owner = `tool ${tool.name}`;
  const plan = change.arguments && planArguments(tool.listed.inputSchema, change.arguments, owner);
  const inputSchema = plan?.schema ?? tool.listed.inputSchema;
  const presented: CompiledTool = {
    ...tool,
    ...presentVisibility(tool, change, owner),
    name,
    headers: plan ? planHeaders(inputSchema, name) : tool.headers,
    listed: {
      ...tool.listed,
      ...presentMembers(change),
      ...(annotations && { annotations: { ...tool.listed.annotations, ...annotations } }),
      name,
      inputSchema,
    },
  };
  if (!plan && name === tool.name) return presented;
  return {
    ...presented,
    answer: (request, caller) => {
      const params = retarget(request, tool.name);
      try {
        const given = plan?.toOwn(params["arguments"], () => toViewer(caller));
        const own = plan ? { ...params, arguments: given } : params;
        return callTool(new ToolCall(tool, translate(request, own, plan), caller, answering));
      } catch (error) {
        return failTool(new ToolCall(presented, request, caller, answering), error);
      }
    },
  };
}
