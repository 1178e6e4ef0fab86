import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { testAuth } from "@mortise/auth-server";
import { expect, onTestFinished, test } from "vitest";
import { serveProtected } from "../fixture/server/protected-server.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));

test("a server that asks for a sign-in shows its page, and is connected after it", async () => {
  const as = await testAuth({ users: ["ann"] });
  const server = await serveProtected(as);
  const folder = mkdtempSync(join(tmpdir(), "mortise-inspect-login-"));
  const { DBUS_SESSION_BUS_ADDRESS: _, ...inherited } = process.env;
  const child = spawn(process.execPath, [BIN, "inspect", "--no-open", "--port", "0", server.url], {
    cwd: folder,
    env: { ...inherited, MORTISE_AUTH_DIR: join(folder, "auth") },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await server[Symbol.asyncDispose]();
    await as[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  let page: URL | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    const [, found] = /(http:\S+)/.exec(line) ?? [];
    if (found === undefined) continue;
    page = new URL(found);
    break;
  }
  const authorization = `Bearer ${page?.hash.replace("#token=", "")}`;
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const { body } = await fetch(`${page?.origin}/_inspect/events`, {
    headers: { authorization },
    signal: leaving.signal,
  });
  const statuses: string[] = [];
  let seen = "";
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    seen += Buffer.from(part).toString();
    const lines = seen.split("\n");
    seen = lines.pop() ?? "";
    for (const line of lines.filter(Boolean)) {
      const { connection } = JSON.parse(line) as {
        connection?: { status: string; signInUrl?: string; account?: string };
      };
      if (connection === undefined || statuses.at(-1) === connection.status) continue;
      statuses.push(connection.status);
      if (connection.signInUrl !== undefined) await fetch(await as.browse(connection.signInUrl));
    }
    if (statuses.at(-1) === "connected" || statuses.at(-1) === "failed") break;
  }
  expect(statuses).toEqual(["connecting", "signing-in", "connected"]);
});
