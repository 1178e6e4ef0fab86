import type { JsonObject, Revision } from "@mortise/protocol";
import { ErrorCode, LATEST_LEGACY_REVISION, MetaKey, MortiseError } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { WireScript } from "../jsonrpc/fixture/wire.ts";
import { Refusal } from "../jsonrpc/fixture/wire.ts";
import { KnownServers } from "../known-server/known-servers.ts";
import { IDENTITY, LEGACY, legacy, MODERN, modern, run } from "./fixture/scene.ts";
import type { NegotiateOptions } from "./negotiate.ts";

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

test.each(["server/discover", "initialize"])(
  "%s is sent again when the connection, which was kept open to a restarted server, broke on it",
  async (method) => {
    const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
    let resets = 0;
    const answer = legacy();
    const script: WireScript = (request) => {
      if (request.method === method && resets < 1) {
        resets += 1;
        throw new MortiseError("CONNECTION_FAILED", "broke", { cause: reset });
      }
      return answer(request);
    };
    const { wires, negotiating } = await run({ kind: "http", scripts: [script] });
    expect((await negotiating).agreement.revision).toBe("2025-11-25");
    expect(wires[0]?.methods.filter((sent) => sent === method)).toHaveLength(2);
    expect(wires).toHaveLength(1);
  },
);

test("a connection that breaks each time is not asked for ever", async () => {
  const reset = Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
  const failure = new MortiseError("CONNECTION_FAILED", "broke", { cause: reset });
  const script: WireScript = () => {
    throw failure;
  };
  const { wires, negotiating } = await run({ kind: "http", scripts: [script] });
  await expect(negotiating).rejects.toBe(failure);
  expect(wires[0]?.methods).toEqual(["server/discover", "server/discover"]);
});
