import { expect, test, vi } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import { createServer } from "../server.ts";

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
