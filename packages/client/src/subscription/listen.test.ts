import type { JsonObject, Transport } from "@mortise/protocol";
import { ErrorCode, MetaKey, MortiseError, openTransport } from "@mortise/protocol";
import type { FakeClock } from "@mortise/protocol/test-kit";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { Client } from "../client/client.ts";
import type { ConnectOptions } from "../connect.ts";
import { connect } from "../connect.ts";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal, Wire } from "../jsonrpc/fixture/wire.ts";
import { KnownServers } from "../known-server/known-servers.ts";
import { nextTurn } from "../time/fixture/next-turn.ts";

const CAPABILITIES = {
  tools: { listChanged: true },
  prompts: {},
  resources: { listChanged: true, subscribe: true },
};
const FILTER = { toolsListChanged: true, resourceSubscriptions: ["a://1"] };

interface Scene {
  readonly client: Client;
  readonly clock: FakeClock;
  readonly wires: Wire[];
  readonly warnings: string[];
  /** The latest transport. */
  readonly wire: () => Wire;
}

async function open(
  script: WireScript,
  options: ConnectOptions = {},
  wires: Wire[] = [],
): Promise<Scene> {
  const clock = createFakeClock();
  const warnings: string[] = [];
  const target = {
    [openTransport]: (): Transport => {
      const wire = new Wire("memory", script);
      wires.push(wire);
      return wire;
    },
  };
  const onWarning = (message: string): void => void warnings.push(message);
  const knownServers = new KnownServers();
  const client = await connect(target, { clock, knownServers, onWarning, ...options });
  return { client, clock, wires, warnings, wire: () => wires.at(-1) as Wire };
}

/** A modern server, which keeps subscriptions open. */
const modern: WireScript = ({ method }) => {
  if (method === "server/discover") {
    return { supportedVersions: ["2026-07-28"], capabilities: CAPABILITIES };
  }
  return method === "subscriptions/listen" ? undefined : {};
};

const legacy: WireScript = ({ method }) => {
  if (method === "server/discover") throw new Refusal(ErrorCode.MethodNotFound);
  if (method !== "initialize") return {};
  return { protocolVersion: "2025-11-25", capabilities: CAPABILITIES };
};

/** Finds the id of the latest subscription. */
function subscriptionOf(wire: Wire): number {
  const request = wire.sent.findLast(
    (message) => "method" in message && message.method === "subscriptions/listen",
  );
  return (request as unknown as { id: number }).id;
}

function notify(wire: Wire, method: string, params: JsonObject = {}): void {
  const _meta = { [MetaKey.subscriptionId]: subscriptionOf(wire) };
  wire.deliver({ method, params: { ...params, _meta } } as never);
}

function acknowledge(wire: Wire, notifications: JsonObject): void {
  notify(wire, "notifications/subscriptions/acknowledged", { notifications });
}

test("a modern subscription is one request, acknowledged, whose changes come in order", async () => {
  const { client, wire } = await open(modern);
  const honored: unknown[] = [];
  const changes = client.listen(FILTER, { onAcknowledged: (part) => honored.push(part) });
  const first = changes.next();
  await nextTurn();
  expect(wire().sent.at(-1)).toMatchObject({ params: { notifications: FILTER } });
  acknowledge(wire(), { toolsListChanged: true });
  notify(wire(), "notifications/tools/list_changed");
  notify(wire(), "notifications/resources/updated", { uri: "a://1" });
  expect((await first).value?.method).toBe("notifications/tools/list_changed");
  expect((await changes.next()).value).toMatchObject({ params: { uri: "a://1" } });
  expect(honored).toEqual([{ toolsListChanged: true }]);
});

test("a subscription has no time limit once it is acknowledged", async () => {
  const { client, clock, wire } = await open(modern, { timeout: 1000 });
  const changes = client.listen(FILTER);
  const first = changes.next();
  await nextTurn();
  expect(clock.pending).toEqual([1000]);
  acknowledge(wire(), {});
  expect(clock.pending).toEqual([]);
  await client.close();
  await first;
});

