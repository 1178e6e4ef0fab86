import type { JsonObject, Transport } from "@mortise/protocol";
import { ErrorCode, MetaKey, openTransport } from "@mortise/protocol";
import { expect, test } from "vitest";
import { connect } from "../connect.ts";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal, Wire } from "../jsonrpc/fixture/wire.ts";
import { KnownServers } from "../known-server/known-servers.ts";
import { nextTurn } from "../time/fixture/next-turn.ts";

/** Connects to a modern server with fresh lists and resources, and counts what it is asked for. */
async function open() {
  const wires: Wire[] = [];
  const asked: string[] = [];
  const script: WireScript = ({ method, params }) => {
    const uri = params?.["uri"];
    if (method === "server/discover") {
      return { supportedVersions: ["2026-07-28"], capabilities: { tools: { listChanged: true } } };
    }
    if (method === "subscriptions/listen") return undefined;
    asked.push(`${method} ${uri ?? ""}`.trim());
    if (method === "prompts/get") throw new Refusal(ErrorCode.InvalidParams);
    return { tools: [], prompts: [], resources: [], contents: [], ttlMs: 60_000 };
  };
  const target = {
    [openTransport]: (): Transport => {
      const wire = new Wire("memory", script);
      wires.push(wire);
      return wire;
    },
  };
  const client = await connect(target, { cache: true, knownServers: new KnownServers() });
  /** Asks for everything, and returns what the server was asked for. */
  const fill = async (): Promise<string[]> => {
    asked.length = 0;
    await client.listTools();
    await client.listPrompts();
    await client.listResources();
    await client.readResource("a://1");
    await client.readResource("a://1/part");
    await client.readResource("b://2");
    return [...asked];
  };
  const notify = (method: string, params?: JsonObject): void =>
    wires.at(-1)?.deliver({ method, params } as never);
  return { client, wires, fill, notify };
}

const READS = ["resources/read a://1", "resources/read a://1/part", "resources/read b://2"];
const ALL = ["tools/list", "prompts/list", "resources/list", ...READS];

test("everything that is fresh is kept", async () => {
  const { fill } = await open();
  expect(await fill()).toEqual(ALL);
  expect(await fill()).toEqual([]);
});

test.each<[string, JsonObject | undefined, string[]]>([
  ["notifications/tools/list_changed", undefined, ["tools/list"]],
  ["notifications/prompts/list_changed", undefined, ["prompts/list"]],
  ["notifications/resources/list_changed", undefined, ["resources/list", ...READS]],
  ["notifications/resources/updated", { uri: "b://2" }, ["resources/read b://2"]],
  ["notifications/resources/updated", { uri: "a://1" }, ["resources/read a://1"]],
  ["notifications/resources/updated", { uri: "a://%31" }, ["resources/read a://1"]],
  ["notifications/resources/updated", { uri: "a://1/part/of" }, READS.slice(0, 2)],
  ["notifications/resources/updated", {}, []],
  ["notifications/other", {}, []],
])("%s with %j makes %j stale", async (method, params, stale) => {
  const { fill, notify } = await open();
  await fill();
  notify(method, params);
  expect(await fill()).toEqual(stale);
});

test("a lost connection makes everything stale", async () => {
  const { wires, fill } = await open();
  await fill();
  wires[0]?.lose(new Error("cut"));
  expect(await fill()).toEqual(ALL);
});

test("a subscription makes its subjects stale when it begins, since they may have changed before", async () => {
  const { client, wires, fill } = await open();
  await fill();
  const changes = client.listen({ toolsListChanged: true, resourceSubscriptions: ["a://1"] });
  const first = changes.next();
  await nextTurn();
  const request = wires[0]?.sent.at(-1) as unknown as { id: number };
  wires[0]?.deliver({
    method: "notifications/subscriptions/acknowledged",
    params: { notifications: {}, _meta: { [MetaKey.subscriptionId]: request.id } },
  } as never);
  expect(await fill()).toEqual(["tools/list", ...READS.slice(0, 2)]);
  await client.close();
  await first;
});

test("a refused request makes the list stale that it was probably made from", async () => {
  const { client, fill } = await open();
  await fill();
  await client.getPrompt("gone").catch(() => undefined);
  expect(await fill()).toEqual(["prompts/list"]);
});
