import { connect } from "@mortise/node";
import { expect, test } from "vitest";
import { serverCode } from "./dev/fixture/project.ts";
import type { Started } from "./fixture/started.ts";
import { startProject } from "./fixture/started.ts";

const GOOD = serverCode({ a: "good" });
const HEAD = 'import { createServer } from "mortise";\n';

async function failureOf({ notices }: Started) {
  const { build } = await notices.take("build", (notice) => notice.build.status === "failed");
  return { ...build.error, servingSince: build.servingSince };
}

async function callTool(endpoint: string, name: string): Promise<string | undefined> {
  await using client = await connect(endpoint);
  return (await client.callTool(name, {})).text;
}

test("a version that does not load is explained with its place, and the last good one serves", async () => {
  const started = await startProject({ "server.ts": GOOD });
  const { development, notices, write } = started;
  await notices.take("served");
  const broken: readonly (readonly [code: string, message: RegExp, line: number | undefined])[] = [
    ["const a = 1;\nconst x: = 1;\n", /Unexpected token/, 2],
    ["export enum A { B }\n", /enum is not supported.*--experimental-transform-types/s, 1],
    ["\nthrow new Error('no key');\n", /^no key$/, 2],
    ["import './gone.ts';\n", /Cannot find module.*correct the path/s, 1],
    ["import 'no-such-package';\n", /Cannot find package.*install the package/s, 1],
    [
      serverCode({ a: "1" }, { tail: 'server.tool("a", { description: "d" }, () => "");' }),
      /There is a tool "?a"? already|already/,
      5,
    ],
    ["export const nothing = 1;\n", /exports no server/, undefined],
    [
      `${HEAD}export const other = createServer({ name: "o", version: "1" });\n`,
      /:other/,
      undefined,
    ],
  ];
  for (const [code, message, line] of broken) {
    write("server.ts", code);
    const failure = await failureOf(started);
    expect(failure.message).toMatch(message);
    expect([failure.message, failure.place?.line]).toEqual([failure.message, line]);
    if (line !== undefined) {
      const own = code.split("\n")[line - 1];
      expect(failure.frame?.find((row) => row.line === line)?.text).toBe(own);
    }
    expect(failure.servingSince).toBeTypeOf("number");
    expect(await callTool(development.endpoint, "a")).toBe("good");
  }
  write("server.ts", serverCode({ a: "mended" }));
  await notices.take("served");
  expect(await callTool(development.endpoint, "a")).toBe("mended");
});

test("a file that an import did not find is awaited", async () => {
  const started = await startProject({
    "server.ts": serverCode({ a: "1" }, { head: 'import "./later.ts";' }),
  });
  expect((await failureOf(started)).message).toMatch(/Cannot find module/);
  started.write("later.ts", "export {};\n");
  await started.notices.take("served");
});

test.each([
  ["an endless loop", "for (;;);\n"],
  ["a wait without end", "await new Promise(() => undefined);\n"],
])(
  "%s while the file loads ends in a sentence, and the next save is loaded",
  async (_what, code) => {
    const started = await startProject({ "server.ts": GOOD });
    await started.notices.take("served");
    started.write("server.ts", code);
    expect((await failureOf(started)).message).toMatch(/did not load within 20 s: .*endless loop/);
    started.write("server.ts", serverCode({ a: "mended" }));
    await started.notices.take("served");
    expect(await callTool(started.development.endpoint, "a")).toBe("mended");
  },
);

test("without any version that loaded, a request is answered with the reason", async () => {
  const started = await startProject({ "server.ts": "throw new Error('no key');\n" });
  const { development, notices, write } = started;
  await failureOf(started);
  const response = await fetch(development.endpoint, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 7, method: "ping" }),
  });
  expect(response.status).toBe(503);
  expect(await response.json()).toMatchObject({
    id: 7,
    error: { message: expect.stringMatching(/did not load.*no key/) },
  });
  write("server.ts", GOOD);
  await notices.take("served");
  expect(await callTool(development.endpoint, "a")).toBe("good");
});

test.each([
  ["an exception", "setImmediate(() => { throw new Error('late'); })", /late/],
  ["an exit", "setImmediate(() => process.exit(3))", /process\.exit\(3\) was called/],
  ["a signal", "process.kill(process.pid, 'SIGKILL')", /by SIGKILL/],
])("a process that ends later by %s is reported and started again", async (_how, code, message) => {
  const tail = `server.tool("end", { description: "d" }, () => { ${code}; return new Promise(() => undefined); });`;
  const started = await startProject({ "server.ts": serverCode({ a: "1" }, { tail }) });
  const { development, notices } = started;
  await notices.take("served");
  await using client = await connect(development.endpoint);
  const lost = client.callTool("end", {}).catch((error: unknown) => error);
  const failure = await failureOf(started);
  expect(failure.message).toMatch(message);
  expect(failure.servingSince).toBeUndefined();
  await notices.take("served");
  await lost;
  expect(await callTool(development.endpoint, "a")).toBe("1");
});

test("the page opens files of the project alone, and reaches its saved calls", async () => {
  const { development, notices } = await startProject({ "server.ts": serverCode({ a: "0" }) });
  await notices.take("served");
  const { origin, hash } = new URL(development.url);
  const authorization = `Bearer ${hash.replace("#token=", "")}`;
  const refuse = async (name: string, body: object): Promise<unknown> => {
    const headers = { authorization, "content-type": "application/json" };
    const init = { method: "POST", headers, body: JSON.stringify(body) };
    const answer = await fetch(`${origin}/_inspect/${name}`, init);
    return [answer.status, await answer.json()];
  };
  expect(await refuse("open-editor", { file: "/etc/passwd", line: 1 })).toEqual([
    403,
    { error: expect.objectContaining({ cause: "the file lies outside of the project" }) },
  ]);
  expect(await refuse("unsave", { id: "none" })).toEqual([
    404,
    {
      error: expect.objectContaining({ cause: expect.stringContaining("calls.json has no call") }),
    },
  ]);
});
