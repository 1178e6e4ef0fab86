import { fileURLToPath } from "node:url";
import type { Listening, NodeTarget } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import { createCaseServer } from "@mortise/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { describeServerCases } from "./describe-server-cases.ts";

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
    args: [fileURLToPath(new URL("../fixture/server/case-server.ts", import.meta.url))],
  }),
  HTTP: () => listening.url,
};

describe.each(Object.keys(TRANSPORTS))("over %s", (transport) => {
  const target = TRANSPORTS[transport] as () => NodeTarget;
  describeServerCases((options) => connect(target(), options));
});
