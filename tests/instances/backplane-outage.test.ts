import { openBackplane } from "@mortise/backplane";
import { connect, listen } from "@mortise/node";
import type { Server, ServerEvent } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, describe, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";
import { openFaultyNetwork } from "../fixture/network/faulty-network.ts";
import { remoteServices } from "../fixture/service/local-services.ts";
import { sharedServices } from "../fixture/service/shared-backplanes.ts";

const create = (): Server<unknown> =>
  createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "t",
    { description: "d" },
    () => "answered",
  );

for (const { name, missing, url, prefix, open, drop } of sharedServices(remoteServices())) {
  describe.skipIf(missing !== undefined)(`an instance that loses its ${name}`, () => {
    afterAll(drop);

    test("refuses sessions during the outage, and serves them again afterwards", async () => {
      await using network = await openFaultyNetwork(url);
      await using backplane = await openBackplane(network.url, {
        prefix,
        onError: () => undefined,
      });
      await using http = await listen(create().join(backplane), { port: 0 });
      const peer = await LegacyPeer.begin(http.url);
      await using modern = await connect(http.url, { revision: "2026-07-28" });
      network.cut();
      expect((await peer.ask(http.url, "ping"))["status"]).toBe(503);
      // A request without a session needs no backplane.
      expect((await modern.callTool("t")).text).toBe("answered");
      network.restore();
      await expect.poll(async () => (await peer.ask(http.url, "ping"))["status"]).toBe(200);
    });

    test("asks every client to try again, and logs one error", async () => {
      await using network = await openFaultyNetwork(url);
      await using backplane = await openBackplane(network.url, {
        prefix,
        onError: () => undefined,
      });
      const events: ServerEvent[] = [];
      const server = createServer({ name: "s", version: "1", log: (event) => events.push(event) });
      await using http = await listen(server.join(backplane), { port: 0 });
      const peer = await LegacyPeer.begin(http.url);
      events.length = 0;
      network.cut();
      const initialize = { id: 1, method: "initialize", params: { protocolVersion: "2025-11-25" } };
      const answers = await Promise.all([
        new LegacyPeer({}).post(http.url, initialize),
        peer.post(http.url, { id: 2, method: "logging/setLevel", params: { level: "debug" } }),
        peer.post(http.url, { method: "notifications/cancelled", params: { requestId: 9 } }),
        fetch(http.url, { method: "DELETE", headers: peer.headers }),
        fetch(http.url, { headers: peer.headers }),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(answer.headers.get("retry-after")).toBe("2");
        expect(await answer.json()).toMatchObject({
          error: { message: expect.stringContaining("unavailable at the moment; try again") },
        });
      }
      expect(events).toMatchObject([
        { level: "error", message: expect.stringContaining("unreachable") },
      ]);
      network.restore();
      await expect.poll(async () => (await peer.ask(http.url, "ping"))["status"]).toBe(200);
      expect(events.slice(1)).toMatchObject([
        { level: "info", message: expect.stringContaining("reachable again") },
      ]);
      expect(JSON.stringify(events)).not.toContain(network.url);
    });

    test("notifies its listeners of changes that it may have missed", async () => {
      await using network = await openFaultyNetwork(url);
      await using backplane = await openBackplane(network.url, {
        prefix,
        onError: () => undefined,
      });
      await using elsewhere = await open();
      const other = create().join(elsewhere);
      await using http = await listen(create().join(backplane), { port: 0 });
      await using client = await connect(http.url, { revision: "2026-07-28" });
      const acknowledged = Promise.withResolvers<void>();
      const changes = client.listen(
        { resourceSubscriptions: ["docs://a"] },
        { onAcknowledged: () => acknowledged.resolve() },
      );
      const change = changes.next();
      await acknowledged.promise;
      network.cut();
      other.resourceUpdated("docs://a");
      network.restore();
      expect((await change).value).toMatchObject({ params: { uri: "docs://a" } });
      await changes.return(undefined);
      await other.close();
    });
  });
}
