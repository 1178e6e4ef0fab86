import { openBackplane } from "@mortise/backplane";
import type { Client } from "@mortise/client";
import type { Listening } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import type { Backplane } from "@mortise/protocol";
import type { Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterAll, describe, expect, test } from "vitest";
import type { FaultyNetwork } from "../fixture/network/faulty-network.ts";
import { openFaultyNetwork } from "../fixture/network/faulty-network.ts";
import type { ProxyFault } from "../fixture/network/round-robin.ts";
import { openRoundRobin } from "../fixture/network/round-robin.ts";
import { remoteServices } from "../fixture/service/local-services.ts";
import type { SharedService } from "../fixture/service/shared-backplanes.ts";
import { sharedServices } from "../fixture/service/shared-backplanes.ts";

const FORM = { type: "object", properties: { yes: { type: "boolean" } } } as const;
const KEYS = ["one secret of every instance, for tests"];
/** Far above every pause of the client, so that a call that waits for a lost answer hangs the test. */
const NEVER = "1h";

/** The fault of the way to the answers of a client, by its name. */
interface Fault {
  readonly name: string;
  /** Called ahead of the answer that is sent for the `attempt`-th time. */
  readonly onAnswer: (scene: Scene, attempt: number) => ProxyFault | undefined | Promise<undefined>;
}

/** Two instances of a server that asks, and the store that they share. */
interface Scene {
  readonly network: FaultyNetwork;
  /** Ends the instance that did not ask. */
  readonly stopOther: () => Promise<void>;
}

const FAULTS: readonly Fault[] = [
  {
    name: "a proxy that answers 502 once",
    onAnswer: (_scene, attempt) => (attempt === 1 ? "bad gateway" : undefined),
  },
  {
    name: "a connection that is reset once",
    onAnswer: (_scene, attempt) => (attempt === 1 ? "reset" : undefined),
  },
  {
    name: "a store that cannot be reached until the answer is sent again",
    onAnswer({ network }, attempt) {
      if (attempt === 1) network.cut();
      else if (attempt === 2) network.restore();
      return undefined;
    },
  },
  {
    name: "a store that freezes until the answer is sent again",
    onAnswer({ network }, attempt) {
      if (attempt === 1) network.silence();
      else if (attempt === 2) network.restore();
      return undefined;
    },
  },
  {
    name: "an instance that goes away",
    async onAnswer({ stopOther }, attempt) {
      if (attempt === 1) await stopOther();
      return undefined;
    },
  },
];

function createAsking(onAsk: () => void, effects: string[]): Server<unknown> {
  return createServer({
    name: "asking",
    version: "1",
    log: () => undefined,
    timeout: NEVER,
    state: { keys: KEYS },
  }).tool("pay", { description: "Pays once the user agrees" }, async (_input, { elicit }) => {
    onAsk();
    const { action } = await elicit("agree", { message: "Pay?", schema: FORM });
    effects.push(action);
    return action;
  });
}

for (const service of sharedServices(remoteServices())) {
  describe.skipIf(service.missing !== undefined)(`instances that share ${service.name}`, () => {
    afterAll(service.drop);

    test.each(FAULTS)("an answer reaches the call that asked in spite of $name", (fault) =>
      answerUnder(service, fault),
    );
  });
}

async function answerUnder({ url, prefix }: SharedService, fault: Fault): Promise<void> {
  await using network = await openFaultyNetwork(url);
  const effects: string[] = [];
  const open = (): Promise<Backplane> =>
    openBackplane(network.url, { prefix, onError: () => undefined });
  await using firstBackplane = await open();
  await using secondBackplane = await open();
  let other: Listening | undefined;
  const first = createAsking(() => (other = two), effects).join(firstBackplane);
  const second = createAsking(() => (other = one), effects).join(secondBackplane);
  const one: Listening = await listen(first, { port: 0 });
  const two: Listening = await listen(second, { port: 0 });
  const scene: Scene = { network, stopOther: async () => other?.close() };
  let attempt = 0;
  // Every second request goes to the other instance, so that answers reach both.
  await using proxy = await openRoundRobin([one.url, two.url], {
    intercept(body) {
      if (!body.includes('"action":"accept"')) return undefined;
      attempt += 1;
      return fault.onAnswer(scene, attempt);
    },
  });
  await using client: Client = await connect(proxy.url, {
    revision: "2025-11-25",
    timeout: NEVER,
    elicit: async () => ({ action: "accept", content: { yes: true } }),
  });
  const { text } = await client.callTool("pay");
  expect(text).toBe("accept");
  expect(effects).toEqual(["accept"]);
  await Promise.all([one.close(), two.close()]);
}
