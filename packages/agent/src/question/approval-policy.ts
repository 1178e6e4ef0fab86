import type { ToolAnnotations } from "@mortise/protocol";

/** A tool call that may need approval. */
export interface ApprovalCall {
  server: string;
  tool: string;
  args: Record<string, unknown>;
  /** What the server says about the tool; a hint that it could get wrong. */
  annotations: ToolAnnotations;
}

/** Decides a call by itself: `true` runs it, `false` refuses it, `'ask'` asks whoever reads the events. */
export type ApproveFunction = (call: ApprovalCall) => boolean | "ask" | Promise<boolean | "ask">;

/**
 * Which calls somebody must approve: `writes` (whatever is not marked read-only), `all`, `never`, or a function.
 */
export type ApproveOption = "writes" | "all" | "never" | ApproveFunction;

/** Says whether a call runs, is refused, or must be asked about. */
export async function decideApproval(
  call: ApprovalCall,
  option: ApproveOption,
): Promise<"run" | "deny" | "ask"> {
  if (typeof option === "function") {
    const decision = await option(call);
    return decision === "ask" ? "ask" : decision ? "run" : "deny";
  }
  if (option === "never") return "run";
  return option === "writes" && call.annotations.readOnlyHint === true ? "run" : "ask";
}
