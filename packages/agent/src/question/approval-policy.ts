import type { ToolAnnotations } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/** A tool call that may need approval. */
export interface ApprovalCall {
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
  /** The arguments of the call. */
  readonly args: Readonly<Record<string, unknown>>;
  /** The annotations of the tool by its server; a hint that may be wrong. */
  readonly annotations: ToolAnnotations;
}

/** Decides a call: `true` runs it, `false` refuses it, `'ask'` asks the reader of the events. */
export type ApproveFunction = (call: ApprovalCall) => boolean | "ask" | Promise<boolean | "ask">;

/**
 * Which calls need approval: `writes` (all that are not marked read-only), `all`, `never`, or what a
 * function says.
 */
export type ApproveOption = "writes" | "all" | "never" | ApproveFunction;

/** The decision on a call. */
export type ApprovalDecision = "run" | "deny" | "ask";

/**
 * Says whether a call runs, is refused, or must be asked about.
 *
 * @throws MortiseError `INVALID_OPTION` when the function throws or gives something else; the call
 * must not run then.
 */
export async function decideApproval(
  call: ApprovalCall,
  option: ApproveOption,
): Promise<ApprovalDecision> {
  if (option === "never") return "run";
  if (typeof option !== "function") {
    return option === "writes" && call.annotations.readOnlyHint === true ? "run" : "ask";
  }
  const decision = await callPolicy(call, option);
  if (decision === true) return "run";
  if (decision === false) return "deny";
  if (decision === "ask") return "ask";
  throw invalidPolicy(
    call,
    `gave ${JSON.stringify(decision) ?? String(decision)}; return true, false or "ask"`,
  );
}

async function callPolicy(call: ApprovalCall, policy: ApproveFunction): Promise<unknown> {
  try {
    return await policy(call);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidPolicy(call, `failed: ${reason}`, { cause: error });
  }
}

function invalidPolicy(
  { server, tool }: ApprovalCall,
  problem: string,
  options: { readonly cause?: unknown } = {},
): MortiseError {
  return new MortiseError(
    "INVALID_OPTION",
    `The function \`approve\` was asked about ${tool} of ${server} and ${problem}. The call was not made.`,
    { ...options, data: { option: "approve" } },
  );
}
