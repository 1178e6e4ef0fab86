import type { JsonRpcRequest, PromptMessage, StandardResult } from "@mortise/protocol";
import { ErrorCode, ProtocolError } from "@mortise/protocol";
import { toRevision } from "../content/to-revision.ts";
import { CallContext } from "../handler/context.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { Mask } from "../log/mask.ts";
import type { Caller } from "../request/caller.ts";
import { sentName, sentOf, toSentIssues } from "../request/translated.ts";
import type { Answer } from "../result/answer.ts";
import { writeResult } from "../result/identity.ts";
import { toProtocolError } from "../result/response.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";
import { repairArguments } from "../schema/repair.ts";
import type { CompiledPrompt } from "./compile-prompt.ts";
import type { PromptValue } from "./prompt.ts";

/**
 * Renders a prompt and returns the JSON text of the `prompts/get` result.
 *
 * @throws ProtocolError `InvalidParams` for arguments that do not fit.
 */
export async function renderPrompt(
  prompt: CompiledPrompt,
  request: JsonRpcRequest,
  caller: Caller,
  mask: Mask,
): Promise<Answer> {
  if (prompt.answer) return await prompt.answer(request, caller);
  const input = await validate(prompt, request, mask);
  const context = new CallContext(caller, request, prompt.name);
  const value = await runHandler(
    () => prompt.handler(input as never, context),
    caller,
    prompt.timeout,
    `prompt ${prompt.name}`,
    mask,
  );
  return write(value, prompt, caller);
}

async function validate(
  prompt: CompiledPrompt,
  request: JsonRpcRequest,
  mask: Mask,
): Promise<unknown> {
  if (!prompt.input) return {};
  const raw = request.params?.["arguments"] ?? {};
  let checked: StandardResult<unknown> = await prompt.input.validate(raw);
  if (checked.issues) {
    // Arguments arrive as strings whatever they mean, so a number or boolean is read out of one.
    const { value, repairs } = repairArguments(raw, prompt.input.json);
    if (repairs.length > 0) checked = await prompt.input.validate(value);
  }
  if (!checked.issues) return checked.value;
  const sent = sentOf(request);
  const issues = sent ? toSentIssues(checked.issues, sent) : toIssues(checked.issues);
  if (issues.length === 0) {
    const hidden = new Error(
      `hidden arguments do not fit: ${describeIssues(toIssues(checked.issues))}`,
    );
    throw toProtocolError(hidden, `prompt ${prompt.name}`, mask);
  }
  throw new ProtocolError(
    ErrorCode.InvalidParams,
    `Invalid arguments for prompt ${sentName(request, prompt.name)}: ${describeIssues(issues)}`,
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
