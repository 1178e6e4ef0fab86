import type { JsonObject } from "@mortise/protocol";
import { ErrorCode } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { post, readFailure } from "./fixture/http-peer.ts";
import type { Listening } from "./listen.ts";
import { listen } from "./listen.ts";

let http: Listening;

const server = createServer({ name: "s", version: "1" })
  .tool(
    "echo",
    {
      description: "d",
      input: {
        type: "object",
        properties: {
          n: { type: "integer", "x-mcp-header": "N" },
          on: { type: "boolean", "x-mcp-header": "On" },
          text: { type: "string", "x-mcp-header": "Text" },
        },
      },
    },
    (input) => input,
  )
  .resource("docs://ü", {}, () => "ü");

beforeAll(async () => {
  http = await listen(server, { port: 0 });
});

afterAll(() => http.close());

test.each<[string, Record<string, string | undefined>, JsonObject, RegExp]>([
  [
    "another method",
    { "mcp-method": "tools/list" },
    {},
    /Mcp-Method says "tools\/list", and the body says "tools\/call"/,
  ],
  ["no method", { "mcp-method": undefined }, {}, /the Mcp-Method header is missing/],
  [
    "another name",
    { "mcp-name": "throws" },
    {},
    /Mcp-Name says "throws", and the body says "echo"/,
  ],
  ["a name beyond ASCII", { "mcp-name": "caf\u00e9" }, {}, /Mcp-Name "café" is not ASCII/],
  [
    "an argument beyond ASCII, though it is the body's",
    { "mcp-param-text": "caf\u00e9" },
    { text: "café" },
    /Mcp-Param-Text "café" is not ASCII/,
  ],
  ["no name", { "mcp-name": undefined }, {}, /the Mcp-Name header is missing/],
  ["a malformed name", { "mcp-name": "=?base64?***?=" }, {}, /Mcp-Name .* is not valid base64/],
  [
    "another version",
    { "mcp-protocol-version": "2025-11-25" },
    {},
    /MCP-Protocol-Version says "2025-11-25"/,
  ],
  [
    "no version",
    { "mcp-protocol-version": undefined },
    {},
    /the MCP-Protocol-Version header is missing/,
  ],
  [
    "no mirrored argument",
    {},
    { n: 1 },
    /the Mcp-Param-N header is missing, and the body says "1"/,
  ],
  [
    "another mirrored argument",
    { "mcp-param-n": "2" },
    { n: 1 },
    /Mcp-Param-N says "2", and the body says "1"/,
  ],
  [
    "an argument that the body lacks",
    { "mcp-param-n": "2" },
    {},
    /Mcp-Param-N says "2", and the body says nothing/,
  ],
  ["an argument that the body has as null", { "mcp-param-n": "null" }, { n: null }, /says nothing/],
  ["a boolean in capitals", { "mcp-param-on": "TRUE" }, { on: true }, /Mcp-Param-On/],
])("headers that name %s are -32020", async (_what, headers, input, message) => {
  const response = await post(
    http.url,
    "tools/call",
    { name: "echo", arguments: input },
    { headers },
  );
  const [status, code, text] = await readFailure(response);
  expect([status, code]).toEqual([400, ErrorCode.HeaderMismatch]);
  expect(text).toMatch(message);
});

test.each<[Record<string, string>, JsonObject]>([
  [{ "mcp-name": "=?base64?ZWNobw==?=" }, {}],
  [{ "mcp-param-n": "42.0" }, { n: 42 }],
  [{ "mcp-param-n": "-7" }, { n: -7 }],
  [{ "mcp-param-on": "true" }, { on: true }],
  [{ "mcp-param-text": "=?base64?w7w=?=" }, { text: "ü" }],
  [{ "mcp-param-text": "" }, { text: "" }],
  [{ "mcp-param-other": "anything" }, {}],
])("headers that agree with the body are let in: %j", async (headers, input) => {
  const response = await post(
    http.url,
    "tools/call",
    { name: "echo", arguments: input },
    { headers },
  );
  expect(await response.json()).toMatchObject({ result: { structuredContent: input } });
});

test("a URI beyond ASCII is named in base64", async () => {
  const headers = { "mcp-name": "=?base64?ZG9jczovL8O8?=" };
  const response = await post(http.url, "resources/read", { uri: "docs://ü" }, { headers });
  expect(await response.json()).toMatchObject({ result: { contents: [{ text: "ü" }] } });
});
