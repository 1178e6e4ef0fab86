import { once } from "node:events";
import type { RequestListener } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { expect, onTestFinished, test } from "vitest";
import type { Fetch } from "../../network/fetch.ts";
import { guardFetch } from "./guard-fetch.ts";

const PUBLIC = new URL("https://mcp.example.com/mcp");
const LOCAL = new URL("http://localhost:3000/mcp");
const PRIVATE = new URL("https://10.0.0.5/mcp");
/** Names that a hostile resolver answers as it likes. */
const resolve = async (hostname: string) => {
  const address = ADDRESSES[hostname];
  if (address === undefined) throw Object.assign(new Error("no such name"), { code: "ENOTFOUND" });
  return address.split(" ").map((each) => ({ address: each, family: each.includes(":") ? 6 : 4 }));
};
const ADDRESSES: Readonly<Record<string, string>> = {
  "mcp.example.com": "93.184.215.14",
  "rebound.example.com": "127.0.0.1",
  "mixed.example.com": "93.184.215.14 10.0.0.1",
  "metadata.example.com": "169.254.169.254",
  "mapped.example.com": "::ffff:10.0.0.1",
  "intranet.example": "10.1.1.1",
};

async function serve(listener: RequestListener): Promise<URL> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
}

test.each([
  "https://127.0.0.1/",
  "https://2130706433/",
  "https://0x7f000001/",
  "https://0177.1/",
  "https://[::1]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://0.0.0.0/",
  "https://[::]/",
  "https://localhost/",
  "https://idp.localhost./",
  "https://10.0.0.1/",
  "https://172.16.1.1/",
  "https://192.168.1.1/",
  "https://100.64.0.1/",
  "https://[fd00::1]/",
  "https://169.254.169.254/latest/meta-data",
  "https://[fe80::1]/",
  "https://[fd00:ec2::254]/",
  "https://224.0.0.1/",
  "https://rebound.example.com/",
  "https://mixed.example.com/",
  "https://metadata.example.com/",
  "https://mapped.example.com/",
])("a public server does not lead to %s", async (url) => {
  await expect(guardFetch({ resolve })(PUBLIC)(url)).rejects.toMatchObject({
    data: { code: "blocked_address" },
  });
});

test.each([
  ["http://idp.example.com/", PUBLIC],
  ["http://93.184.215.14/", LOCAL],
  ["ftp://mcp.example.com/", PUBLIC],
  ["file:///etc/passwd", LOCAL],
  ["https://ann:secret@mcp.example.com/", PUBLIC],
])("%s is refused as insecure", async (url, server) => {
  const error = await guardFetch({ resolve })(server)(url).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ data: { code: "insecure_url" } });
  expect(String(error)).not.toContain("secret");
});

test.each([
  [LOCAL, "https://10.0.0.1/"],
  [LOCAL, "https://169.254.169.254/"],
  [PRIVATE, "http://127.0.0.1/"],
  [PRIVATE, "https://169.254.169.254/"],
  [new URL("https://intranet.example/mcp"), "https://127.0.0.1/"],
])("%s does not lead to another kind of address, %s", async (server, url) => {
  await expect(guardFetch({ resolve })(server)(url)).rejects.toMatchObject({
    data: { code: "blocked_address" },
  });
});

test.each([
  [PRIVATE, "https://10.9.9.9/"],
  [new URL("https://intranet.example/mcp"), "https://10.9.9.9/"],
  [LOCAL, "http://[::1]:1/"],
  [LOCAL, "https://mcp.example.com/"],
  [new URL("http://169.254.7.7/mcp"), "http://169.254.7.7/.well-known/x"],
])("%s leads to its own kind of address, %s", async (server, url) => {
  const seen: string[] = [];
  const fetch: Fetch = async (input) => {
    seen.push(String(input));
    return new Response("{}");
  };
  expect(await (await guardFetch({ resolve, fetch })(server)(url)).text()).toBe("{}");
  expect(seen).toEqual([url]);
});

test("`public-only` keeps a local server from leading to its own machine", async () => {
  const guarded = guardFetch({ network: "public-only" })(LOCAL);
  await expect(guarded("http://127.0.0.1:3000/")).rejects.toMatchObject({
    data: { code: "blocked_address", hint: expect.stringContaining("allowHosts") },
  });
});

test("`allowHosts` lets one host through", async () => {
  const place = await serve((_request, response) => response.end("ok"));
  const guarded = guardFetch({ allowHosts: ["127.0.0.1"] })(PUBLIC);
  expect(await (await guarded(place)).text()).toBe("ok");
});

test("a name that is rebound to this machine is refused, also as the server's own", async () => {
  let asked = 0;
  const rebinding = async () => {
    asked += 1;
    return [{ address: asked === 1 ? "127.0.0.1" : "93.184.215.14", family: 4 }];
  };
  const server = new URL("https://rebinding.example/");
  await expect(guardFetch({ resolve: rebinding })(server)(server)).rejects.toMatchObject({
    data: { code: "blocked_address" },
  });
});

