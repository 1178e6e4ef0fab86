import { isCancel, select } from "@clack/prompts";

/** The answer of the user to a call that needs approval. */
export type ApprovalAnswer = "yes" | "always" | "no";

/** Asks on the terminal whether a tool may be called; Ctrl+C is no. */
export async function askApproval(tool: string, signal: AbortSignal): Promise<ApprovalAnswer> {
  const answer = await select<ApprovalAnswer>({
    message: `Call ${tool}?`,
    options: [
      { value: "yes", label: "Yes, this once" },
      { value: "always", label: `Yes, and ${tool} from now on` },
      { value: "no", label: "No" },
    ],
    output: process.stderr,
    signal,
  });
  return isCancel(answer) ? "no" : answer;
}
