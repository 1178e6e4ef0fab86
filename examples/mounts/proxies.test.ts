import process from "node:process";
import { afterAll, beforeAll, describe, test } from "vitest";
import { MOUNT_CASES } from "./mount-case.ts";
import type { RunningMount } from "./start-mount.ts";
import { startMount } from "./start-mount.ts";
import { PROXIES, startProxy } from "./start-proxy.ts";

describe.each(PROXIES)("$name, with its file of examples/deploy (a Debian package)", (proxy) => {
  describe.skipIf(proxy.program === undefined && process.env["CI"] !== "true")("in front", () => {
    let mount: RunningMount;
    let front: Awaited<ReturnType<typeof startProxy>>;

    beforeAll(async () => {
      mount = await startMount("node-http.ts");
      front = await startProxy(proxy, mount.url);
    });

    afterAll(async () => {
      await front?.[Symbol.asyncDispose]();
      await mount[Symbol.asyncDispose]();
    });

    test.each(MOUNT_CASES)("$name", ({ run }) => run(front.url));
  });
});
