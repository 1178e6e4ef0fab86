import type { JsonObject, JsonRpcRequest, JsonSchema } from "@mortise/protocol";
import { completeEntry } from "../completion/complete-entry.ts";
import { CompletionCall } from "../completion/completion-call.ts";
import type { Answering } from "../handler/answering.ts";
import { runHandler } from "../handler/run-handler.ts";
import type { CompiledPrompt } from "../prompt/compile-prompt.ts";
import { describeArguments } from "../prompt/compile-prompt.ts";
import { PromptCall } from "../prompt/prompt-call.ts";
import { renderPrompt } from "../prompt/render-prompt.ts";
import type { Caller } from "../request/caller.ts";
import { retarget } from "../request/retarget.ts";
import { translate } from "../request/translated.ts";
import { toViewer } from "../visibility/condition.ts";
import type { ArgumentPlan } from "./argument-plan.ts";
import { planArguments } from "./argument-plan.ts";
import { presentMembers, presentVisibility } from "./present.ts";
import type { PromptTransform } from "./transform-options.ts";

const NO_ARGUMENTS: JsonSchema = { type: "object", properties: {} };

/**
 * Makes the prompt by which another is presented.
 *
 * @throws MortiseError `INVALID_DEFINITION` for arguments that cannot be reshaped so.
 */
export function transformPrompt(
  prompt: CompiledPrompt,
  change: PromptTransform,
  answering: Answering,
): CompiledPrompt {
  const { name = prompt.name } = change;
  const owner = `prompt ${prompt.name}`;
  const schema = prompt.input?.json ?? NO_ARGUMENTS;
  const plan = change.arguments && planArguments(schema, change.arguments, owner);
  const { arguments: _before, ...listed } = prompt.listed;
  const declared = plan
    ? describeArguments(
        plan.schema["properties"] as Readonly<Record<string, JsonSchema>>,
        plan.schema["required"],
      )
    : prompt.listed.arguments;
  const presented: CompiledPrompt = {
    ...prompt,
    ...presentVisibility(prompt, change, owner),
    name,
    input: plan && prompt.input ? { ...prompt.input, json: plan.schema } : prompt.input,
    listed: {
      ...listed,
      ...presentMembers(change),
      name,
      ...(declared && declared.length > 0 && { arguments: declared }),
    },
  };
  if (!plan && name === prompt.name) return presented;
  return {
    ...presented,
    answer: async (request, caller) => {
      if (request.method === "completion/complete") {
        const own = translate(request, toOwnCompletion(request, prompt.name, plan), plan);
        return completeEntry(new CompletionCall(prompt, own, caller, answering));
      }
      const params = await runHandler(
        () => toOwnParams(request, prompt.name, plan, caller),
        new PromptCall(presented, request, caller, answering),
      );
      const own = translate(request, params, plan);
      return renderPrompt(new PromptCall(prompt, own, caller, answering));
    },
  };
}

function toOwnParams(
  request: JsonRpcRequest,
  name: string,
  plan: ArgumentPlan | undefined,
  caller: Caller,
): JsonObject {
  const params = retarget(request, name);
  if (!plan) return params;
  return { ...params, arguments: plan.toOwn(params["arguments"], () => toViewer(caller)) };
}

/** An argument that clients do not know has no name of its own here, and nothing to suggest. */
function toOwnCompletion(
  request: JsonRpcRequest,
  name: string,
  plan: ArgumentPlan | undefined,
): JsonObject {
  const params = retarget(request, name);
  if (!plan) return params;
  const argument = params["argument"] as JsonObject | undefined;
  const context = params["context"] as { readonly arguments?: JsonObject } | undefined;
  const filled = Object.entries(context?.arguments ?? {}).flatMap(([shown, value]) => {
    const own = plan.ownName(shown);
    return own === undefined ? [] : [[own, value] as const];
  });
  const shown = argument?.["name"];
  return {
    ...params,
    context: { ...context, arguments: Object.fromEntries(filled) },
    ...(typeof shown === "string" && {
      argument: { ...argument, name: plan.ownName(shown) ?? "" },
    }),
  };
}
