import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { excerptStderr } from "./stderr-excerpt.ts";

const USER = pathToFileURL(join(process.cwd(), "desk", "server.ts")).href;
const LIBRARY = "file:///home/ada/desk/node_modules/mortise/dist/index.js";

test("an error that nothing caught is its message and the place in the user's code", () => {
  const stderr = `reading the settings
${LIBRARY}:5714
    if (typeof definition.description !== "string") throw new MortiseError("INVALID_DEFINITION");
                                                          ^

MortiseError: The tool "a" has no description
    at Registry.add (${LIBRARY}:5714:11)
    at ${USER}:3:5
    at ModuleJob.run (node:internal/modules/esm/module_job:343:25) {
  code: 'INVALID_DEFINITION',
  data: {}
}

Node.js v24.1.0
`;
  expect(excerptStderr(stderr)).toEqual([
    "reading the settings",
    'MortiseError: The tool "a" has no description (desk/server.ts:3:5)',
  ]);
});

test("the lines of a server itself are kept, without control characters, up to twelve", () => {
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}: /home/ada/file.ts:3`);
  expect(excerptStderr(lines.join("\n"))).toEqual(lines.slice(-12));
  expect(excerptStderr("a\u001b[31mb\u202e")).toEqual(["ab"]);
});

test("a stack without a place of the user leaves the message as it is", () => {
  const stderr = `Error: x\n    at a (${LIBRARY}:1:1)\n    at node:internal/a:1:1\nnext`;
  expect(excerptStderr(stderr)).toEqual(["Error: x", "next"]);
});

test("an error of syntax is its message and the line in the user's file", () => {
  const stderr = `${USER}:7
enum Size { Small }
^^^^^^^^^^^^^^^^^^^
SyntaxError [ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX]: TypeScript enum is not supported in strip-only mode
    at parseTypeScript (node:internal/modules/typescript:68:40) {
  code: 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX'
}
`;
  expect(excerptStderr(stderr)).toEqual([
    "SyntaxError [ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX]: TypeScript enum is not supported in strip-only mode (desk/server.ts:7)",
  ]);
});

test("members of an error are left out, and its cause is kept", () => {
  const stderr = `MortiseError: createServer has no option "verion"; did you mean "version"?
    at ${USER}:1:54 {
  code: 'INVALID_OPTION',
  data: { option: 'verion' },
  url: 'file:///tmp/db',
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:5432
      at Socket.a (node:net:1:1) {
    port: 5432
  }
}
`;
  expect(excerptStderr(stderr)).toEqual([
    'MortiseError: createServer has no option "verion"; did you mean "version"? (desk/server.ts:1:54)',
    "[cause]: Error: connect ECONNREFUSED 127.0.0.1:5432",
  ]);
});

test("the source of minified code is left out, and long lines of the server are cut", () => {
  const source = "let a=1;".repeat(500);
  const stderr = `${USER}:3\n${source}\n\nError: no luck\n    at ${USER}:3:5059\n`;
  expect(excerptStderr(stderr)).toEqual(["Error: no luck (desk/server.ts:3:5059)"]);
  expect(excerptStderr(`${source.slice(7)}\n\nError: no luck`)).toEqual(["Error: no luck"]);
  expect(excerptStderr("x".repeat(2_000))).toEqual([`${"x".repeat(400)} …`]);
});
