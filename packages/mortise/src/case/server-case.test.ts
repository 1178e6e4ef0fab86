import { fileURLToPath } from "node:url";
import type { Client, ConnectOptions } from "@mortise/client";
import type { Listening, NodeTarget } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import { createCaseServer, serverCases } from "@mortise/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

let listening: Listening;

beforeAll(async () => {
  listening = await listen(createCaseServer(), { port: 0 });
});

afterAll(() => listening.close());

const inMemory = createCaseServer();

/** Where each transport finds a case server; over stdio every connection has its own. */
const TRANSPORTS: Readonly<Record<string, () => NodeTarget>> = {
  memory: () => inMemory,
  stdio: () => ({
    command: process.execPath,
    args: [fileURLToPath(new URL("./fixture/case-server.ts", import.meta.url))],
  }),
  HTTP: () => listening.url,
};

describe.each(Object.keys(TRANSPORTS))("over %s", (transport) => {
  describe.each(["2025-11-25", "2026-07-28"] as const)("in %s", (revision) => {
    const open = (options: ConnectOptions = {}): Promise<Client> =>
      connect((TRANSPORTS[transport] as () => NodeTarget)(), { revision, ...options });
    let client: Client;

    beforeAll(async () => {
      client = await open();
    });

    afterAll(() => client.close());

    test("the client speaks that revision", () => {
      expect(client.revision).toBe(revision);
    });

    test.each(serverCases)("$name", ({ run }) => run({ client, open }));
  });
});
