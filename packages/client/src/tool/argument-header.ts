import type { JsonObject, ParameterHeader, Tool } from "@mortise/protocol";
import { encodeHeaderValue, planParameterHeaders, readMirroredArgument } from "@mortise/protocol";

/**
 * Knows which arguments of which tools are repeated in HTTP headers (2026-07-28, Custom Headers).
 *
 * It learns this from each `tools/list`.
 */
export class ArgumentHeaders {
  readonly #warn: (message: string) => void;
  #plans = new Map<string, readonly ParameterHeader[]>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Learns the tools of a server; returns them without those whose annotations are invalid. */
  learn(tools: readonly Tool[]): Tool[] {
    const plans = new Map<string, readonly ParameterHeader[]>();
    const valid = tools.filter((tool) => {
      const plan = planParameterHeaders(tool.inputSchema);
      if ("headers" in plan) {
        if (plan.headers.length > 0) plans.set(tool.name, plan.headers);
        return true;
      }
      this.#warn(`The tool ${JSON.stringify(tool.name)} is left out: ${plan.invalid}`);
      return false;
    });
    this.#plans = plans;
    return valid;
  }

  /** Returns the headers that repeat the arguments of one call. */
  toHeaders(name: string, input: JsonObject | undefined): Record<string, string> {
    const headers: Record<string, string> = {};
    for (const plan of this.#plans.get(name) ?? []) {
      const value = readMirroredArgument(plan, input);
      if (value !== undefined) headers[plan.header] = encodeHeaderValue(value);
    }
    return headers;
  }
}
