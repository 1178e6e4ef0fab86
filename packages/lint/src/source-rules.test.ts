import { expect, test } from "vitest";
import { review } from "./review.ts";

/** The findings on a file alone, as `rule@line`. */
function find(code: string): string[] {
  const { findings } = review({ tools: [], sources: [{ path: "server.ts", code }] });
  return findings.map(({ rule, subject, place }) => {
    const about = subject.kind === "server" ? "server" : subject.name;
    return `${rule} ${about} ${place?.line}`;
  });
}

const inTool = (
  body: string,
): string => `server.tool("get", { description: "d" }, async (input, ctx) => {
${body}
});`;

test.each<[string, string, string[]]>([
  ["without settings", inTool("return fetch(url);"), ["no-timeout get 2"]],
  ["with settings alone", inTool('return fetch(url, { method: "POST" });'), ["no-timeout get 2"]],
  ["with the signal of the call", inTool("return fetch(url, { signal: ctx.signal });"), []],
  ["with settings that cannot be seen", inTool("return fetch(url, options);"), []],
  ["with a spread of settings", inTool("return fetch(url, { ...options });"), []],
  ["of a request object", inTool("return fetch(new Request(url, { signal }));"), []],
  ["of a request by its name", inTool("return fetch(request);"), []],
  ["outside a tool", "const load = (url) => fetch(url);", ["no-timeout server 1"]],
  ["of a parameter named fetch", "const load = (fetch) => fetch(url);", []],
  ["of a member named fetch", "const load = ({ fetch: get }) => this.fetch(url);", []],
  ["of another package's fetch", 'import { fetch } from "./mine.js"; fetch(url);', []],
  ["of undici", 'import { fetch } from "undici"; fetch(url);', ["no-timeout server 1"]],
  ["of axios", 'import axios from "axios"; axios.get(url);', ["no-timeout server 1"]],
  [
    "of axios with a timeout",
    'import axios from "axios"; axios.post(url, {}, { timeout: 5 });',
    [],
  ],
  [
    "of axios with a default",
    'import axios from "axios"; axios.defaults.timeout = 5; axios.get(url);',
    [],
  ],
  [
    "in a tool of the official SDK",
    'server.registerTool("get", {}, async () => { return fetch(url); });',
    ["no-timeout get 1"],
  ],
  [
    "in a tool of FastMCP",
    'server.addTool({ name: "get", execute: async () => { return fetch(url); } });',
    ["no-timeout get 1"],
  ],
  [
    "in the second tool of a chain",
    'server.tool("a", {}, () => 1)\n.tool("b", {}, () => fetch(url));',
    ["no-timeout b 2"],
  ],
])("a request %s", (_, code, expected) => {
  expect(find(code)).toEqual(expected);
});

test.each<[string, string, string[]]>([
  ["its stack", "return { error: e.stack };", ["raw-exception get 2"]],
  ["its text", "return String(e);", ["raw-exception get 2"]],
  ["its text in a template", `return \`failed: \${e}\`;`, ["raw-exception get 2"]],
  ["itself", "return { error: e };", ["raw-exception get 2"]],
  ["itself as JSON", "return JSON.stringify(e);", ["raw-exception get 2"]],
  ["its text in a ToolError", `throw new ToolError(\`failed: \${e}\`);`, ["raw-exception get 2"]],
  ["a sentence", 'return { error: "customer not found", code: 404 };', []],
  ["its message", "return { error: e.message };", []],
  ["it as the cause", 'throw new ToolError("No customer", { cause: e });', []],
  ["it again", "throw e;", []],
  ["a log of it", `console.error(\`failed: \${e}\`); return null;`, []],
])("a handler that catches and gives %s", (_, answer, expected) => {
  expect(find(inTool(`try { await load(); } catch (e) { ${answer} }`))).toEqual(expected);
});

test("exceptions are followed into .catch, and only into answers outside a tool", () => {
  expect(find(inTool(`return load().catch((e) => \`failed: \${e}\`);`))).toEqual([
    "raw-exception get 2",
  ]);
  expect(find("function f() { try { g(); } catch (e) { return String(e); } }")).toEqual([]);
  expect(
    find("function f() { try { g(); } catch (e) { throw new ToolError(String(e)); } }"),
  ).toEqual(["raw-exception server 1"]);
});

test.each<[string, string, boolean]>([
  ["Mortise", "at load (file:///srv/a.ts:10:5)", true],
  ["Node", "at Object.<anonymous> (/srv/app.js:3:7)", true],
  ["a list of meetings", "at noon (room 4:30:00)", false],
])("a result with a line of %s", (_, line, isFound) => {
  const results = [{ tool: "get", text: `Error: no\n    ${line}\n` }];
  const { findings } = review({ tools: [], results });
  expect(findings.map(({ rule }) => rule)).toEqual(isFound ? ["raw-exception"] : []);
});

test("tracebacks of other languages are found in results, once for each tool", () => {
  const text = 'Traceback (most recent call last):\n  File "a.py", line 1';
  const results = [1, 2].map(() => ({ tool: "get", text }));
  expect(review({ tools: [], results }).findings).toHaveLength(1);
});

test.each<[string, string, string[]]>([
  [
    "serve with auth",
    "const server = createServer({ name, auth });\nserve(server, { http: false });",
    ["stdio-for-many server 2"],
  ],
  ["serve without auth", "serve(createServer({ name }), { http: false });", []],
  ["serve by the command line", "serve(createServer({ name, auth }));", []],
  [
    "the official transport with auth beside HTTP",
    "new McpServer({ auth }); new StdioServerTransport(); new StreamableHTTPServerTransport({});",
    [],
  ],
  [
    "sockets that share one process",
    "createServer((socket) => { socket.pipe(child.stdin); });",
    ["stdio-for-many server 1"],
  ],
  ["a file that is piped", "createReadStream(path).pipe(child.stdin);", []],
])("stdio: %s", (_, code, expected) => {
  expect(find(code)).toEqual(expected);
});

test("a file that is no JavaScript is named, and costs the others nothing", () => {
  const { findings, unseen } = review({
    tools: [],
    sources: [
      { path: "a.ts", code: "enum A { B }" },
      { path: "b.ts", code: "fetch(url);" },
    ],
  });
  expect(findings.map(({ rule }) => rule)).toEqual(["no-timeout"]);
  expect(unseen).toEqual([expect.stringContaining("a.ts, which cannot be read")]);
});
