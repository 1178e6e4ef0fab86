import { createAgent } from "@mortise/agent";
import type { ConnectOptions } from "@mortise/client";
import { connect, createNodeHandler, listen, serve } from "@mortise/node";
import {
  createFetchHandler,
  createServer,
  logging,
  rateLimit,
  responseCache,
  sizeLimit,
  timing,
} from "@mortise/server";
import { expect, test } from "vitest";

const INFO = { name: "shop", version: "1" } as const;
const server = createServer(INFO).tool("greet", { description: "Greet." }, () => "Hello");
const handler = (): string => "x";
const listed = { name: "t", inputSchema: { type: "object" as const } };

/** The owner of the option, a use of it, the misspelt name and the right one. */
const OPTIONS: readonly [owner: string, act: () => unknown, written: string, meant: string][] = [
  ["createServer", () => createServer({ ...INFO, timeuot: "1s" } as never), "timeuot", "timeout"],
  ["cache", () => createServer({ ...INFO, cache: { tool: {} } } as never), "tool", "tools"],
  ["state", () => createServer({ ...INFO, state: { key: [] } } as never), "key", "keys"],
  ["rateLimit", () => rateLimit({ limit: 1, windows: "1s" } as never), "windows", "window"],
  ["responseCache", () => responseCache({ tll: "1s" } as never), "tll", "ttl"],
  ["sizeLimit", () => sizeLimit({ maxi: 1 } as never), "maxi", "max"],
  ["logging", () => logging({ levels: "info" } as never), "levels", "level"],
  ["timing", () => timing({ onRequests: handler } as never), "onRequests", "onRequest"],
  [
    "createFetchHandler",
    () => createFetchHandler(server, { allowedOrigin: [] } as never),
    "allowedOrigin",
    "allowedOrigins",
  ],
  [
    "sessions",
    () => createFetchHandler(server, { sessions: { idel: "1m" } } as never),
    "idel",
    "idle",
  ],
  [
    "health",
    () => createFetchHandler(server, { health: { live_: "/x" } } as never),
    "live_",
    "live",
  ],
  ["createNodeHandler", () => createNodeHandler(server, { paht: "/mcp" } as never), "paht", "path"],
  ["listen", () => listen(server, { prot: 0 } as never), "prot", "port"],
  ["connect", () => connect(server, { timout: "1s" } as ConnectOptions), "timout", "timeout"],
  ["cache", () => connect(server, { cache: { maxEntry: 1 } } as never), "maxEntry", "maxEntries"],
  ["A server to start", () => connect({ command: "x", arg: [] } as never), "arg", "args"],
  ["createAgent", () => createAgent({ servers: {}, mode: "offline" } as never), "mode", "model"],
  ["limits", () => createAgent({ servers: {}, limits: { step: 1 } } as never), "step", "steps"],
];

test.each(OPTIONS)("%s refuses an option with a misspelt name", async (owner, act, ...names) => {
  const [written, meant] = names;
  await expect((async () => await act())()).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: `${owner} has no option "${written}"; did you mean "${meant}"?`,
    data: { option: written },
  });
});

/** The owner of the member, a use of it, and the right name. */
const DEFINITIONS: readonly [owner: string, act: () => unknown, meant: string][] = [
  [
    "Tool t",
    () => createServer(INFO).tool("t", { descripton: "d" } as never, handler),
    "description",
  ],
  ["Prompt p", () => createServer(INFO).prompt("p", { titel: "P" } as never, handler), "title"],
  [
    "Resource a://b",
    () => createServer(INFO).resource("a://b", { mimetyp: "x" } as never, handler),
    "mimeType",
  ],
  [
    "Resource a://{b}",
    () => createServer(INFO).resource("a://{b}", { lists: handler } as never, handler),
    "list",
  ],
  [
    "The forwarded tool t",
    () => createServer(INFO).forward("tool", listed, async () => ({}), { scope: [] } as never),
    "scopes",
  ],
  ["mount", () => createServer(INFO).mount("s", server, { transforms: {} } as never), "transform"],
  ["transform", () => createServer(INFO).transform({ tool: {} } as never), "tools"],
];

test.each(DEFINITIONS)("%s refuses a member with a misspelt name", async (owner, act, meant) => {
  await expect((async () => await act())()).rejects.toMatchObject({
    code: "INVALID_DEFINITION",
    message: expect.stringMatching(
      new RegExp(
        `^${owner.replaceAll(/[{}]/g, "\\$&")} has no option "\\w+"; did you mean "${meant}"\\?$`,
      ),
    ),
  });
});

test("a request refuses an option with a misspelt name, and sends nothing", async () => {
  await using client = await connect(server);
  await expect(client.callTool("greet", {}, { timout: "1s" } as never)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: 'tools/call has no option "timout"; did you mean "timeout"?',
  });
  await expect(client.listTools({ fersh: true } as never)).rejects.toThrow('"fresh"');
  await expect(client.listen({}, { signals: [] } as never).next()).rejects.toThrow('"signal"');
});

test("a function that is called without its options says what it takes", () => {
  const create = createServer as (options?: unknown) => unknown;
  expect(() => create()).toThrow(/^createServer takes an object with .*name.*; it got undefined$/);
});

test("serve refuses an option with a misspelt name", async () => {
  await expect(serve(server, { argv: [], instance: 1 } as never)).rejects.toThrow(
    'serve has no option "instance"; did you mean "instances"?',
  );
});
