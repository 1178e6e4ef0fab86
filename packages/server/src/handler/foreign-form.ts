import { describeValue, MortiseError } from "@mortise/protocol";

const HANDLER = "the handler is the argument after the definition";
const NAME = "the name is the argument before the definition";
const INPUT = 'did you mean "input"?';
const HINTS = 'put it into "annotations"';

/** The advice on members that definitions of other toolkits have, by their names. */
export const FOREIGN_MEMBERS: Readonly<Record<string, string>> = {
  inputSchema: INPUT,
  parameters: INPUT,
  paramsSchema: INPUT,
  argsSchema: INPUT,
  arguments: INPUT,
  args: INPUT,
  params: INPUT,
  schema: INPUT,
  outputSchema: 'did you mean "output"?',
  _meta: 'did you mean "meta"?',
  execute: HANDLER,
  handler: HANDLER,
  run: HANDLER,
  load: HANDLER,
  callback: HANDLER,
  cb: HANDLER,
  name: NAME,
  readOnlyHint: HINTS,
  destructiveHint: HINTS,
  idempotentHint: HINTS,
  openWorldHint: HINTS,
  canAccess: 'did you mean "allow"?',
  timeoutMs: 'did you mean "timeout"?',
};

/**
 * Refuses a call of `server.tool` or `server.prompt` in the form of another toolkit: one object with
 * the name in it, or a text in place of the definition.
 *
 * @throws MortiseError `INVALID_DEFINITION` with the form to write.
 */
export function assertOwnForm(method: "tool" | "prompt", name: unknown, definition: unknown): void {
  const form = `write .${method}("name", { description: "…", input: … }, handler)`;
  if (typeof name !== "string") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `${method}() takes a name first, not ${describeValue(name)}; ${form}`,
    );
  }
  if (typeof definition === "string" || typeof definition === "function") {
    throw new MortiseError(
      "INVALID_DEFINITION",
      `The definition of ${method} ${JSON.stringify(name)} is ${describeValue(definition)}; ${form}`,
    );
  }
}
