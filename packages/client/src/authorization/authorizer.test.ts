import type { ClientAuth, ClientAuthRequest } from "@mortise/protocol";
import { MortiseError, transportFetch } from "@mortise/protocol";
import { expect, test } from "vitest";
import { nextTurn } from "../time/fixture/next-turn.ts";
import type { AuthorizedRequest } from "./authorizer.ts";
import { Authorizer } from "./authorizer.ts";

const URL_OF_SERVER = new URL("https://server.example/mcp?key=1#part");

/** A ClientAuth whose credential is a number, which every challenge raises. */
function createAuth(change: Partial<ClientAuth> = {}) {
  const state = { token: 0, challenges: [] as ClientAuthRequest[] };
  const auth: ClientAuth = {
    headers: () => ({ authorization: `Bearer ${state.token}` }),
    onChallenge: async (_, request) => {
      state.challenges.push(request);
      state.token += 1;
      return "retry";
    },
    principal: () => "ann",
    ...change,
  };
  return { state, authorizer: new Authorizer(auth, (text) => text.replaceAll("secret", "***")) };
}

function toRequest(change: Partial<AuthorizedRequest> = {}): AuthorizedRequest {
  return { method: "POST", url: URL_OF_SERVER, signal: new AbortController().signal, ...change };
}

/** Accepts one token, and answers others with a challenge. */
function accept(token: number, status = 401) {
  const sent: string[] = [];
  const send = async ({ authorization = "" }): Promise<Response> => {
    sent.push(authorization);
    if (authorization === `Bearer ${token}`) return new Response("ok");
    return new Response("no", { status, headers: { "WWW-Authenticate": "Bearer" } });
  };
  return { sent, send };
}

test("a request is sent with the headers, and its response returned", async () => {
  const { state, authorizer } = createAuth();
  const { sent, send } = accept(0);
  expect(await (await authorizer.send(toRequest(), send)).text()).toBe("ok");
  expect(sent).toEqual(["Bearer 0"]);
  expect(state.challenges).toEqual([]);
});

test("a challenge sees the method, the URL without its fragment, and the operation", async () => {
  const { state, authorizer } = createAuth();
  const operation = { method: "tools/call", target: "refund" };
  await authorizer.send(toRequest({ operation }), accept(1).send);
  expect(state.challenges).toEqual([
    {
      method: "POST",
      url: "https://server.example/mcp?key=1",
      operation,
      signal: expect.any(AbortSignal),
    },
  ]);
});

test("a ClientAuth gets the fetch of its connection, but never one that serves transports alone", async () => {
  const own = async (): Promise<Response> => new Response();
  const forTransport = Object.defineProperty(async () => new Response(), transportFetch, {
    value: true,
  });
  for (const [fetch, given] of [
    [own, own],
    [forTransport, undefined],
    [undefined, undefined],
  ]) {
    const seen: ClientAuthRequest[] = [];
    const auth: ClientAuth = {
      headers: (request) => {
        seen.push(request);
        return {};
      },
      onChallenge: async () => "fail",
      principal: () => "ann",
    };
    await new Authorizer(auth, String, fetch).send(toRequest(), async () => new Response());
    expect(seen[0]?.fetch).toBe(given);
  }
});

test("the account is asked for by the server that refused", async () => {
  const asked: (string | undefined)[] = [];
  const { authorizer } = createAuth({
    principal: (request) => {
      asked.push(request?.url);
      return "ann";
    },
  });
  await authorizer.send(toRequest(), accept(1).send);
  expect(asked).toEqual(["https://server.example/mcp?key=1"]);
});

test.each([401, 403])("a %i with a challenge is answered and sent again", async (status) => {
  const { authorizer } = createAuth();
  const { sent, send } = accept(2, status);
  expect((await authorizer.send(toRequest(), send)).ok).toBe(true);
  expect(sent).toEqual(["Bearer 0", "Bearer 1", "Bearer 2"]);
});

