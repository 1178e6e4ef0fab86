import type { JsonObject, JsonRpcRequest, Revision } from "@mortise/protocol";
import { ErrorCode, LATEST_LEGACY_REVISION, MetaKey, MortiseError } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal, Wire } from "../jsonrpc/fixture/wire.ts";
import { Multiplexer } from "../jsonrpc/multiplexer.ts";
import { KnownServers } from "../known-server/known-servers.ts";
import type { NegotiateOptions } from "./negotiate.ts";
import { negotiate } from "./negotiate.ts";

const IDENTITY = { info: { name: "test", version: "1" }, capabilities: { roots: {} } };
const MODERN: JsonObject = { supportedVersions: ["2026-07-28"], capabilities: { tools: {} } };
const LEGACY: JsonObject = {
  protocolVersion: "2025-11-25",
  capabilities: { prompts: {} },
  serverInfo: { name: "old", version: "1" },
  instructions: "Ask.",
};

interface SceneOptions {
  readonly kind?: string;
  /** One script for each transport that is opened; the last one repeats. */
  readonly scripts: readonly WireScript[];
  readonly options?: Partial<NegotiateOptions>;
}

/** Negotiates with scripted servers, and shows what was sent on each transport. */
async function run({ kind = "stdio", scripts, options = {} }: SceneOptions) {
  const clock = createFakeClock();
  const knownServers = options.knownServers ?? new KnownServers();
  const wires: Wire[] = [];
  const warnings: string[] = [];
  const openMultiplexer = async (): Promise<Multiplexer> => {
    const script = scripts[Math.min(wires.length, scripts.length - 1)];
    const wire = new Wire(kind, script);
    wires.push(wire);
    const listener = {
      notification: () => undefined,
      acceptsRequests: () => false,
      request: async () => ({}),
      warning: () => undefined,
      ended: () => undefined,
    };
    const multiplexer = new Multiplexer(wire, listener, { clock });
    await multiplexer.start();
    return multiplexer;
  };
  const negotiating = negotiate(openMultiplexer, {
    identity: IDENTITY,
    timeoutMs: 60_000,
    probeTimeoutMs: 5000,
    clock,
    warn: (message) => warnings.push(message),
    knownServers,
    key: "target",
    ...options,
  });
  return { clock, wires, warnings, knownServers, negotiating };
}

const modern: WireScript = ({ method }) => (method === "server/discover" ? MODERN : undefined);

/** A legacy server refuses `server/discover` with this code. */
const legacy =
  (code: number = ErrorCode.MethodNotFound, result: JsonObject = LEGACY): WireScript =>
  ({ method }) => {
    if (method === "initialize") return result;
    throw new Refusal(code);
  };

test("a modern server is found with one request, which carries the client's metadata", async () => {
  const { wires, knownServers, negotiating } = await run({ scripts: [modern] });
  const { agreement } = await negotiating;
  expect(agreement).toEqual({
    revision: "2026-07-28",
    serverInfo: undefined,
    capabilities: { tools: {} },
    instructions: undefined,
  });
  expect(wires.map(({ methods }) => methods)).toEqual([["server/discover"]]);
  expect(wires[0]?.sent[0]).toMatchObject({
    params: {
      _meta: {
        [MetaKey.protocolVersion]: "2026-07-28",
        [MetaKey.clientInfo]: IDENTITY.info,
        [MetaKey.clientCapabilities]: IDENTITY.capabilities,
      },
    },
  });
  expect(knownServers.revisionOf("target")).toBe("2026-07-28");
});

test("a legacy server gets initialize after the refused probe, and is remembered", async () => {
  const { wires, knownServers, negotiating } = await run({ scripts: [legacy()] });
  const { agreement } = await negotiating;
  expect(agreement).toEqual({
    revision: "2025-11-25",
    serverInfo: LEGACY["serverInfo"],
    capabilities: LEGACY["capabilities"],
    instructions: "Ask.",
  });
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize", "notifications/initialized"]);
  expect(wires[0]?.sent[1]).toMatchObject({
    params: { protocolVersion: LATEST_LEGACY_REVISION, clientInfo: IDENTITY.info },
  });
  expect(knownServers.revisionOf("target")).toBe("2025-11-25");
});

