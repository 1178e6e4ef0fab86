import { expect, test } from "vitest";
import { createServer } from "../server.ts";

/** Calls a method of a new server with arguments that the types refuse. */
function add(method: "tool" | "prompt", ...args: readonly unknown[]): () => unknown {
  const server = createServer({ name: "s", version: "1" });
  return () => (server[method] as (...all: unknown[]) => unknown).apply(server, [...args]);
}

const handler = () => "";

test.each([
  ["inputSchema", 'did you mean "input"?'],
  ["parameters", 'did you mean "input"?'],
  ["outputSchema", 'did you mean "output"?'],
  ["execute", "the handler is the argument after the definition"],
  ["readOnlyHint", 'put it into "annotations"'],
  ["_meta", 'did you mean "meta"?'],
  ["discription", 'did you mean "description"?'],
])("%s in the definition of a tool: %s", (member, advice) => {
  expect(add("tool", "a", { description: "d", [member]: {} }, handler)).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: `Tool a has no option "${member}"; ${advice}`,
    }),
  );
});

test("argsSchema of a prompt is its input", () => {
  expect(add("prompt", "a", { argsSchema: {} }, handler)).toThrow(
    'Prompt a has no option "argsSchema"; did you mean "input"?',
  );
});

const FORM = 'write .tool("name", { description: "…", input: … }, handler)';

test.each([
  ["a description", ["a", "Adds numbers", {}, handler], 'The definition of tool "a" is a string'],
  ["a handler", ["a", handler], 'The definition of tool "a" is a function'],
  [
    "one object",
    [{ name: "a", description: "d" }, handler],
    "tool() takes a name first, not an object",
  ],
])("%s in place of a definition is answered with the form", (_name, args, message) => {
  expect(add("tool", ...args)).toThrow(
    expect.objectContaining({ code: "INVALID_DEFINITION", message: `${message}; ${FORM}` }),
  );
});
