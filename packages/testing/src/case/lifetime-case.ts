import { deepEqual, equal, match, ok, rejects } from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { Client, LogEntry, Progress } from "@mortise/client";
import type { ServerCase } from "./server-case.ts";

/** If several instances answer in turn, a change has reached all of them once that many agree. */
const AGREEMENTS = 4;
const MAX_LOOKS = 500;

async function untilListed(client: Client, tool: string, isWanted: boolean): Promise<void> {
  let agreements = 0;
  for (let look = 0; look < MAX_LOOKS && agreements < AGREEMENTS; look += 1) {
    // A list that changes between two pages is refused, and must be read again.
    const tools = await client.listTools({ fresh: true }).catch(() => undefined);
    const isListed = tools?.some(({ name }) => name === tool);
    agreements = isListed === isWanted ? agreements + 1 : 0;
  }
  equal(agreements, AGREEMENTS, `${tool} is ${isWanted ? "not " : "still "}listed`);
}

/** Cases of requests before their answer, and of connections. */
export const lifetimeCases: readonly ServerCase[] = [
  {
    name: "a server gives its name, version and instructions",
    run: async ({ client }) => {
      deepEqual([client.serverInfo?.name, client.serverInfo?.version], ["case-server", "1.2.3"]);
      equal(client.instructions, "Call what the case says.");
      ok(client.capabilities.tools && client.capabilities.prompts && client.capabilities.resources);
      await client.ping();
    },
  },
  {
    name: "progress arrives in order, before the answer",
    run: async ({ client }) => {
      const seen: Progress[] = [];
      await client.callTool("steps", {}, { onProgress: (progress) => seen.push(progress) });
      deepEqual(
        seen.map(({ progress, total, message }) => [progress, total, message]),
        [1, 2, 3].map((step) => [step, 3, `step ${step}`]),
      );
    },
  },
  {
    name: "log lines reach the call that asked for them",
    run: async ({ client }) => {
      const seen: LogEntry[] = [];
      await client.callTool(
        "steps",
        {},
        { onLog: (entry) => seen.push(entry), logLevel: "warning" },
      );
      deepEqual(
        seen.map(({ level, logger, data }) => ({ level, logger, data })),
        [{ level: "warning", logger: "steps", data: { step: "begun" } }],
      );
    },
  },
  {
    name: "a call that its caller aborts is aborted on the server",
    run: async ({ client }) => {
      const controller = new AbortController();
      const name = randomUUID();
      const call = client.callTool(
        "hang",
        { name },
        { signal: controller.signal, onProgress: () => controller.abort() },
      );
      await rejects(call);
      equal((await client.callTool("await_abort", { name })).text, "aborted");
    },
  },
  {
    name: "a call that takes too long for its caller is aborted on the server",
    run: async ({ client }) => {
      const name = randomUUID();
      await rejects(client.callTool("hang", { name }, { timeout: 100 }), { code: "TIMEOUT" });
      equal((await client.callTool("await_abort", { name })).text, "aborted");
    },
  },
  {
    name: "a tool that takes too long for its server is a failed result",
    run: async ({ client }) => {
      const { isError, text } = await client.callTool("expire");
      ok(isError);
      match(text, /Tool expire did not finish within 0\.02 s/);
    },
  },
  {
    name: "a handler can ask the user and goes on with the answer",
    run: async ({ open }) => {
      const asked: string[] = [];
      await using client = await open({
        elicit: async ({ message }) => {
          asked.push(message);
          return { action: "accept", content: { colour: "blue" } };
        },
      });
      const { structured } = await client.callTool("ask");
      deepEqual(structured, { action: "accept", content: { colour: "blue" } });
      deepEqual(asked, ["Which colour?"]);
    },
  },
  {
    name: "a change to a list and to a resource reaches a listener",
    run: async ({ open }) => {
      await using client = await open();
      const acknowledged = Promise.withResolvers<void>();
      const changes = client.listen(
        { toolsListChanged: true, resourceSubscriptions: ["docs://guide"] },
        { onAcknowledged: () => acknowledged.resolve() },
      );
      const first = changes.next();
      await acknowledged.promise;
      await client.callTool("touch");
      equal((await first).value?.method, "notifications/resources/updated");
      const second = changes.next();
      await client.callTool("grow", { grown: true });
      equal((await second).value?.method, "notifications/tools/list_changed");
      await untilListed(client, "grown", true);
      await client.callTool("grow", { grown: false });
      await untilListed(client, "grown", false);
      await changes.return(undefined);
    },
  },
  {
    name: "a closed client refuses further calls, and the server goes on for others",
    run: async ({ client, open }) => {
      const other = await open();
      await other.close();
      await other.close();
      ok(other.isClosed);
      await rejects(other.callTool("add", { a: 1, b: 2 }), { code: "CLOSED" });
      equal((await client.callTool("add", { a: 1, b: 2 })).isError, false);
    },
  },
];
