import type { JsonObject } from "@mortise/protocol";
import { MortiseError } from "@mortise/protocol";

/**
 * Refuses a call in the form of another client, which would ask for something that is not there.
 *
 * `does` is what is called, such as `callTool`.
 *
 * @throws MortiseError `INVALID_OPTION`, with how to write it; the types of a program in JavaScript
 * are not checked.
 */
export function checkCall(
  does: string,
  name: unknown,
  input: unknown,
): asserts input is JsonObject {
  if (typeof name !== "string") {
    const { name: inner } = (name ?? {}) as { readonly name?: unknown };
    const shown = typeof inner === "string" ? JSON.stringify(inner) : "name";
    throw invalid(
      `${does} takes the name and then the arguments: ${does}(${shown}, { … }); the name is ${describe(name)}`,
    );
  }
  if (typeof input === "object" && input !== null && !Array.isArray(input)) return;
  throw invalid(
    `The arguments of ${JSON.stringify(name)} are an object, such as { key: value }, not ${describe(input)}`,
  );
}

function describe(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (Array.isArray(value)) return "a list";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function invalid(message: string): MortiseError {
  return new MortiseError("INVALID_OPTION", message);
}