test("a remembered legacy server is spared the probe", async () => {
  const knownServers = new KnownServers();
  knownServers.setRevision("target", "2025-06-18");
  const { wires, negotiating } = await run({ scripts: [legacy()], options: { knownServers } });
  await negotiating;
  expect(wires[0]?.methods).toEqual(["initialize", "notifications/initialized"]);
  expect(wires[0]?.sent[0]).toMatchObject({ params: { protocolVersion: "2025-06-18" } });
});

test("a remembered legacy server that has become modern is found again", async () => {
  const knownServers = new KnownServers();
  knownServers.setRevision("target", "2025-06-18");
  const script: WireScript = ({ method }) => {
    if (method === "server/discover") return MODERN;
    throw new Refusal(ErrorCode.MethodNotFound);
  };
  const { negotiating } = await run({ scripts: [script], options: { knownServers } });
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(knownServers.revisionOf("target")).toBe("2026-07-28");
});

test("a server without a name is not remembered", async () => {
  const knownServers = new KnownServers();
  const options = { knownServers, key: undefined } as unknown as Partial<NegotiateOptions>;
  const { negotiating } = await run({ scripts: [modern], options });
  await negotiating;
  expect(knownServers.revisionOf("target")).toBeUndefined();
});

test("a failed negotiation forgets the server and closes every transport", async () => {
  const knownServers = new KnownServers();
  knownServers.setRevision("target", "2026-07-28");
  const script: WireScript = () => {
    throw new Refusal(ErrorCode.InternalError);
  };
  const { wires, negotiating } = await run({ scripts: [script], options: { knownServers } });
  await expect(negotiating).rejects.toMatchObject({ code: ErrorCode.InternalError });
  expect(knownServers.revisionOf("target")).toBeUndefined();
  expect(wires.every(({ isClosed }) => isClosed)).toBe(true);
});

test("a silent server counts as legacy after the probe's time, over HTTP after that of a request", async () => {
  const silent: WireScript = ({ method }) => (method === "initialize" ? LEGACY : undefined);
  const overStdio = await run({ scripts: [silent] });
  await overStdio.clock.waitFor(5000);
  await overStdio.clock.advance(5000);
  expect((await overStdio.negotiating).agreement.revision).toBe("2025-11-25");
  const overHttp = await run({ kind: "http", scripts: [silent] });
  await overHttp.clock.waitFor(60_000);
  expect(overHttp.clock.pending).toEqual([60_000]);
  await overHttp.clock.advance(60_000);
  expect((await overHttp.negotiating).agreement.revision).toBe("2025-11-25");
});

