import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Uses schemas on both sides: of arguments, of a result and of an answer of the user. */
const PROGRAM = `
import { connect, createFetchHandler, createServer } from ${JSON.stringify(import.meta.resolve("mortise"))};

try { Function("return 1")(); } catch (error) { console.log(error.name); }

const input = { type: "object", properties: { id: { type: "string", pattern: "^C-[0-9]+$" } }, required: ["id"] };
const output = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };
const server = createServer({ name: "desk", version: "1.0.0" })
  .tool("find", { description: "Finds", input, output }, ({ id }) => ({ name: id }))
  .tool("sign", { description: "Signs" }, async (_input, { elicit }) => {
    const schema = { type: "object", properties: { name: { type: "string", minLength: 2 } }, required: ["name"] };
    const { action, content } = await elicit("sign", { message: "Your name?", schema });
    return action + " " + content.name;
  });
const fetch = createFetchHandler(server, { allowedHosts: ["desk.example"] });
const elicit = () => ({ action: "accept", content: { name: "Ada" } });
const client = await connect("https://desk.example/mcp", { fetch: (url, init) => {
  const request = new Request(url, init);
  request.headers.set("host", "desk.example");
  return fetch(request);
}, elicit });
console.log((await client.callTool("find", { id: "C-1" })).structured.name);
console.log((await client.callTool("find", { id: "none" })).isError);
console.log((await client.callTool("sign")).text);
await client.close();
await server.close();
`;

test("server and client check schemas where code may not be made from texts (modelcontextprotocol/typescript-sdk#689, cloudflare/agents#1491)", async () => {
  const flags = ["--no-warnings", "--disallow-code-generation-from-strings"];
  const { stdout } = await promisify(execFile)(process.execPath, [
    ...flags,
    "--input-type=module",
    "--eval",
    PROGRAM,
  ]);
  expect(stdout.trim().split("\n")).toEqual(["EvalError", "C-1", "true", "accept Ada"]);
});
