import { expect, test } from "vitest";
import { convertText } from "../fixture/convert-text.ts";

/** The body of a tool's handler after the conversion, and the findings. */
function convertBody(body: string, parameters = "_args, extra"): ReturnType<typeof convertText> {
  const open = `server.registerTool("a", { description: "A.", inputSchema: {} }, async (${parameters}) => {\n`;
  const { text, findings } = convertText(`${open}${body}\n});`);
  return { text: text.slice(text.indexOf("async ")).replace(/\n\}\);$/, ""), findings };
}

test.each([
  ["extra.signal.throwIfAborted();", "extra.signal.throwIfAborted();"],
  ["use(extra.requestId);", "use(extra.request.id);"],
  ["use(extra._meta?.progressToken);", "use(extra.request.meta?.progressToken);"],
  [
    'await extra.sendNotification({ method: "notifications/progress", params: { progressToken: t, progress: 1, total: 2, message: "half" } });',
    'extra.progress(1, 2, "half");',
  ],
  [
    'await extra.sendNotification({ method: "notifications/progress", params: { progressToken: t, progress: 1, message: "half" } });',
    'extra.progress(1, undefined, "half");',
  ],
  [
    'await extra.sendNotification({ method: "notifications/message", params: { level: "info", data: { a: 1 }, logger: "db" } });',
    'extra.log.info({ a: 1 }, "db");',
  ],
  [
    'await extra.sendNotification({ method: "notifications/message", params: { level, data } });',
    "extra.log[level](data);",
  ],
  [
    'const roots = await extra.sendRequest({ method: "roots/list" }, ListRootsResultSchema);',
    "const roots = await extra.roots().then((roots) => ({ roots }));",
  ],
  [
    'const answer = await extra.sendRequest({ method: "sampling/createMessage", params: { messages, maxTokens: 10 } }, CreateMessageResultSchema);',
    'const answer = await extra.sample("sample", { messages, maxTokens: 10 });',
  ],
  ['await server.sendLoggingMessage({ level: "error", data: "x" });', 'extra.log.error("x");'],
  [
    "const { content } = await server.server.createMessage({ messages, maxTokens: 10 });",
    'const { content } = await extra.sample("sample", { messages, maxTokens: 10 });',
  ],
  ["use(server.server.getClientVersion());", "use(extra.client.info);"],
])("%s", (before, after) => {
  const { text, findings } = convertBody(before);
  expect(text).toBe(`async (_args, extra) => {\n${after}`);
  expect(findings).toEqual([]);
});

test("a question to the user gives a handler without a context one", () => {
  const body = `const { action } = await server.server.elicitInput({ mode: "form", message: "Sure?", requestedSchema: { type: "object", properties: {} } });`;
  expect(convertBody(body, "{ a }")).toEqual({
    text: `async ({ a }, ctx) => {\nconst { action } = await ctx.elicit("answer", { message: "Sure?", schema: { type: "object", properties: {} } });`,
    findings: ["note 2: a question to the user"],
  });
});

test("members of a destructured context", () => {
  expect(convertBody("use(signal, requestId);", "_args, { signal, requestId }").text).toBe(
    "async (_args, { signal, request: { id: requestId } }) => {\nuse(signal, requestId);",
  );
});

test("members without a counterpart in Mortise are left, with their lines", () => {
  expect(convertBody("use(extra.sessionId);\nuse(extra.authInfo);").findings).toEqual([
    "left 2: extra.sessionId",
    "left 3: extra.authInfo",
  ]);
});

test("a parameter with the type of a context is converted in any function", () => {
  const before = `async function step(n: number, extra: RequestHandlerExtra<any, any>) {
  await extra.sendNotification({ method: "notifications/progress", params: { progressToken: 1, progress: n } });
}`;
  expect(convertText(before).text).toBe(`async function step(n: number, extra: RequestContext) {
  extra.progress(n);
}`);
});

test("errors that a handler throws are for the model, and those of the protocol keep their code", () => {
  const body = `if (a) throw new Error("no a");
throw new McpError(ErrorCode.InvalidParams, "no b", { b: 1 });`;
  expect(convertBody(body).text).toBe(`async (_args, extra) => {
if (a) throw new ToolError("no a");
throw new ProtocolError(ErrorCode.InvalidParams, "no b", { data: { b: 1 } });`);
});

test("a context under another name for its type is converted too", () => {
  const before = `type Extra = RequestHandlerExtra<any, any>;
function tokenOf(extra: Extra) {
  return extra._meta?.progressToken;
}`;
  expect(convertText(before).text).toBe(`type Extra = RequestContext;
function tokenOf(extra: Extra) {
  return extra.request.meta?.progressToken;
}`);
});
