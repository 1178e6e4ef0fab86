import type {
  CreateMessageRequestParams,
  CreateMessageResult,
  SamplingContent,
} from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { AgentMessage, FilePart, TextPart } from "../conversation/message.ts";
import { repairMessages } from "../conversation/repair-messages.ts";
import { adaptMessages } from "../model/adapt-messages.ts";
import { toModelError } from "../model/model-error.ts";
import { runModelStep } from "../model/model-step.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import { toPart } from "../tool/tool-output.ts";

/**
 * Lets the agent's model write what a server asked for (Sampling).
 *
 * @throws MortiseError `MODEL_UNAVAILABLE` when there is no language model, `INVALID_OPTION` when the
 * request brings tools, and what the model fails with.
 */
export async function answerSampling(
  params: CreateMessageRequestParams,
  resolved: ResolvedModel,
  signal: AbortSignal,
): Promise<CreateMessageResult> {
  if (resolved.source === "offline") {
    throw new MortiseError(
      "MODEL_UNAVAILABLE",
      "The server asks for text from a language model, and the agent runs offline without one",
    );
  }
  if (params.tools?.length) {
    throw new MortiseError("INVALID_OPTION", "Sampling with tools is not offered by this client");
  }
  const { model } = resolved;
  try {
    const { text, finish } = await runModelStep({
      model,
      instructions: params.systemPrompt ?? "",
      messages: adaptMessages(repairMessages(params.messages.map(toMessage)), model),
      tools: [],
      toolChoice: "auto",
      maxOutputTokens: params.maxTokens,
      ...(params.temperature !== undefined && { temperature: params.temperature }),
      ...(params.stopSequences && { stopSequences: params.stopSequences }),
      signal,
      onActivity: () => undefined,
      onText: () => Promise.resolve(),
    });
    return {
      role: "assistant",
      content: { type: "text", text },
      model: model.modelId,
      stopReason: finish === "length" ? "maxTokens" : "endTurn",
    };
  } catch (error) {
    signal.throwIfAborted();
    throw toModelError(error, resolved);
  }
}

function toMessage({
  role,
  content,
}: CreateMessageRequestParams["messages"][number]): AgentMessage {
  const blocks: readonly SamplingContent[] = Array.isArray(content)
    ? content
    : [content as SamplingContent];
  const parts = blocks.flatMap((block): (TextPart | FilePart)[] =>
    block.type === "text" || block.type === "image" || block.type === "audio" ? toPart(block) : [],
  );
  if (role === "user") return { role, content: parts };
  return { role, content: parts.filter((part) => part.type === "text") };
}
