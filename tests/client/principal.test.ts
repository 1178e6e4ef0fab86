import { connect } from "@mortise/node";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";

const create = () =>
  createServer({ name: "s", version: "1" }).tool(
    "whoami",
    { description: "d" },
    (_input, { auth }) => ({ id: auth?.id ?? null }),
  );

test.each(["2025-11-25", "2026-07-28"] as const)(
  "in %s a server object finds the principal of each connection",
  async (revision) => {
    const server = create();
    await using ann = await connect(server, { revision, principal: { id: "ann" } });
    await using other = await connect(server, { revision });
    expect((await ann.callTool("whoami", {})).structured).toEqual({ id: "ann" });
    expect((await other.callTool("whoami", {})).structured).toEqual({ id: null });
  },
);

test.each([
  ["a URL", "http://127.0.0.1:1/mcp", /`auth`, `headers` or `env`/],
  ["a process", { command: process.execPath }, /its credentials by env/],
])("%s takes no principal", async (_name, target, message) => {
  const options = { principal: { id: "ann" } };
  await expect(connect(target, options)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(message),
  });
});
