import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath, pathToFileURL } from "node:url";
import { createNodeHandler } from "@mortise/node";
import { expect, onTestFinished, test, vi } from "vitest";
import { createProbeServer } from "./fixture/probe-server.ts";
import { SELF_SIGNED } from "./fixture/self-signed.ts";

const BIN = fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url));
const DESK = fileURLToPath(
  new URL("../../packages/inspector/src/host/fixture/desk.ts", import.meta.url),
);

/** Starts the command in an empty folder, and returns it with the URL that it prints. */
async function inspect(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ child: ChildProcess; url: URL; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), "mortise-inspect-"));
  const child = spawn(process.execPath, [BIN, "inspect", "--no-open", ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => {
    child.kill("SIGKILL");
    rmSync(folder, { recursive: true });
  });
  for await (const line of createInterface({ input: child.stdout as never })) {
    const [, found] = /(http:\S+)/.exec(line) ?? [];
    if (found !== undefined) return { child, url: new URL(found), folder };
  }
  throw new Error("the command ended without a URL");
}

/** A command that starts the desk, and leaves the number of its process in a file. */
function deskWithPid(file: string): string[] {
  const source = `
    import { writeFileSync } from "node:fs";
    writeFileSync(${JSON.stringify(file)}, String(process.pid));
    await import(${JSON.stringify(pathToFileURL(DESK).href)});`;
  return ["--", process.execPath, "--input-type=module", "--eval", source];
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function readPid(file: string): Promise<number> {
  return await vi.waitUntil(() => existsSync(file) && Number(readFileSync(file, "utf8")), {
    timeout: 600_000,
  });
}

/** A server is connected when its lists were read. */
const CONNECTED = '"type":"catalogue"';

/** Waits until the events of the page have a text, and returns them. */
async function readUntil({ origin, hash }: URL, text: string): Promise<string> {
  const authorization = `Bearer ${hash.replace("#token=", "")}`;
  const leaving = new AbortController();
  const { body } = await fetch(`${origin}/_inspect/events`, {
    headers: { authorization },
    signal: leaving.signal,
  });
  let seen = "";
  for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
    seen += Buffer.from(part).toString();
    if (seen.includes(text)) break;
  }
  leaving.abort();
  return seen;
}

test.each(["SIGINT", "SIGTERM", "SIGKILL"] as const)(
  "%s ends the command with its server, and frees the port",
  async (signal) => {
    const pids = mkdtempSync(join(tmpdir(), "mortise-pid-"));
    onTestFinished(() => rmSync(pids, { recursive: true }));
    const file = join(pids, "pid");
    const { child, url } = await inspect(["--port", "0", ...deskWithPid(file)]);
    await readUntil(url, CONNECTED);
    const pid = await readPid(file);
    expect(isRunning(pid)).toBe(true);
    child.kill(signal);
    await once(child, "exit");
    await vi.waitUntil(() => !isRunning(pid), { timeout: 600_000 });
    await expect(fetch(url.origin)).rejects.toThrow();
  },
);

test("a fixed port that is taken is refused with the cause", async () => {
  const { url } = await inspect(["--port", "0", DESK]);
  const args = [BIN, "inspect", "--no-open", "--port", url.port, DESK];
  const second = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const [words, [code]] = await Promise.all([text(second.stderr), once(second, "exit")]);
  expect(code).toBe(2);
  expect(words).toContain(`Port ${url.port} of 127.0.0.1 and [::1] is taken`);
});

test("several servers are shown together, and calls are saved in the folder", async () => {
  const { url, folder } = await inspect(["--port", "0", `one=${DESK}`, `two=${DESK}`]);
  const headers = {
    authorization: `Bearer ${url.hash.replace("#token=", "")}`,
    "content-type": "application/json",
  };
  const call = { name: "a", connection: "one", method: "tools/list", params: {} };
  const saved = await fetch(`${url.origin}/_inspect/save`, {
    method: "POST",
    headers,
    body: JSON.stringify({ call }),
  });
  const { id } = (await saved.json()) as { id: string };
  const file = readFileSync(join(folder, ".mcp", "calls.json"), "utf8");
  expect(JSON.parse(file)).toEqual({ calls: [{ id, ...call }] });
  const refreshed = await fetch(`${url.origin}/_inspect/connect`, {
    method: "POST",
    headers,
    body: JSON.stringify({ connection: "two" }),
  });
  expect(refreshed.status).toBe(200);
});

test("a server is connected to as its configuration has it then (microsoft/vscode#309556) (modelcontextprotocol/inspector#539)", async () => {
  const place = mkdtempSync(join(tmpdir(), "mortise with space-"));
  onTestFinished(() => rmSync(place, { recursive: true }));
  const config = join(place, "mcp.json");
  const configure = (file: string): void => {
    const desk = { command: process.execPath, args: [file] };
    writeFileSync(config, JSON.stringify({ mcpServers: { desk } }));
  };
  configure(join(place, "missing.mjs"));
  const { url } = await inspect(["--port", "0", "--config", config]);
  await readUntil(url, '"status":"failed"');
  configure(`\${DESK_FILE:-${DESK}}`);
  await fetch(`${url.origin}/_inspect/connect`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${url.hash.replace("#token=", "")}`,
      "content-type": "application/json",
    },
    body: JSON.stringify({ connection: "desk" }),
  });
  await readUntil(url, CONNECTED);
});

test("journey 46: a certificate that nothing vouches for is named, and the way out works", async () => {
  const server = createTlsServer(SELF_SIGNED, createNodeHandler(createProbeServer()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const target = `https://localhost:${(server.address() as AddressInfo).port}/mcp`;
  const refused = await inspect(["--port", "0", target]);
  const seen = await readUntil(refused.url, '"status":"failed"');
  expect(seen).toContain("the certificate of the server is not trusted");
  expect(seen).toContain("SELF_SIGNED_CERT");
  expect(seen).toContain("NODE_EXTRA_CA_CERTS");
  const file = join(refused.folder, "authority.pem");
  writeFileSync(file, SELF_SIGNED.cert);
  const { url } = await inspect(["--port", "0", target], { NODE_EXTRA_CA_CERTS: file });
  expect(await readUntil(url, CONNECTED)).toContain("probe-server");
});
