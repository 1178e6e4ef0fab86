import type { ThrownError } from "../message.ts";
import type { ProcessEnd } from "./server-process.ts";

const OUT_OF_MEMORY = /JavaScript heap out of memory|Reached heap limit/;

/** Says why a process of the server ended, as an error of the user's code. */
export function describeEnd({ code, signal, error, stderr }: ProcessEnd): ThrownError {
  if (OUT_OF_MEMORY.test(stderr)) {
    const message = "The process of the server ran out of memory; look for a list that only grows";
    return { message, stack: "" };
  }
  if (error) return { ...error, message: `The process of the server ended: ${error.message}` };
  const how = signal === null ? `with exit code ${code ?? "unknown"}` : `by ${signal}`;
  const last = stderr.trim().split("\n").at(-1) ?? "";
  return {
    message: `The process of the server ended ${how}${last === "" ? "" : `; its last output: ${last}`}`,
    stack: stderr,
  };
}
