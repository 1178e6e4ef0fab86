import type { ClientAuth, WireFrame } from "@mortise/protocol";
import { expect, test } from "vitest";
import type { WebScript } from "./fixture/web-server.ts";
import { createWebServer } from "./fixture/web-server.ts";
import type { HttpTransportOptions } from "./http-options.ts";
import type { HttpRequest } from "./http-requester.ts";
import { HttpRequester } from "./http-requester.ts";

function open(script: WebScript, options: HttpTransportOptions = {}) {
  const server = createWebServer(script);
  const requester = new HttpRequester({ fetch: server.fetch, ...options });
  const send = (change: Partial<HttpRequest> = {}): Promise<Response> =>
    requester.fetch({
      method: "POST",
      url: new URL(server.url),
      headers: { accept: "application/json" },
      body: '{"jsonrpc":"2.0","method":"ping"}',
      signal: new AbortController().signal,
      ...change,
    });
  return { server, requester, send };
}

const bearer = (token: string): ClientAuth => ({
  headers: () => ({ Authorization: `Bearer ${token}`, accept: "nothing" }),
  onChallenge: async () => "fail",
  principal: () => "ann",
});

test("headers of the protocol win over those of the auth, and these over the given ones", async () => {
  const { server, send } = open(() => new Response("ok"), {
    headers: { AUTHORIZATION: "given", Accept: "given", "x-tenant": "blue" },
    auth: bearer("of-auth"),
  });
  await send();
  const [exchange] = server.exchanges;
  expect(exchange?.header("authorization")).toBe("Bearer of-auth");
  expect(exchange?.header("accept")).toBe("application/json");
  expect(exchange?.header("x-tenant")).toBe("blue");
});

test("a function for headers is asked before every request", async () => {
  let count = 0;
  const headers = async (): Promise<Record<string, string>> => {
    count += 1;
    return { "x-count": String(count) };
  };
  const { server, send } = open(() => new Response("ok"), { headers });
  await send();
  await send();
  expect(server.exchanges.map(({ header }) => header("x-count"))).toEqual(["1", "2"]);
});

test("a header that is undefined is left out, and replaces none of the same name", async () => {
  let token: string | undefined;
  const ofAuth = (): { authorization: string | undefined } => ({
    authorization: token === undefined ? undefined : `Bearer ${token}`,
  });
  const { server, send } = open(() => new Response("ok"), {
    headers: async () => ({ authorization: "given", "x-tenant": token }),
    auth: { ...bearer(""), headers: ofAuth },
  });
  await send();
  token = "t";
  await send();
  const sent = server.exchanges.map(({ header }) => [header("authorization"), header("x-tenant")]);
  expect(sent).toEqual([
    ["given", null],
    ["Bearer t", "t"],
  ]);
});

test("a redirect within the origin is followed with the same body and headers", async () => {
  const { server, send } = open(
    ({ path }) =>
      path === "/mcp"
        ? new Response(null, { status: 307, headers: { location: "/moved" } })
        : new Response("there"),
    { headers: { "x-tenant": "blue" } },
  );
  expect(await (await send()).text()).toBe("there");
  expect(
    server.exchanges.map(({ path, body, header }) => [path, body, header("x-tenant")]),
  ).toEqual([
    ["/mcp", '{"jsonrpc":"2.0","method":"ping"}', "blue"],
    ["/moved", '{"jsonrpc":"2.0","method":"ping"}', "blue"],
  ]);
});

test("a failure to connect is CONNECTION_FAILED, without the credentials that the cause repeats", async () => {
  const { send } = open(
    () => {
      throw new TypeError("cannot send Bearer token-of-ann");
    },
    { auth: bearer("token-of-ann") },
  );
  await expect(send()).rejects.toMatchObject({
    code: "CONNECTION_FAILED",
    message:
      "Could not reach https://server.example/mcp: cannot send (redacted); check the URL, and that the server is running",
  });
});

test("an abort is the reason of the signal, not a failure to connect", async () => {
  const stop = new AbortController();
  const { send } = open(() => new Promise(() => undefined));
  const sending = send({ signal: stop.signal });
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(sending).rejects.toBe(reason);
});

test("the cause of a failure loses the credentials too", async () => {
  const { send } = open(
    () => {
      throw new TypeError("failed", { cause: new Error("cannot send token-of-ann") });
    },
    { auth: bearer("token-of-ann") },
  );
  const error = await send().catch((thrown: unknown) => thrown as Error);
  const { cause } = error as Error;
  expect((cause as Error).cause).toMatchObject({ message: "cannot send (redacted)" });
});

test("a tap does not see a credential that a response head or a redirect repeats", async () => {
  const frames: WireFrame[] = [];
  const { send } = open(
    ({ path }) =>
      path === "/mcp"
        ? new Response(null, { status: 307, headers: { location: "/x-token-of-ann?code=1" } })
        : new Response(null, { headers: { "www-authenticate": "Bearer realm=token-of-ann" } }),
    { auth: bearer("token-of-ann"), tap: (frame) => void frames.push(frame) },
  );
  await send();
  const heads = frames.flatMap((frame) =>
    frame.kind === "request-head"
      ? [frame.url]
      : frame.kind === "response-head"
        ? frame.headers.map(([, value]) => value)
        : [],
  );
  expect(heads).toEqual([
    "https://server.example/mcp",
    "/x-(redacted)?code=(redacted)",
    "https://server.example/x-(redacted)?code=(redacted)",
    "Bearer realm=(redacted)",
  ]);
});

