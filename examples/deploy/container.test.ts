import { existsSync } from "node:fs";
import { connect } from "mortise";
import { expect, test } from "vitest";
import { IMAGE, startContainer } from "./start-container.ts";

/** Opens the standalone stream of a session, which has no end of its own. */
async function openStream(url: string): Promise<Response> {
  const accept = "application/json, text/event-stream";
  const params = { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "c" } };
  const begun = await fetch(url, {
    method: "POST",
    headers: { accept, "content-type": "application/json" },
    body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params }),
  });
  await begun.text();
  const session = begun.headers.get("mcp-session-id") ?? "";
  const stream = await fetch(url, { headers: { accept, "mcp-session-id": session } });
  expect(stream.status).toBe(200);
  return stream;
}

test("the image runs Node itself, as a user that is not root", () => {
  expect(IMAGE.command[0]).toBe("node");
  expect(IMAGE.healthCheck[0]).toBe("node");
  expect(IMAGE.user).toBeGreaterThan(0);
  expect(IMAGE.group).toBeGreaterThan(0);
  for (const file of IMAGE.files.filter((one) => one !== "package-lock.json")) {
    expect(existsSync(new URL(file, import.meta.url)), file).toBe(true);
  }
});

test("its command serves both revisions, and its health check fails without a server", async () => {
  await using container = await startContainer();
  for (const revision of ["2026-07-28", "2025-11-25"] as const) {
    await using client = await connect(`${container.origin}/mcp`, { revision });
    expect((await client.callTool("greet_city", { city: "Bern" })).text).toBe("Hello, Bern!");
  }
  expect(await container.checkHealth()).toBe(0);
  expect(await container.stop()).toBe(0);
  expect(await container.checkHealth()).toBe(1);
});

test("it runs as any user, and writes no file (apache/gravitino#12448, taylorwilsdon/google_workspace_mcp#1072, docker/mcp-registry#881)", async () => {
  await using container = await startContainer({}, { uid: 12_345, gid: 0 });
  await using client = await connect(`${container.origin}/mcp`);
  expect((await client.callTool("greet_city", { city: "Bern" })).text).toBe("Hello, Bern!");
  expect(await container.checkHealth()).toBe(0);
  expect(await container.stop()).toBe(0);
});

test("SIGTERM ends endless streams and lets a call finish before the process ends with 0 (DEEIX-AI/DEEIX-Chat#671)", async () => {
  await using container = await startContainer();
  await using client = await connect(`${container.origin}/mcp`, { revision: "2026-07-28" });
  const stream = await openStream(`${container.origin}/mcp`);
  const begun = Promise.withResolvers<void>();
  const onProgress = (): void => begun.resolve();
  const call = client.callTool("plan_route", { legs: 20 }, { onProgress });
  await begun.promise;
  const code = container.stop();
  expect((await call).text).toBe("20 legs");
  expect(await stream.text()).toMatch(/^:\n\n/);
  expect(await code).toBe(0);
});

test("hosts that PUBLIC_HOSTS does not name are refused", async () => {
  await using container = await startContainer({ PUBLIC_HOSTS: "tools.example.com" });
  expect((await fetch(`${container.origin}/healthz`)).status).toBe(200);
  expect((await fetch(`${container.origin}/mcp`, { method: "POST" })).status).toBe(403);
});

test("several instances without a backplane are refused with what to set (kubernetes-sigs/mcp-lifecycle-operator#143)", async () => {
  await expect(startContainer({ MORTISE_INSTANCES: "2" })).rejects.toThrow("MORTISE_BACKPLANE");
});
