import type { StandardIssue } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { toRevision } from "../content/to-revision.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import { toSentIssues } from "../request/translated.ts";
import type { Answer } from "../result/answer.ts";
import { endResult } from "../result/identity.ts";
import { toProtocolError } from "../result/response.ts";
import type { Issue } from "../schema/issue.ts";
import { describeIssues } from "../schema/issue.ts";
import { fitArguments } from "./fit-arguments.ts";
import type { PromptCall } from "./prompt-call.ts";
import type { PromptParts } from "./to-messages.ts";
import { toMessages } from "./to-messages.ts";

/**
 * Renders a prompt and returns the JSON text of the `prompts/get` result.
 *
 * @throws ProtocolError `InvalidParams` for arguments that do not fit.
 */
export async function renderPrompt(call: PromptCall): Promise<Answer> {
  const { entry, request, caller } = call;
  if (entry.answer) return await entry.answer(request, caller);
  const input = await validate(call);
  const context = new CallContext(call, entry.name);
  const render = async () => toMessages(call.where, await entry.handler(input as never, context));
  return write(await runHandler(render, call), call);
}

async function validate(call: PromptCall): Promise<unknown> {
  const { entry, request } = call;
  if (!entry.input) return {};
  const { checked } = await fitArguments(entry.input, request.params?.["arguments"] ?? {});
  return checked.issues ? refuseArguments(call, checked.issues) : checked.value;
}

/** Refuses arguments that do not fit, in the client's words. */
function refuseArguments(call: PromptCall, found: readonly StandardIssue[]): never {
  let issues: readonly Issue[];
  try {
    issues = toSentIssues(call.request, found);
  } catch (error) {
    throw toProtocolError(error, call.where, call.mask);
  }
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `Invalid arguments for prompt ${call.shownName}: ${describeIssues(issues)}`,
    { data: { issues } },
  );
}

function write(
  { description, messages, meta }: PromptParts,
  { entry, caller }: PromptCall,
): string {
  const shown = description ?? entry.listed.description;
  const result = {
    ...(shown !== undefined && { description: shown }),
    messages: messages.map(({ role, content }) => ({
      role,
      content: toRevision(content, caller.revision),
    })),
  };
  return endResult(JSON.stringify(result).slice(0, -1), caller, meta);
}
