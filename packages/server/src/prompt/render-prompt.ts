import type { PromptMessage, StandardIssue, StandardResult } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { toRevision } from "../content/to-revision.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Caller } from "../request/caller.ts";
import { toSentIssues } from "../request/translated.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import { toProtocolError } from "../result/response.ts";
import type { Issue } from "../schema/issue.ts";
import { describeIssues } from "../schema/issue.ts";
import { repairArguments } from "../schema/repair.ts";
import type { CompiledPrompt } from "./compile-prompt.ts";
import type { PromptValue } from "./prompt.ts";
import type { PromptCall } from "./prompt-call.ts";

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
  const value = await runHandler(() => entry.handler(input as never, context), call);
  return write(value, entry, caller);
}

async function validate(call: PromptCall): Promise<unknown> {
  const { entry, request } = call;
  if (!entry.input) return {};
  const raw = request.params?.["arguments"] ?? {};
  let checked: StandardResult<unknown> = await entry.input.validate(raw);
  if (checked.issues) {
    // Arguments arrive as strings, so a number or boolean is read out of one.
    const { value, repairs } = repairArguments(raw, entry.input.json);
    if (repairs.length > 0) checked = await entry.input.validate(value);
  }
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

function write(value: PromptValue, prompt: CompiledPrompt, caller: Caller): string {
  const { description, messages } = toParts(value);
  const result = {
    ...((description ?? prompt.listed.description) !== undefined && {
      description: description ?? prompt.listed.description,
    }),
    messages: messages.map(({ role, content }) => ({
      role,
      content: toRevision(
        typeof content === "string" ? { type: "text", text: content } : content,
        caller.revision,
      ),
    })),
  };
  return writeResult(result, caller);
}

function toParts(value: PromptValue): {
  readonly description?: string;
  readonly messages: readonly {
    role: PromptMessage["role"];
    content: PromptMessage["content"] | string;
  }[];
} {
  if (typeof value === "string") return { messages: [{ role: "user", content: value }] };
  return "messages" in value ? value : { messages: value };
}
