import { expect, test } from "vitest";
import { toConfigTarget } from "./config-target.ts";

const config = (entry: unknown) => ({
  file: "mcp.json",
  folder: "/desk",
  servers: new Map([["a", entry]]),
});

test.each<[unknown, string]>([
  [null, "is no object"],
  [[], "is no object"],
  ["node", "is no object"],
  [{ command: 5 }, "has a command that is no text"],
  [{ command: "node", args: "x" }, "has args that are no list of texts"],
  [{ command: "node", env: ["A=b"] }, "has env that is no object"],
  [{ command: "node", env: { A: { b: 1 } } }, "has env.A that is no text"],
  [{ command: "node", env: { A: [] } }, "has env.A that is no text"],
  [{ url: "http://127.0.0.1/mcp", headers: { a: {} } }, "has headers.a that is no text"],
  [{ comand: "node" }, 'has no "comand"; did you mean "command"?'],
  [{ command: "node", arg: ["x"] }, 'has no "arg"; did you mean "args"?'],
  [{ URL: "http://127.0.0.1/mcp" }, 'has no "URL"; did you mean "url"?'],
  [{}, "has neither a command nor a url"],
  [{ type: "stdio", dev: {}, timeout: 5 }, "has neither a command nor a url"],
])("the entry %j is refused by the name of its fault", (entry, fault) => {
  expect(() => toConfigTarget(config(entry), "a", {})).toThrow(
    expect.objectContaining({
      code: "INVALID_OPTION",
      message: `The server "a" of mcp.json ${fault}`,
    }),
  );
});

test("numbers and booleans are texts for a variable, and null leaves it out", () => {
  const env = { PORT: 80, DEBUG: true, NONE: null };
  expect(toConfigTarget(config({ command: "node", env }), "a", {})).toMatchObject({
    env: { PORT: "80", DEBUG: "true" },
  });
});
