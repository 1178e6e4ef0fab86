import { randomBytes } from "node:crypto";
import type { Listening } from "@mortise/node";
import { connect, listen } from "@mortise/node";
import type { Backplane } from "@mortise/protocol";
import { createCaseServer } from "@mortise/testing";
import { afterAll, beforeAll, describe } from "vitest";
import { describeServerCases } from "../cases/describe-server-cases.ts";
import type { RoundRobin } from "../fixture/network/round-robin.ts";
import { openRoundRobin } from "../fixture/network/round-robin.ts";
import { sharedBackplanes } from "../fixture/service/shared-backplanes.ts";

const BACKPLANES = await sharedBackplanes();
const state = { keys: [randomBytes(32).toString("base64")] };

describe.each(BACKPLANES)("two instances that share $name", ({ open: openShared, drop }) => {
  const backplanes: Backplane[] = [];
  const instances: Listening[] = [];
  let proxy: RoundRobin;

  beforeAll(async () => {
    for (let count = 0; count < 2; count += 1) {
      const backplane = await openShared();
      backplanes.push(backplane);
      instances.push(await listen(createCaseServer({ backplane, state }), { port: 0 }));
    }
    proxy = await openRoundRobin(instances.map(({ url }) => url));
  });

  afterAll(async () => {
    await proxy[Symbol.asyncDispose]();
    await Promise.all(instances.map((instance) => instance.close()));
    await Promise.all(backplanes.map((backplane) => backplane.close()));
    await drop();
  });

  describeServerCases((options) => connect(proxy.url, options));
});
