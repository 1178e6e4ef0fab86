import type { ConnectableOptions, Principal } from "@mortise/protocol";
import { expect, test } from "vitest";
import { Connection } from "../connection/connection.ts";
import { coreOf } from "../core-of.ts";
import { createMemoryTransport } from "../create-memory-transport.ts";
import type { ServerEvent } from "../log/mask.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";
import type { ServerOptions } from "../server-options.ts";

/** A server without tools, and what it warned of. */
function create(options: Partial<ServerOptions> = {}) {
  const events: ServerEvent[] = [];
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", log, ...options });
  const open = (given?: ConnectableOptions) => createMemoryTransport(server, given).close();
  const warnings = () => events.map(({ level, message }) => `${level}: ${message}`);
  return { server, open, warnings };
}

test("scopes on a server without auth are warned of once, with the line that adds it", async () => {
  const { server, warnings } = create();
  server
    .tool("audit", { description: "d", allow: () => true }, () => "")
    .tool("write", { description: "d", scopes: ["write"] }, () => "");
  await callFetch(server, "tools/list", {});
  await callFetch(server, "tools/call", { name: "write" });
  expect(warnings()).toEqual([
    expect.stringMatching(/^warning: The tool "write" has scopes.*auth: bearerAuth\(\{ issuer/),
  ]);
});

test.each(["tool", "prompt", "resource", "template"])("so is allow of a %s", async (part) => {
  const { server, warnings } = create();
  const allow = () => true;
  if (part === "tool") server.tool("x", { description: "d", allow }, () => "");
  if (part === "prompt") server.prompt("x", { allow }, () => "");
  if (part === "resource") server.resource("docs://x", { allow }, () => "");
  if (part === "template") server.resource("docs://{x}", { allow }, () => "");
  await callFetch(server, "tools/list", {});
  expect(warnings()).toEqual([expect.stringContaining(`${part} "`)]);
  expect(warnings()[0]).toContain("has allow");
});

test("a connection in memory is warned of its own line, and one with a principal is not", async () => {
  const { server, open, warnings } = create();
  server.tool("write", { description: "d", scopes: ["write"] }, () => "");
  await open({ principal: { id: "ann", scopes: ["write"] } });
  expect(warnings()).toEqual([]);
  await open();
  await open();
  expect(warnings()).toEqual([
    expect.stringContaining('connect(server, { principal: { id: "me", scopes: […] } })'),
  ]);
});

test("a server on stdio is warned of its own line, unless its caller has a name", () => {
  const { server, warnings } = create();
  server.tool("write", { description: "d", scopes: ["write"] }, () => "");
  const serve = (principal?: Principal): void =>
    new Connection(coreOf(server), () => undefined, { transport: "stdio", principal }).close();
  serve({ id: "ann", scopes: ["write"] });
  expect(warnings()).toEqual([]);
  serve();
  expect(warnings()).toEqual([expect.stringContaining("serve(server, { principal: { id:")]);
});

test("a server with auth, and one whose entries are open to all, are not warned", async () => {
  const guarded = create({
    auth: { authenticate: () => ({ principal: { id: "ann", scopes: [] } }) },
  });
  guarded.server.tool("write", { description: "d", scopes: ["write"] }, () => "");
  const open = create();
  open.server.tool("read", { description: "d" }, () => "");
  for (const { server, open: connect, warnings } of [guarded, open]) {
    await callFetch(server, "tools/list", {});
    await connect();
    expect(warnings()).toEqual([]);
  }
});