test.each(["X-Auth-Token", "Cookie", "X-Client-Secret", "apikey", "X-Jwt", "X-Session"])(
  "a given %s is a credential",
  async (name) => {
    const { requester, send } = open(() => new Response("ok"), { headers: { [name]: "of-ann-1" } });
    await send();
    expect(requester.redact("of-ann-1")).toBe("(redacted)");
  },
);

test("a given credential is removed from texts, another header is not", async () => {
  const { requester, send } = open(() => new Response("ok"), {
    headers: { "X-Api-Key": "key-of-ann", "x-tenant": "blue-tenant" },
  });
  await send();
  expect(requester.redact("key-of-ann of blue-tenant")).toBe("(redacted) of blue-tenant");
});

test("a header that cannot be sent is an INVALID_OPTION that names it", async () => {
  const { send } = open(() => new Response("ok"), { headers: { "x a": "b" } });
  await expect(send()).rejects.toMatchObject({ code: "INVALID_OPTION" });
});

test("a tap sees the frames of each hop, and the response works as without", async () => {
  const frames: WireFrame[] = [];
  const { send } = open(
    ({ path }) =>
      path === "/mcp"
        ? new Response(null, { status: 307, headers: { location: "/moved" } })
        : new Response("grüß", { status: 201, statusText: "Made", headers: { "x-kept": "yes" } }),
    { tap: (frame) => frames.push(frame), auth: bearer("token-of-ann") },
  );
  const response = await send();
  expect([response.status, response.statusText, response.headers.get("x-kept")]).toEqual([
    201,
    "Made",
    "yes",
  ]);
  expect(await response.text()).toBe("grüß");
  expect(frames.map(({ exchange, direction, kind }) => `${exchange} ${direction} ${kind}`)).toEqual(
    [
      "1 sent request-head",
      "1 sent data",
      "1 sent end",
      "1 received response-head",
      "1 received end",
      "2 sent request-head",
      "2 sent data",
      "2 sent end",
      "2 received response-head",
      "2 received data",
      "2 received end",
    ],
  );
  expect(JSON.stringify(frames)).not.toContain("token-of-ann");
});

test("a tap sees why a response broke off, and that the client stopped reading", async () => {
  const frames: WireFrame[] = [];
  let isBroken = true;
  const { send } = open(
    () => {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => {
          controller.enqueue(new Uint8Array([0xc3]));
          if (isBroken) queueMicrotask(() => controller.error(new Error("terminated")));
        },
      });
      return new Response(body);
    },
    { tap: (frame) => frames.push(frame) },
  );
  await expect((await send()).text()).rejects.toThrow("terminated");
  expect(frames.at(-1)).toMatchObject({ kind: "end", direction: "received", reason: "terminated" });
  isBroken = false;
  const reader = (await send()).body?.getReader();
  await reader?.read();
  await reader?.cancel();
  expect(frames.at(-2)).toMatchObject({ kind: "data", data: new Uint8Array([0xc3]) });
  expect(frames.at(-1)).toMatchObject({ kind: "end", reason: "no longer read" });
});

test("a tap sees a request that got no response, without its credentials", async () => {
  const frames: WireFrame[] = [];
  const { send } = open(
    () => {
      throw new TypeError("lost Bearer token-of-ann");
    },
    { tap: (frame) => frames.push(frame), auth: bearer("token-of-ann") },
  );
  await send().catch(() => undefined);
  expect(frames.at(-1)).toMatchObject({
    kind: "end",
    direction: "received",
    reason: "TypeError: lost (redacted)",
  });
});

test("a tap does not see the value of a header of the auth, whatever its name", async () => {
  const frames: WireFrame[] = [];
  const auth: ClientAuth = {
    headers: () => ({ "X-Session-Key": "key-of-ann" }),
    onChallenge: async () => "fail",
    principal: () => "ann",
  };
  const { send } = open(() => new Response("ok"), { tap: (frame) => frames.push(frame), auth });
  await send();
  expect(frames[0]).toMatchObject({
    headers: expect.arrayContaining([["x-session-key", "(redacted)"]]),
  });
});

test("a tap sees no value of a given header, which may be a key under any name", async () => {
  const frames: WireFrame[] = [];
  const { send } = open(() => new Response("ok"), {
    headers: { "x-vault": "key-of-ann", "User-Agent": "mine", "X-Request-Id": "r1" },
    tap: (frame) => frames.push(frame),
  });
  await send();
  expect(frames[0]).toMatchObject({
    kind: "request-head",
    headers: expect.arrayContaining([
      ["x-vault", "(redacted)"],
      ["user-agent", "mine"],
      ["x-request-id", "r1"],
    ]),
  });
});