test("a caller that stops iterating ends the subscription", async () => {
  const { client, wire } = await open(modern);
  const changes = client.listen(FILTER);
  const first = changes.next();
  await nextTurn();
  acknowledge(wire(), {});
  notify(wire(), "notifications/tools/list_changed");
  await first;
  await changes.return(undefined);
  expect(wire().methods.at(-1)).toBe("notifications/cancelled");
});

test.each(["the caller's signal", "closing the client"])("%s ends the iteration", async (how) => {
  const { client, wire } = await open(modern);
  const stop = new AbortController();
  const changes = client.listen(FILTER, { signal: stop.signal });
  const first = changes.next();
  await nextTurn();
  acknowledge(wire(), {});
  if (how === "closing the client") await client.close();
  else stop.abort();
  expect(await first).toEqual({ done: true, value: undefined });
});

test("a server that ends a subscription with a response ends the iteration", async () => {
  const { client, wire } = await open(modern);
  const changes = client.listen(FILTER);
  const first = changes.next();
  await nextTurn();
  wire().deliver({ id: subscriptionOf(wire()), result: {} } as never);
  expect((await first).done).toBe(true);
});

test("a refused subscription is the iterator's error", async () => {
  const script: WireScript = (request) => {
    if (request.method !== "subscriptions/listen") return modern(request);
    throw new Refusal(ErrorCode.InvalidParams, "no such filter");
  };
  const { client } = await open(script);
  await expect(client.listen(FILTER).next()).rejects.toThrow("no such filter");
});

test("a lost subscription is opened again after a growing pause, until it is acknowledged", async () => {
  const { client, clock, wires, wire, warnings } = await open(modern);
  let acknowledgements = 0;
  const onAcknowledged = (): void => {
    acknowledgements += 1;
  };
  const changes = client.listen(FILTER, { onAcknowledged });
  const first = changes.next();
  await nextTurn();
  acknowledge(wire(), {});
  wire().lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await clock.waitFor(500);
  await clock.advance(500);
  wire().lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await clock.waitFor(1000);
  await clock.advance(1000);
  await nextTurn();
  await clock.advance(200);
  acknowledge(wire(), {});
  notify(wire(), "notifications/tools/list_changed");
  await first;
  expect(wires).toHaveLength(3);
  expect(acknowledgements).toBe(2);
  expect(warnings).toContain("A subscription was lost and is opened again: cut");
  wire().lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await clock.waitFor(500);
});

test("a subscription of a connection that cannot be opened again is over when it is lost", async () => {
  const { client, wire } = await open(modern, { restart: false });
  const first = client.listen(FILTER).next();
  await nextTurn();
  wire().lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await expect(first).rejects.toMatchObject({ code: "CONNECTION_CLOSED" });
});

test("in a legacy session resources are subscribed to, and other notifications selected", async () => {
  const { client, wire } = await open(legacy);
  const changes = client.listen(FILTER);
  const first = changes.next();
  await nextTurn();
  expect(wire().sent.at(-1)).toMatchObject({
    method: "resources/subscribe",
    params: { uri: "a://1" },
  });
  wire().deliver({ method: "notifications/prompts/list_changed" });
  wire().deliver({ method: "notifications/resources/updated", params: { uri: "a://2" } } as never);
  wire().deliver({
    method: "notifications/resources/updated",
    params: { uri: "a://1/part" },
  } as never);
  expect((await first).value).toMatchObject({ params: { uri: "a://1/part" } });
  await changes.return(undefined);
  expect(wire().sent.at(-1)).toMatchObject({ method: "resources/unsubscribe" });
});

test("in a legacy session an update counts in each spelling of the resource", async () => {
  const { client, wire } = await open(legacy);
  const changes = client.listen({ resourceSubscriptions: ["notes://a b/text"] });
  const first = changes.next();
  await nextTurn();
  const params = { uri: "notes://a%20b/text" };
  wire().deliver({ method: "notifications/resources/updated", params } as never);
  expect((await first).value).toMatchObject({ params });
  await changes.return(undefined);
});

test("listeners of one resource in a legacy session share its subscription at the server", async () => {
  const { client, wire } = await open(legacy);
  const [one, two] = [client.listen(FILTER), client.listen(FILTER)];
  const [first, second] = [one.next(), two.next()];
  await nextTurn();
  wire().deliver({ method: "notifications/tools/list_changed" });
  await Promise.all([first, second]);
  await one.return(undefined);
  expect(wire().methods).not.toContain("resources/unsubscribe");
  await two.return(undefined);
  expect(wire().methods.filter((method) => method === "resources/unsubscribe")).toHaveLength(1);
});

