import type { JsonObject, ParameterHeader, Tool } from "@mortise/protocol";
import { encodeHeaderValue, planParameterHeaders, readMirroredArgument } from "@mortise/protocol";
import { isJsonObject } from "../json-object.ts";

/**
 * Remembers the arguments of each tool that HTTP headers repeat (2026-07-28, Custom Headers).
 *
 * Every `tools/list` replaces them.
 */
export class ArgumentHeaders {
  readonly #warn: (message: string) => void;
  #plans = new Map<string, readonly ParameterHeader[]>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Remembers the headers of `tools`; returns the tools with valid annotations. */
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

  /** Returns the headers of a `tools/call` from its params, which need not be well-formed. */
  ofCall({ name, arguments: input }: JsonObject): Record<string, string> {
    return this.toHeaders(String(name), isJsonObject(input) ? input : undefined);
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
