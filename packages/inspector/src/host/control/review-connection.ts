import type { Review } from "@mortise/lint";
import { roundNumbers } from "../../contract/index.ts";
import type { ServerConnection } from "../connection/server-connection.ts";
import { HostFailure } from "../state/host-failure.ts";

/**
 * Reviews a server by its lists as they were read last.
 *
 * Rejects with HostFailure 409 before they were read.
 */
export async function reviewConnection({ state, catalogue }: ServerConnection): Promise<Review> {
  if (catalogue === undefined) {
    throw new HostFailure(409, {
      code: "NOT_LISTED",
      step: "review the server",
      cause: `the lists of ${state.label} have not been read`,
      fix: "connect first",
    });
  }
  // A third of the code of an inspector, which shows its page without it.
  const { review } = await import("@mortise/lint");
  const { serverInfo, instructions, kind } = state;
  return review({
    ...(serverInfo !== undefined && { name: serverInfo.name }),
    ...(instructions !== undefined && { instructions }),
    // A server under development can still be served both ways.
    ...(kind !== "self" && { transport: kind }),
    tools: roundNumbers(catalogue.tools.items),
    prompts: roundNumbers(catalogue.prompts.items),
    resources: roundNumbers(catalogue.resources.items),
    templates: roundNumbers(catalogue.templates.items),
  });
}