test("the probe is never cancelled: a legacy server may exit on a notification before its handshake", async () => {
  const silent: WireScript = ({ method }) => (method === "initialize" ? LEGACY : undefined);
  const { clock, wires, negotiating } = await run({ scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await negotiating;
  expect(wires[0]?.methods).not.toContain("notifications/cancelled");
});

test("a server that ends on the probe is opened again for initialize", async () => {
  const dying: WireScript = () => undefined;
  const { wires, negotiating } = await run({ scripts: [dying, legacy()] });
  await Promise.resolve();
  while (wires[0]?.sent.length === 0) await Promise.resolve();
  wires[0]?.lose(new MortiseError("SERVER_EXITED", "exited"));
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(wires[1]?.methods).toEqual(["initialize", "notifications/initialized"]);
});

test.each([
  ErrorCode.HeaderMismatch,
  ErrorCode.MissingRequiredClientCapability,
  ErrorCode.RateLimited,
])("the modern error %i is no sign of a legacy server", async (code) => {
  const { wires, negotiating } = await run({ scripts: [legacy(code)] });
  await expect(negotiating).rejects.toMatchObject({ code });
  expect(wires[0]?.methods).toEqual(["server/discover"]);
});

test("a server that names older modern or legacy revisions gets the newest that both know", async () => {
  const script: WireScript = ({ method, params }) => {
    if (method === "initialize") return { ...LEGACY, protocolVersion: params?.["protocolVersion"] };
    throw new Refusal(ErrorCode.UnsupportedProtocolVersion, "no", {
      supported: ["2025-03-26", "2025-06-18", "1999-01-01"],
    });
  };
  const { negotiating } = await run({ scripts: [script] });
  expect((await negotiating).agreement.revision).toBe("2025-06-18");
});

test("a modern server that refuses the first request is asked once more", async () => {
  let requests = 0;
  const script: WireScript = () => {
    requests += 1;
    if (requests > 1) return MODERN;
    throw new Refusal(ErrorCode.UnsupportedProtocolVersion, "no", { supported: ["2026-07-28"] });
  };
  const { negotiating } = await run({ scripts: [script] });
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(requests).toBe(2);
});

test("a server with which there is no revision in common is an error that lists both sides", async () => {
  const script: WireScript = () => ({ supportedVersions: ["1999-01-01"] });
  const { negotiating } = await run({ scripts: [script] });
  await expect(negotiating).rejects.toMatchObject({
    code: "UNSUPPORTED_REVISION",
    data: { supported: ["1999-01-01"] },
    message: expect.stringMatching(
      /^The server speaks 1999-01-01; this client speaks 2026-07-28, /,
    ),
  });
});

test.each<[string, JsonObject]>([
  ["a revision of the future", { ...LEGACY, protocolVersion: "2030-01-01" }],
  ["the modern revision", { ...LEGACY, protocolVersion: "2026-07-28" }],
  ["no revision", {}],
])("%s in answer to initialize is refused", async (_, result) => {
  const { negotiating } = await run({ scripts: [legacy(ErrorCode.MethodNotFound, result)] });
  await expect(negotiating).rejects.toMatchObject({ code: "UNSUPPORTED_REVISION" });
});

test("a pinned legacy revision is offered without a probe, and is not remembered", async () => {
  const revision: Revision = "2025-03-26";
  const { wires, knownServers, negotiating } = await run({
    scripts: [legacy()],
    options: { revision },
  });
  await negotiating;
  expect(wires[0]?.sent[0]).toMatchObject({ params: { protocolVersion: "2025-03-26" } });
  expect(knownServers.revisionOf("target")).toBeUndefined();
});

test("a pinned modern revision does not fall back to a legacy one", async () => {
  const options = { revision: "2026-07-28" } as const;
  const { wires, negotiating } = await run({ scripts: [legacy()], options });
  await expect(negotiating).rejects.toMatchObject({
    code: "UNSUPPORTED_REVISION",
    message: expect.stringContaining("leave out `revision`"),
  });
  expect(wires[0]?.methods).toEqual(["server/discover"]);
});

test("a modern server that was slow to start is probed again after it refused initialize", async () => {
  let isReady = false;
  const script: WireScript = ({ method }) => {
    if (method === "server/discover") return isReady ? MODERN : undefined;
    isReady = true;
    throw new Refusal(ErrorCode.MethodNotFound);
  };
  const { clock, wires, negotiating } = await run({ scripts: [script] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize", "server/discover"]);
});

test("a program that never answers is an error that asks whether it speaks MCP", async () => {
  const { clock, negotiating } = await run({ scripts: [() => undefined] });
  const failing = expect(negotiating).rejects.toMatchObject({
    code: "TIMEOUT",
    message: expect.stringContaining("does it speak MCP?"),
  });
  await clock.waitFor(5000);
  await clock.advance(5000);
  await clock.waitFor(60_000);
  await clock.advance(60_000);
  await failing;
});

test("an aborted negotiation is ABORTED and closes the transport", async () => {
  const stop = new AbortController();
  const { wires, negotiating } = await run({
    scripts: [() => undefined],
    options: { signal: stop.signal },
  });
  stop.abort();
  await expect(negotiating).rejects.toMatchObject({ code: "ABORTED" });
  expect(wires[0]?.isClosed).toBe(true);
});

test.each<[string, unknown, unknown]>([
  ["in the metadata", { _meta: { [MetaKey.serverInfo]: { name: "a", version: "1" } } }, "a"],
  ["in the result, as in drafts", { serverInfo: { name: "b", version: "1" } }, "b"],
  ["that is no object with a name", { serverInfo: { version: "1" } }, undefined],
])("the server's name %s is read", async (_, extra, name) => {
  const script: WireScript = () => ({ ...MODERN, ...(extra as JsonObject) });
  const { negotiating } = await run({ scripts: [script] });
  expect((await negotiating).agreement.serverInfo?.name).toBe(name);
});

test.each([
  new MortiseError("AUTHORIZATION_FAILED", "no credentials", { data: { status: 401 } }),
  new MortiseError("HTTP_ERROR", "refused", { data: { status: 401 } }),
  new MortiseError("HTTP_ERROR", "busy", { data: { status: 503 } }),
  new MortiseError("CONNECTION_FAILED", "unreachable"),
])("a probe that fails with %s is no sign of a legacy server", async (failure) => {
  const script: WireScript = () => {
    throw failure;
  };
  const { wires, negotiating } = await run({ kind: "http", scripts: [script] });
  await expect(negotiating).rejects.toBe(failure);
  expect(wires[0]?.methods).toEqual(["server/discover"]);
});

/** A server that answers what it has read once it is ready, in the order in which it came. */
function slow(script: WireScript) {
  const asked: JsonRpcRequest[] = [];
  const late: WireScript = (request) => {
    asked.push(request);
    return undefined;
  };
  const answerAll = (wire: Wire | undefined): void => {
    for (const request of asked) {
      const result = script(request);
      if (result !== undefined) wire?.deliver({ id: request.id, result } as never);
    }
  };
  return { late, answerAll };
}

test("a late answer to the probe counts, so that a slow start does not lose the revision", async () => {
  const server = slow(({ method }) => (method === "initialize" ? LEGACY : MODERN));
  const { clock, wires, warnings, knownServers, negotiating } = await run({
    scripts: [server.late],
  });
  await clock.waitFor(5000);
  await clock.advance(5000);
  server.answerAll(wires[0]);
  expect((await negotiating).agreement.revision).toBe("2026-07-28");
  expect(wires[0]?.methods).toEqual(["server/discover", "initialize"]);
  expect(knownServers.revisionOf("target")).toBe("2026-07-28");
  expect(warnings).toEqual([]);
  expect(clock.pending).toEqual([]);
});

test("a revision that was agreed for want of an answer to the probe comes with a warning", async () => {
  const silent: WireScript = ({ method }) => (method === "initialize" ? LEGACY : undefined);
  const { clock, warnings, negotiating } = await run({ scripts: [silent] });
  await clock.waitFor(5000);
  await clock.advance(5000);
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(warnings).toEqual([expect.stringContaining("pass { probeTimeout }")]);
  expect(clock.pending).toEqual([]);
});

test("a process that cannot take initialize after the probe is started afresh, for it alone", async () => {
  const confused: WireScript = ({ method }) => {
    throw new Refusal(method === "initialize" ? -32000 : ErrorCode.MethodNotFound, "started");
  };
  const { wires, negotiating } = await run({ scripts: [confused, legacy()] });
  expect((await negotiating).agreement.revision).toBe("2025-11-25");
  expect(wires[0]?.isClosed).toBe(true);
  expect(wires[1]?.methods).toEqual(["initialize", "notifications/initialized"]);
});

test("a transport that cannot be opened again is not, and its refusal is the error", async () => {
  const refusing: WireScript = () => {
    throw new Refusal(-32000, "no");
  };
  const options = { canReopen: false };
  const { wires, negotiating } = await run({ scripts: [refusing], options });
  await expect(negotiating).rejects.toMatchObject({ code: -32000 });
  expect(wires).toHaveLength(1);
});
