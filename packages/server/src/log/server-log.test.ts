import { expect, test, vi } from "vitest";
import { z } from "zod";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { logging } from "../middleware/logging.ts";
import { createServer } from "../server.ts";
import type { ServerEvent } from "./mask.ts";

test.each([
  [
    "throws",
    () => {
      throw new Error("disk full");
    },
  ],
  ["rejects", () => Promise.reject(new Error("disk full"))],
])("a log that %s fails no request; its event goes to standard error", async (_name, log) => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const server = createServer({ name: "s", version: "1", log }).tool(
    "fails",
    { description: "d" },
    () => {
      throw new Error("secret");
    },
  );
  const { result } = await new ScriptedClient(server).request("tools/call", { name: "fails" });
  expect(result).toMatchObject({ isError: true, structuredContent: { code: "internal" } });
  await expect.poll(() => written.mock.calls.length).toBe(2);
  expect(written.mock.calls.flat()).toEqual([
    expect.stringContaining("tool fails failed"),
    expect.stringContaining("The server's log failed\nError: disk full"),
  ]);
});

test("the words of other parties reach standard error as one line, without credentials", async () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const server = createServer({ name: "s", version: "1" })
    .use(logging())
    .tool("fails", { description: "d", input: z.object({ x: z.string() }) }, ({ x }) => {
      throw new Error(`bad ${x}`);
    });
  const client = new ScriptedClient(server);
  const forged = "x\n[mortise] error: root login\u001b[2J\u009b31m\u202e";
  await client.request(forged);
  await client.request("tools/call", { name: "fails", arguments: { x: forged } });
  await client.request("resources/read", { uri: "docs://a?token=abc-1" });
  server.log({ level: "info", message: `from ${forged}` });
  const lines = written.mock.calls.flat().join("\n").split("\n") as string[];
  expect(lines.filter((line) => line.startsWith("[mortise]"))).toHaveLength(5);
  expect(lines.join()).toContain("x\\x0A[mortise] error: root login\\x1B[2J\\x9B31m\\u{202E}");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to escape.
  expect(lines.join()).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202e]|abc-1/);
});

test("the message of an event is one line for a log of its own too; its error is as it was thrown", async () => {
  const events: ServerEvent[] = [];
  const server = createServer({ name: "s", version: "1", log: (event) => void events.push(event) });
  const error = new Error("a\nb");
  server.log({ level: "error", message: 'a\nb "password" : "x"', error });
  expect(events).toEqual([{ level: "error", message: 'a\\x0Ab "password" : "(redacted)"', error }]);
});

test("a cause that an error quotes already is not logged twice", async () => {
  const messages: string[] = [];
  const log = ({ message }: ServerEvent): void => void messages.push(message);
  const server = createServer({ name: "s", version: "1", log }).tool(
    "reads",
    { description: "d" },
    () => {
      const cause = new Error("no such file");
      throw new Error("cannot read config: no such file", { cause });
    },
  );
  await new ScriptedClient(server).request("tools/call", { name: "reads" });
  expect(messages).toEqual([
    expect.stringMatching(/failed \([0-9a-f]{8}\): cannot read config: no such file$/),
  ]);
});

test("the log of a failed tool has the causes of its error, without credentials", async () => {
  const written = vi.spyOn(console, "error").mockImplementation(() => undefined);
  const server = createServer({ name: "s", version: "1" }).tool(
    "reads",
    { description: "d" },
    () => {
      const cause = new Error("connect ECONNREFUSED db.internal:5432, password=hunter2");
      throw new TypeError("fetch failed", { cause });
    },
  );
  await new ScriptedClient(server).request("tools/call", { name: "reads" });
  const lines = written.mock.calls.flat().join("\n");
  expect(lines).toMatch(
    /tool reads failed \([0-9a-f]{8}\): fetch failed: connect ECONNREFUSED db\.internal:5432/,
  );
  expect(lines).toContain("Caused by: Error: connect ECONNREFUSED db.internal:5432");
  expect(lines).not.toContain("hunter2");
});