test("the socket goes to the address that was checked, not to a later answer", async () => {
  let asked = 0;
  const place = await serve((_request, response) => response.end("reached"));
  const rebinding = async () => {
    asked += 1;
    return [{ address: asked === 1 ? "127.0.0.1" : "192.0.2.1", family: 4 }];
  };
  const server = new URL(`http://rebinding.example:${place.port}/`);
  const guarded = guardFetch({ resolve: rebinding, allowHosts: [server.hostname] })(server);
  expect(await (await guarded(server)).text()).toBe("reached");
  expect(asked).toBe(1);
});

test("a POST is sent with its body, and a JSON answer is read", async () => {
  const place = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify([request.method, request.headers["content-type"], body]));
  });
  const body = new URLSearchParams({ grant_type: "refresh_token" });
  const response = await guardFetch()(LOCAL)(place, { method: "POST", body });
  expect(await response.json()).toEqual([
    "POST",
    "application/x-www-form-urlencoded;charset=UTF-8",
    "grant_type=refresh_token",
  ]);
});

test("GET follows at most three redirects of its origin, POST none", async () => {
  const seen: string[] = [];
  const place = await serve((request, response) => {
    seen.push(`${request.method} ${request.url}`);
    const left = Number(request.url?.slice(1));
    if (left === 0) return response.end("there");
    return response.writeHead(302, { location: `/${left - 1}` }).end();
  });
  const guarded = guardFetch()(LOCAL);
  expect(await (await guarded(new URL("/3", place))).text()).toBe("there");
  expect((await guarded(new URL("/4", place))).status).toBe(302);
  seen.length = 0;
  expect((await guarded(new URL("/1", place), { method: "POST", body: "a=b" })).status).toBe(302);
  expect(seen).toEqual(["POST /1"]);
});

test("a redirect to another origin is not followed", async () => {
  const other = await serve((_request, response) => response.end("secret"));
  const place = await serve((_request, response) =>
    response.writeHead(307, { location: other.href }).end(),
  );
  const response = await guardFetch()(LOCAL)(place);
  expect([response.status, await response.text()]).toEqual([307, ""]);
});

test.each(["plain", "gzip"])("a response that is too long is refused (%s)", async (coding) => {
  const long = "x".repeat(5_000);
  const place = await serve((_request, response) => {
    if (coding === "plain") return response.end(long);
    return response.setHeader("content-encoding", "gzip").end(gzipSync(long));
  });
  const guarded = guardFetch({ maxResponseBytes: 1_000 })(LOCAL);
  await expect(guarded(place)).rejects.toMatchObject({ data: { code: "invalid_metadata" } });
  const injected = guardFetch({ maxResponseBytes: 1_000, fetch })(LOCAL);
  await expect(injected(place)).rejects.toMatchObject({ data: { code: "invalid_metadata" } });
});

test("a compressed answer is read although none was asked for", async () => {
  const place = await serve((_request, response) =>
    response.setHeader("content-encoding", "gzip").end(gzipSync("{}")),
  );
  expect(await (await guardFetch()(LOCAL)(place)).json()).toEqual({});
});

test("a body that never ends is given up at the time limit", async () => {
  const begun = Promise.withResolvers<void>();
  const place = await serve((_request, response) => {
    response.write("{");
    begun.resolve();
  });
  let fire: () => void = () => undefined;
  const clock: Clock = {
    ...systemClock,
    schedule: (_ms, callback) => {
      fire = callback;
      return () => undefined;
    },
  };
  const fetched = guardFetch({ clock, requestTimeout: "7s" })(LOCAL)(place);
  await begun.promise;
  fire();
  await expect(fetched).rejects.toMatchObject({ code: "TIMEOUT", data: { timeoutMs: 7_000 } });
});

test("the caller's signal ends a request, with its reason", async () => {
  const begun = Promise.withResolvers<void>();
  const place = await serve(() => begun.resolve());
  const controller = new AbortController();
  const fetched = guardFetch()(LOCAL)(place, { signal: controller.signal });
  await begun.promise;
  controller.abort(new Error("enough"));
  await expect(fetched).rejects.toThrow("enough");
});

test("a name without addresses, and a port without a listener, are unreachable", async () => {
  const guarded = guardFetch({ resolve })(PUBLIC);
  await expect(guarded("https://nowhere.example/")).rejects.toMatchObject({
    message: expect.stringContaining("ENOTFOUND"),
    data: { code: "unreachable" },
  });
  await expect(guardFetch()(LOCAL)("http://127.0.0.1:1/")).rejects.toMatchObject({
    data: { code: "unreachable" },
  });
});

test("an option that is misspelt or has no meaning is refused", () => {
  expect(() => guardFetch({ certificates: "" } as never)).toThrow("certificates");
  expect(() => guardFetch({ network: "private" as never })).toThrow("public-only");
});
