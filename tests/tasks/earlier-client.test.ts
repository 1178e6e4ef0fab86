import { tasks } from "@mortise/tasks";
import type { ConnectOptions } from "mortise";
import { connect, createServer } from "mortise";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { freshPath } from "./test-store.ts";
import { openWire } from "./wire.ts";

type Revision = "2025-11-25" | "2025-06-18" | "2025-03-26";

/** A server whose tools may be, or must be, tasks. */
function createDesk() {
  const input = z.object({ customer: z.string() });
  const server = createServer({
    name: "desk",
    version: "1.0.0",
    log: () => undefined,
    tasks: tasks({ database: `sqlite:${freshPath()}`, graceMs: 0, sweepMs: 20, pollMs: 50 }),
  })
    .tool(
      "export",
      { description: "Exports.", input, task: { poll: "10ms" } },
      async ({ customer }, ctx) => {
        const schema = z.object({ approve: z.boolean() });
        const answer = await ctx.elicit("approve", { message: "Export?", schema });
        return `${customer}: ${answer.action}`;
      },
    )
    .tool(
      "archive",
      { description: "Archives.", input, task: { required: true, poll: "10ms" } },
      ({ customer }) => `${customer}: archived`,
    );
  onTestFinished(() => server.close());
  return server;
}

describe.each(["http", "memory"])("a client of an earlier revision, over %s", (wire) => {
  const reach = async (revision: Revision) => {
    const server = createDesk();
    const options: ConnectOptions = {
      revision,
      elicit: async () => ({ action: "accept", content: { approve: true } }),
    };
    const target = wire === "http" ? (await openWire(server)).url : server;
    const client = await connect<typeof server>(target as never, options);
    onTestFinished(() => client.close());
    return client;
  };

  // 2025-03-26 has no elicitation, so that nothing can be asked there.
  test.each(["2025-11-25", "2025-06-18"] as const)(
    "gets the result of a tool that may be a task, and answers it, in %s (modelcontextprotocol/csharp-sdk#1184) (modelcontextprotocol/servers#3816)",
    async (revision) => {
      const client = await reach(revision);
      expect((await client.callTool("export", { customer: "C-1" })).text).toBe("C-1: accept");
    },
  );

  test("gets the result of a tool that must be a task as 2025-11-25 has it", async () => {
    const client = await reach("2025-11-25");
    const ids: string[] = [];
    const onTask = ({ id }: { readonly id: string }): void => void ids.push(id);
    const { text } = await client.callTool("archive", { customer: "C-1" }, { onTask });
    expect(text).toBe("C-1: archived");
    expect(ids).toHaveLength(1);
  });

  test.each(["2025-06-18", "2025-03-26"] as const)(
    "is refused a tool that must be a task where its revision has none, in %s",
    async (revision) => {
      const client = await reach(revision);
      await expect(client.callTool("archive", { customer: "C-1" })).rejects.toMatchObject({
        code: -32021,
      });
    },
  );
});
