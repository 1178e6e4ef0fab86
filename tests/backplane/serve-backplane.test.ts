import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { freshPrefix, localServices } from "../fixture/service/local-services.ts";

const SERVER = fileURLToPath(new URL("../fixture/server/shared-server.ts", import.meta.url));

/** An instance, by the command line that a user types. */
class Instance implements AsyncDisposable {
  readonly process: ChildProcessWithoutNullStreams;
  stderr = "";

  constructor(args: readonly string[], env: Readonly<Record<string, string>>) {
    this.process = spawn(process.execPath, [SERVER, ...args], { env: { ...process.env, ...env } });
    this.process.stderr.setEncoding("utf8").on("data", (text: string) => {
      this.stderr += text;
    });
  }

  async url(): Promise<string> {
    for (;;) {
      const url = /listens on (\S+)/.exec(this.stderr)?.[1];
      if (url !== undefined) return url;
      await once(this.process.stderr, "data");
    }
  }

  async stop(): Promise<number | null> {
    const ended = once(this.process, "exit");
    this.process.kill("SIGTERM");
    return (await ended)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.process.exitCode !== null || this.process.signalCode !== null) return;
    const ended = once(this.process, "exit");
    this.process.kill("SIGKILL");
    await ended;
  }
}

async function post(url: string, body: object, session?: string): Promise<Response> {
  return await fetch(url, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(session !== undefined && { "mcp-session-id": session }),
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...body }),
  });
}

for (const service of localServices()) {
  describe.skipIf(service.missing !== undefined)(`a served ${service.name}`, () => {
    test("--backplane and MORTISE_BACKPLANE let instances share sessions", async () => {
      const name = freshPrefix().replaceAll("_", "-");
      const keys = { MORTISE_STATE_KEYS: "k".repeat(40) };
      try {
        await using typed = new Instance([name, "--http", "0", "--backplane", service.url], keys);
        await using configured = new Instance([name, "--http", "0", "--workers", "1"], {
          ...keys,
          MORTISE_BACKPLANE: service.url,
          MORTISE_INSTANCES: "2",
        });
        const clientInfo = { name: "test", version: "1" };
        const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo };
        const begun = await post(await typed.url(), { id: 1, method: "initialize", params });
        const session = begun.headers.get("mcp-session-id") ?? "";
        await begun.text();
        const call = { id: 2, method: "tools/call", params: { name: "pid", arguments: {} } };
        const answered = await post(await configured.url(), call, session);
        expect([answered.status, await answered.text()]).toEqual([
          200,
          expect.not.stringContaining(`${typed.process.pid}`),
        ]);
        expect([await typed.stop(), await configured.stop()]).toEqual([0, 0]);
        for (const { stderr } of [typed, configured]) expect(stderr).not.toContain("random key");
      } finally {
        await service.drop(`mortise_${name.replaceAll("-", "_")}`);
      }
    });

    test("instances that share a backplane log one warning about a random state key", async () => {
      const name = freshPrefix().replaceAll("_", "-");
      const env = { MORTISE_STATE_KEYS: "", MORTISE_BACKPLANE: service.url };
      try {
        for (const args of [[], ["--workers", "2"]]) {
          await using instance = new Instance([name, "--http", "0", ...args], env);
          await instance.url();
          expect(await instance.stop()).toBe(0);
          // Once, whatever the number of workers.
          expect(instance.stderr.match(/random key[^\n]*MORTISE_STATE_KEYS/g)).toHaveLength(1);
        }
      } finally {
        await service.drop(`mortise_${name.replaceAll("-", "_")}`);
      }
    });
  });
}
