import { once } from "node:events";
import { connect } from "@mortise/client";
import { ProtocolError } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { listen } from "./listen.ts";

test.each(["2026-07-28", "2025-11-25"] as const)(
  "in %s a call that outlasts the grace period is answered that the server stopped (decocms/studio#2787)",
  async (revision) => {
    const begun = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<void>();
    const server = createServer({ name: "s", version: "1" }).tool(
      "slow",
      { description: "d" },
      async (_input, { signal }) => {
        begun.resolve();
        await once(signal, "abort");
        ended.resolve();
      },
    );
    const listening = await listen(server, { port: 0, grace: 1 });
    await using client = await connect(listening.url, { revision });
    const call = client.callTool("slow").catch((error: unknown) => error);
    await begun.promise;
    await listening.close();
    await ended.promise;
    const error = await call;
    expect(ProtocolError.is(error) && error.message).toMatch(/^The server stopped before/);
  },
);