test.each([
  [403, {}],
  [404, { "WWW-Authenticate": "Bearer" }],
  [500, { "WWW-Authenticate": "Bearer" }],
])("a %i with the headers %j is no challenge", async (status, headers) => {
  const { state, authorizer } = createAuth();
  const response = await authorizer.send(
    toRequest(),
    async () => new Response("", { status, headers }),
  );
  expect(response.status).toBe(status);
  expect(state.challenges).toEqual([]);
});

test("a 401 without WWW-Authenticate is a challenge", async () => {
  const { state, authorizer } = createAuth();
  let count = 0;
  await authorizer.send(toRequest(), async () => {
    count += 1;
    return new Response("", { status: count === 1 ? 401 : 200 });
  });
  expect(state.challenges).toHaveLength(1);
});

test("after three answers the refusal is an error with the challenge", async () => {
  const { state, authorizer } = createAuth();
  const { sent, send } = accept(99);
  await expect(authorizer.send(toRequest(), send)).rejects.toMatchObject({
    code: "AUTHORIZATION_FAILED",
    data: { status: 401, challenge: "Bearer" },
    message:
      "POST https://server.example/mcp was answered 401, and `auth` has no credentials that the server accepts; it asks for Bearer",
  });
  expect(state.challenges).toHaveLength(3);
  expect(sent).toHaveLength(4);
});

test("the body of a refused response is not kept open during a login", async () => {
  const login = Promise.withResolvers<"retry" | "fail">();
  const { authorizer } = createAuth({ onChallenge: () => login.promise });
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({ cancel: () => cancelled.resolve() });
  let isFirst = true;
  const sending = authorizer.send(toRequest(), async () => {
    const response = isFirst ? new Response(body, { status: 401 }) : new Response("ok");
    isFirst = false;
    return response;
  });
  await cancelled.promise;
  login.resolve("retry");
  expect((await sending).ok).toBe(true);
});

test("requests refused with the same credentials share one answer", async () => {
  const { state, authorizer } = createAuth();
  const { sent, send } = accept(1);
  await Promise.all([1, 2, 3].map(() => authorizer.send(toRequest(), send)));
  expect(state.challenges).toHaveLength(1);
  expect(sent).toHaveLength(6);
});

test("a request refused with old credentials is sent again without another challenge", async () => {
  const { state, authorizer } = createAuth();
  const { send } = accept(1);
  const slow = Promise.withResolvers<void>();
  const late = authorizer.send(toRequest(), async (headers) => {
    if (headers["authorization"] === "Bearer 0") await slow.promise;
    return await send(headers as { authorization: string });
  });
  await authorizer.send(toRequest(), send);
  slow.resolve();
  expect((await late).ok).toBe(true);
  expect(state.challenges).toHaveLength(1);
});

test("requests of different accounts do not share an answer", async () => {
  const logins = new Map<string, PromiseWithResolvers<"retry" | "fail">>();
  let account = "ann";
  const { authorizer } = createAuth({
    principal: () => account,
    onChallenge: () => {
      const login = Promise.withResolvers<"retry" | "fail">();
      logins.set(account, login);
      return login.promise;
    },
  });
  const refuse = async (): Promise<Response> => new Response("", { status: 401 });
  const sendFor = async (name: string): Promise<Promise<Response>[]> => {
    account = name;
    const sending = authorizer.send(toRequest(), refuse);
    sending.catch(() => undefined);
    await nextTurn();
    return [sending];
  };
  const [ofAnn] = await sendFor("ann");
  const [ofBob] = await sendFor("bob");
  expect([...logins.keys()]).toEqual(["ann", "bob"]);
  logins.get("ann")?.resolve("fail");
  await expect(ofAnn).rejects.toMatchObject({ code: "AUTHORIZATION_FAILED" });
  logins.get("bob")?.reject(new Error("bob has left"));
  await expect(ofBob).rejects.toThrow("bob has left");
});