test("a lost legacy session is opened again by its listener, with the subscriptions", async () => {
  const { client, wires, wire } = await open(legacy);
  const honored: unknown[] = [];
  const changes = client.listen(FILTER, { onAcknowledged: (part) => honored.push(part) });
  const first = changes.next();
  await nextTurn();
  wires[0]?.lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await nextTurn();
  expect(wires).toHaveLength(2);
  expect(wire().methods).toContain("resources/subscribe");
  expect(honored).toEqual([FILTER, FILTER]);
  wire().deliver({ method: "notifications/tools/list_changed" });
  expect((await first).value?.method).toBe("notifications/tools/list_changed");
  await changes.return(undefined);
});

test("callbacks open one subscription, for lists that can change alone; reopened, it calls them", async () => {
  const calls: string[] = [];
  const wires: Wire[] = [];
  const clock = createFakeClock();
  const target = {
    [openTransport]: (): Transport => {
      const wire = new Wire("memory", modern);
      wires.push(wire);
      return wire;
    },
  };
  const connecting = connect(target, {
    clock,
    knownServers: new KnownServers(),
    onToolsChanged: () => calls.push("tools"),
    onPromptsChanged: () => calls.push("prompts"),
    onResourcesChanged: () => calls.push("resources"),
    onResourceUpdated: (uri) => calls.push(uri),
  });
  await nextTurn();
  expect(wires[0]?.sent.at(-1)).toMatchObject({
    params: { notifications: { toolsListChanged: true, resourcesListChanged: true } },
  });
  acknowledge(wires[0] as Wire, {});
  const client = await connecting;
  expect(calls).toEqual([]);
  notify(wires[0] as Wire, "notifications/tools/list_changed");
  expect(calls).toEqual(["tools"]);
  wires[0]?.lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await clock.waitFor(500);
  await clock.advance(500);
  await nextTurn();
  acknowledge(wires[1] as Wire, {});
  expect(calls).toEqual(["tools", "tools", "resources"]);
  await client.close();
});

test("the rejection of an async callback is a warning, and ends no subscription", async () => {
  const reject = async (): Promise<void> => {
    throw new Error("broken");
  };
  const wires: Wire[] = [];
  const script: WireScript = (request) => {
    if (request.method === "subscriptions/listen") {
      void nextTurn().then(() => acknowledge(wires.at(-1) as Wire, {}));
    }
    return modern(request);
  };
  const { client, clock, wire, warnings } = await open(script, { onToolsChanged: reject }, wires);
  wire().lose(new MortiseError("CONNECTION_CLOSED", "cut"));
  await clock.waitFor(500);
  await clock.advance(500);
  await nextTurn();
  const first = client.listen(FILTER, { onAcknowledged: reject }).next();
  await nextTurn();
  await nextTurn();
  notify(wire(), "notifications/tools/list_changed");
  expect((await first).done).toBe(false);
  expect(warnings.slice(-3)).toEqual([
    "onToolsChanged failed: Error: broken",
    "onAcknowledged failed: Error: broken",
    "A listener of notifications/tools/list_changed failed: Error: broken",
  ]);
  await client.close();
});

test("connecting does not wait longer than the probe for the acknowledgement of callbacks", async () => {
  const clock = createFakeClock();
  const options = { clock, knownServers: new KnownServers(), onToolsChanged: () => undefined };
  const connecting = connect(new Wire("memory", modern), { ...options, probeTimeout: 700 });
  await clock.waitFor(700);
  await nextTurn();
  await clock.advance(700);
  await (await connecting).close();
});

test("a legacy server that offers no stream is not listened to, and says why", async () => {
  const { client, wires } = await open(legacy);
  const unheard = new Error("no stream");
  Object.assign(wires[0] as Wire, { unheard });
  const acknowledged: unknown[] = [];
  const changes = client.listen(FILTER, {
    onAcknowledged: (honored) => acknowledged.push(honored),
  });
  await expect(changes.next()).rejects.toBe(unheard);
  expect(acknowledged).toEqual([]);
});
