import { openBackplane } from "@mortise/backplane";
import { connect, listen } from "@mortise/node";
import type { Server, ServerEvent } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, describe, expect, test } from "vitest";
import { LegacyPeer } from "../fixture/client/legacy-peer.ts";
import { openFaultyNetwork } from "../fixture/network/faulty-network.ts";
import { skipWithout } from "../fixture/service/local-services.ts";
import { sharedBackplanes } from "../fixture/service/shared-backplanes.ts";

const TIMEOUT = 30_000;
const BACKPLANES = (await sharedBackplanes()).filter(({ service }) => service !== undefined);
skipWithout(BACKPLANES);

const create = (): Server<unknown> =>
  createServer({ name: "s", version: "1", log: () => undefined }).tool(
    "t",
    { description: "d" },
    () => "answered",
  );

describe.each(BACKPLANES)("an instance that loses its $name", ({ service, open, drop }) => {
  afterAll(drop);

  test("refuses sessions while it is away, and serves them again afterwards", {
    timeout: TIMEOUT,
  }, async () => {
    const { url = "", prefix = "" } = service ?? {};
    await using network = await openFaultyNetwork(url);
    await using backplane = await openBackplane(network.url, { prefix, onError: () => undefined });
    await using http = await listen(create().join(backplane), { port: 0 });
    const peer = await LegacyPeer.begin(http.url);
    await using modern = await connect(http.url, { revision: "2026-07-28" });
    network.cut();
    expect((await peer.ask(http.url, "ping"))["status"]).toBe(503);
    // What needs no session needs no backplane.
    expect((await modern.callTool("t")).text).toBe("answered");
    network.restore();
    await expect
      .poll(async () => (await peer.ask(http.url, "ping"))["status"], { timeout: TIMEOUT })
      .toBe(200);
  });

  test("tells every client to try again, and its operator once", { timeout: TIMEOUT }, async () => {
    const { url = "", prefix = "" } = service ?? {};
    await using network = await openFaultyNetwork(url);
    await using backplane = await openBackplane(network.url, { prefix, onError: () => undefined });
    const told: ServerEvent[] = [];
    const server = createServer({ name: "s", version: "1", log: (event) => told.push(event) });
    await using http = await listen(server.join(backplane), { port: 0 });
    const peer = await LegacyPeer.begin(http.url);
    told.length = 0;
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
        error: { message: expect.stringContaining("cannot be reached just now; try again") },
      });
    }
    expect(told).toMatchObject([{ level: "error", message: expect.stringContaining("refused") }]);
    network.restore();
    await expect
      .poll(async () => (await peer.ask(http.url, "ping"))["status"], { timeout: TIMEOUT })
      .toBe(200);
    expect(told.slice(1)).toMatchObject([
      { level: "info", message: expect.stringContaining("can be reached again") },
    ]);
    expect(JSON.stringify(told)).not.toContain(network.url);
  });

  test("tells its listeners of what it may have missed meanwhile", {
    timeout: TIMEOUT,
  }, async () => {
    const { url = "", prefix = "" } = service ?? {};
    await using network = await openFaultyNetwork(url);
    await using backplane = await openBackplane(network.url, { prefix, onError: () => undefined });
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