test("a failed answer fails every request that waited for it, and the next one asks anew", async () => {
  let challenges = 0;
  const { authorizer } = createAuth({
    onChallenge: async () => {
      challenges += 1;
      throw new Error("the secret login was cancelled");
    },
  });
  const results = await Promise.allSettled(
    [1, 2].map(() => authorizer.send(toRequest(), accept(9).send)),
  );
  for (const result of results) {
    expect(result).toMatchObject({
      status: "rejected",
      reason: {
        code: "AUTHORIZATION_FAILED",
        message:
          "POST https://server.example/mcp could not be authorized: the *** login was cancelled",
      },
    });
  }
  expect(challenges).toBe(1);
  await authorizer.send(toRequest(), accept(9).send).catch(() => undefined);
  expect(challenges).toBe(2);
});

test("a MortiseError of the ClientAuth reaches the caller unchanged", async () => {
  const own = new MortiseError("CLOSED", "The vault is closed");
  const { authorizer } = createAuth({
    headers: () => {
      throw own;
    },
  });
  await expect(authorizer.send(toRequest(), accept(0).send)).rejects.toBe(own);
});

test("the time limit is stopped while a challenge is answered, and only then", async () => {
  const calls: string[] = [];
  const { authorizer } = createAuth({
    headers: async () => {
      calls.push("headers");
      return { authorization: `Bearer ${calls.filter((call) => call === "challenge").length}` };
    },
    onChallenge: async () => {
      calls.push("challenge");
      return "retry";
    },
  });
  const suspendTimeout = (): (() => void) => {
    calls.push("suspend");
    return () => calls.push("resume");
  };
  await authorizer.send(toRequest({ suspendTimeout }), accept(1).send);
  expect([...calls].sort()).toEqual(
    ["challenge", "headers", "headers", "resume", "suspend"].sort(),
  );
  expect(calls.at(-1)).toBe("headers");
  expect(calls.indexOf("resume")).toBeGreaterThan(calls.indexOf("challenge"));
});

test("an aborted request stops waiting with the reason of its signal, and the login goes on", async () => {
  const login = Promise.withResolvers<"retry" | "fail">();
  let isLoggedIn = false;
  const { authorizer } = createAuth({ onChallenge: () => login.promise });
  const send = async (): Promise<Response> => new Response("", { status: isLoggedIn ? 200 : 401 });
  const stop = new AbortController();
  const aborted = authorizer.send(toRequest({ signal: stop.signal }), send);
  const patient = authorizer.send(toRequest(), send);
  await nextTurn();
  const reason = new Error("enough");
  stop.abort(reason);
  await expect(aborted).rejects.toBe(reason);
  isLoggedIn = true;
  login.resolve("retry");
  expect((await patient).status).toBe(200);
});

test("closing aborts the signal that a login was given", async () => {
  const { authorizer } = createAuth({
    onChallenge: (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(signal.reason), { once: true });
      }),
  });
  const sending = authorizer.send(toRequest(), accept(9).send);
  const failing = expect(sending).rejects.toMatchObject({ code: "CLOSED" });
  await nextTurn();
  authorizer.close();
  await failing;
});

test("every response is shown, the refused ones too", async () => {
  const seen: string[] = [];
  const { authorizer } = createAuth({
    onResponse: (response, { method }) =>
      void seen.push(`${method} ${response.status} ${response.header("WWW-AUTHENTICATE")}`),
  });
  await authorizer.send(toRequest({ method: "GET" }), accept(1).send);
  expect(seen).toEqual(["GET 401 Bearer", "GET 200 undefined"]);
});

test.each<[unknown, RegExp]>([
  ["token", /auth takes a ClientAuth, such as oauth\(\) or bearer\(token\).*not a string/],
  [{ authenticate: () => undefined }, /no function headers, so it is no ClientAuth/],
  [{ headers: { authorization: "x" } }, /headers takes a function/],
])("%j is refused as no ClientAuth", (auth, message) => {
  const make = (): unknown => new Authorizer(auth as ClientAuth, (text) => text);
  expect(make).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  expect(make).toThrow(message);
});
