import type { InputHandlers } from "@mortise/client";
import type { CreateMessageRequestParams } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";
import type { EventPort } from "../event/event-port.ts";
import type { ResolvedModel } from "../model/resolved-model.ts";
import type { ApproveOption } from "../question/approval-policy.ts";
import { decideApproval } from "../question/approval-policy.ts";
import { createApprovalRequest } from "../question/approval-request.ts";
import { createElicitationRequest } from "../question/elicitation-request.ts";
import { answerSampling } from "./answer-sampling.ts";

/** The parts of the agent that answer a server's questions. */
export interface ServerQuestionOptions {
  /** The events of the run that is going on; `undefined` when there is none. */
  readonly events: () => EventPort | undefined;
  readonly resolveModel: () => Promise<ResolvedModel>;
  readonly approve: ApproveOption;
  /** Whether servers may use the agent's model. */
  readonly sampling: boolean;
}

/** The name under which a request for the model stands in approvals. */
const SAMPLING = "sampling/createMessage";

/** Makes the handlers that answer one server's questions through the events of the run. */
export function createQuestionHandlers(
  server: string,
  options: ServerQuestionOptions,
): InputHandlers {
  // Outside of a run there is no reader to answer.
  const elicit: InputHandlers["elicit"] = async (params) =>
    options.events()?.ask(createElicitationRequest(server, params)) ?? { action: "cancel" };
  if (!options.sampling) return { elicit };
  const sample: InputHandlers["sample"] = async (params, { signal }) => {
    await approveSampling(server, params, options);
    return answerSampling(params, await options.resolveModel(), signal);
  };
  return { elicit, sample };
}

async function approveSampling(
  server: string,
  { messages, systemPrompt }: CreateMessageRequestParams,
  { events, approve }: ServerQuestionOptions,
): Promise<void> {
  const call = { server, tool: SAMPLING, args: { messages, systemPrompt }, annotations: {} };
  const decision = await decideApproval(call, approve);
  if (decision === "run") return;
  const displayName = `Let ${server} use the model`;
  const question = createApprovalRequest({ id: SAMPLING, displayName, ...call }, {});
  const answer = decision === "ask" ? await events()?.ask(question) : "refused";
  if (answer === "approved") return;
  throw new MortiseError("ABORTED", "The user did not approve the use of the model");
}
