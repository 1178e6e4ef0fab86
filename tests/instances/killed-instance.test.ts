import type { Client } from "@mortise/client";
import { connect } from "@mortise/node";
import type { JsonObject, Revision } from "@mortise/protocol";
import { afterAll, describe, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";
import type { InstanceProcess } from "../fixture/instance/start-instance.ts";
import { startInstance } from "../fixture/instance/start-instance.ts";
import { openRoundRobin } from "../fixture/network/round-robin.ts";
import { sharedServices } from "../fixture/service/shared-backplanes.ts";

/** Far above every pause of the client, so that a call that waits for a killed instance hangs the test. */
const NEVER = "1h";

const textOf = (message: JsonObject): string => JSON.stringify(message["result"]);

/** A client that is asked, and kills the instance that asked before it answers. */
interface Asking {
  readonly client: Client;
  readonly call: () => ReturnType<Client["callTool"]>;
  /** The id of the process that was killed. */
  readonly killed: () => number | undefined;
}

async function openAsking(
  url: string,
  revision: Revision,
  instances: readonly InstanceProcess[],
): Promise<Asking> {
  let asked: number | undefined;
  const client = await connect(url, {
    revision,
    timeout: NEVER,
    elicit: async () => {
      await instances.find(({ pid }) => pid === asked)?.kill();
      return { action: "accept", content: { yes: true } };
    },
  });
  // The call that is run again reports from the other instance.
  const onProgress = ({ progress }: { readonly progress: number }): void => {
    asked ??= progress;
  };
  return { client, call: () => client.callTool("ask", {}, { onProgress }), killed: () => asked };
}

for (const service of sharedServices()) {
  const title = `two processes that share ${service.name}`;
  // Each waits most of its time until a killed process counts as stopped.
  describe.skipIf(service.missing !== undefined)(title, { concurrent: true }, () => {
    afterAll(service.drop);
    const start = (): Promise<InstanceProcess> => startInstance(service);

    test("sessions of a killed instance go on at the other", async () => {
      await using killed = await start();
      await using left = await start();
      await using proxy = await openRoundRobin([killed.url, left.url]);
      const peer = await LegacyPeer.begin(killed.url);
      await peer.ask(killed.url, "logging/setLevel", { level: "debug" });
      await peer.ask(killed.url, "resources/subscribe", { uri: "docs://a" });
      const stream = await peer.open(killed.url);
      await stream.primed();
      await using client = await connect(proxy.url, { revision: "2025-11-25" });
      const seen = new Set<string>();
      for (let count = 0; count < 4; count += 1) seen.add((await client.callTool("where")).text);
      expect(seen).toEqual(new Set([String(killed.pid), String(left.pid)]));

      await killed.kill();
      for (let count = 0; count < 4; count += 1) {
        expect((await client.callTool("where")).text).toBe(String(left.pid));
      }
      const logged = await (await peer.call(left.url, "where")).rest();
      expect(logged).toMatchObject([{ method: "notifications/message" }, { id: 1 }]);
      // Changes of the time between are lost, so the client is asked to read everything again.
      const resumed = await peer.open(left.url, stream.lastId);
      await resumed.until("notifications/tools/list_changed");
      await resumed.until("docs://a");
      await peer.ask(left.url, "tools/call", { name: "touch" });
      await resumed.until("docs://a");
      resumed.cut();
    });

    test("a question of 2026-07-28 outlives the instance that asked it", async () => {
      await using one = await start();
      await using two = await start();
      await using proxy = await openRoundRobin([one.url, two.url]);
      const asking = await openAsking(proxy.url, "2026-07-28", [one, two]);
      await using _client = asking.client;
      const { text } = await asking.call();
      const left = asking.killed() === one.pid ? two : one;
      expect(text).toBe(`accept at ${left.pid}`);
    });

    test("a call of 2025-11-25 ends with an error once the instance that asked is killed", async () => {
      await using one = await start();
      await using two = await start();
      await using proxy = await openRoundRobin([one.url, two.url]);
      const asking = await openAsking(proxy.url, "2025-11-25", [one, two]);
      await using client = asking.client;
      const error: unknown = await asking.call().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toMatchObject({ code: "TIMEOUT" });
      expect((await client.callTool("where")).text).toMatch(/^\d+$/);
    });

    test("a client that waits for a killed instance gets an error", async () => {
      await using killed = await start();
      await using left = await start();
      const peer = await LegacyPeer.begin(left.url);
      const begun = await peer.call(killed.url, "hang", "r-1");
      await begun.message();
      begun.cut();
      const resumed = await peer.open(left.url, begun.lastId);
      expect(resumed.status).toBe(200);
      await killed.kill();
      const [failed, ...more] = await resumed.rest();
      expect([failed, more]).toMatchObject([
        { id: "r-1", error: { message: expect.stringContaining("has stopped") } },
        [],
      ]);
      expect(textOf(await peer.ask(left.url, "tools/call", { name: "touch" }))).toContain(
        "touched",
      );
    });
  });
}
