import { once } from "node:events";
import { connect as connectSocket } from "node:net";
import { connect } from "mortise";
import { afterAll, beforeAll, expect, test } from "vitest";
import { MOUNT_CASES } from "./mount-case.ts";
import type { RunningMount } from "./start-mount.ts";

/**
 * Runs every case against the process that `start` starts, and stops another one during a call; that one
 * ends with `exitCode`.
 */
export function describeMount(start: () => Promise<RunningMount>, exitCode = 0): void {
  let mount: RunningMount;

  beforeAll(async () => {
    mount = await start();
  });

  afterAll(() => mount[Symbol.asyncDispose]());

  test.each(MOUNT_CASES)("$name", ({ run }) => run(mount.url));

  test("a call under way is answered after SIGTERM, and the process ends", async () => {
    await using stopping = await start();
    await using client = await connect(stopping.url, { revision: "2026-07-28" });
    const begun = Promise.withResolvers<void>();
    const onProgress = (): void => begun.resolve();
    const call = client.callTool("weigh_parcel", { id: "7" }, { onProgress });
    await begun.promise;
    const code = stopping.stop();
    expect((await call).text).toBe("Parcel 7 has 1 kg");
    expect(await code).toBe(exitCode);
  });
}

/** Tests the end of a process that has an HTTP server of its own; the one of Next.js waits for every request. */
export function describeEnd(start: () => Promise<RunningMount>): void {
  test("a client that never ends its request does not keep the process after SIGTERM", async () => {
    await using stopping = await start();
    const { host, hostname, port, pathname } = new URL(stopping.url);
    const socket = connectSocket(Number(port), hostname).on("error", () => undefined);
    const fields = ["content-type: application/json", "content-length: 9", "expect: 100-continue"];
    socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${host}\r\n${fields.join("\r\n")}\r\n\r\n{`);
    await once(socket, "data"); // the server waits for the rest
    expect(await stopping.stop()).toBe(0);
    socket.destroy();
  });
}
