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

const state = { keys: [randomBytes(32).toString("base64")] };

for (const shared of sharedBackplanes()) {
  describe.skipIf(shared.missing !== undefined)(`two instances that share ${shared.name}`, () => {
    const backplanes: Backplane[] = [];
    const instances: Listening[] = [];
    let proxy: RoundRobin;

    beforeAll(async () => {
      for (let count = 0; count < 2; count += 1) {
        const backplane = await shared.open();
        backplanes.push(backplane);
        instances.push(await listen(createCaseServer({ backplane, state }), { port: 0 }));
      }
      proxy = await openRoundRobin(instances.map(({ url }) => url));
    });

    afterAll(async () => {
      await proxy[Symbol.asyncDispose]();
      await Promise.all(instances.map((instance) => instance.close()));
      await Promise.all(backplanes.map((backplane) => backplane.close()));
      await shared.drop();
    });

    describeServerCases((options) => connect(proxy.url, options));
  });
}
