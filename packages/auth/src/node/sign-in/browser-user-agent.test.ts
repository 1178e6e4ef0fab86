import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { connect } from "node:net";
import { networkInterfaces } from "node:os";
import type { Clock } from "@mortise/protocol";
import { systemClock } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, onTestFinished, test } from "vitest";
import type { BrowserOptions } from "./browser-user-agent.ts";
import { BrowserUserAgent } from "./browser-user-agent.ts";
import { LoopbackReceiver } from "./loopback-receiver.ts";

const PAGE = new URL("https://idp.example/authorize?state=s1");
const signal = new AbortController().signal;

/** A user agent whose browser is `visit`, and what it showed. */
function createAgent(options: BrowserOptions): { agent: BrowserUserAgent; shown: string[] } {
  const shown: string[] = [];
  return { shown, agent: new BrowserUserAgent({ show: (text) => shown.push(text), ...options }) };
}

async function signIn(agent: BrowserUserAgent, url: URL = PAGE): Promise<URL> {
  await using visit = await agent.visit({ registered: [], signal });
  return await visit.authorize({ url, signal });
}

/** The redirect URI is only known to the visit, so that browsers here read it from the visit. */
async function signInWith(
  options: BrowserOptions,
  browse: (redirectUri: string) => Promise<void>,
): Promise<{ callback: URL; shown: string[] }> {
  let redirectUri = "";
  let browsing: Promise<void> | undefined;
  const { agent, shown } = createAgent({
    open: () => {
      browsing = browse(redirectUri);
      return true;
    },
    ...options,
  });
  await using visit = await agent.visit({ registered: [], signal });
  redirectUri = visit.redirectUri;
  const callback = await visit.authorize({ url: PAGE, signal });
  await browsing;
  return { callback, shown };
}

async function occupy(host: string, port = 0): Promise<Server> {
  const server = createServer().listen({ port, host });
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return server;
}

test("the callback of the browser is received, with the URL shown first", async () => {
  const pages: Response[] = [];
  const { callback, shown } = await signInWith({}, async (redirectUri) => {
    pages.push(await fetch(`${redirectUri}?code=c&state=s1&iss=https%3A%2F%2Fidp.example`));
  });
  expect(callback.href).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/callback\?code=c&state=s1&iss=https%3A%2F%2Fidp\.example$/,
  );
  expect(shown[0]).toContain(PAGE.href);
  expect(shown[0]).toContain("within 5 min");
  const [page] = pages;
  expect(page?.status).toBe(200);
  expect(page?.headers.get("content-security-policy")).toMatch(
    /^default-src 'none'; style-src 'sha256-[^']+'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$/,
  );
  expect(page?.headers.get("referrer-policy")).toBe("no-referrer");
  expect(page?.headers.get("cache-control")).toBe("no-store");
  expect(await page?.text()).toContain("You can close this page");
});

test("a refusal comes back too, and the page repeats nothing of it", async () => {
  const pages: string[] = [];
  const { callback } = await signInWith({}, async (redirectUri) => {
    const query =
      "error=access_denied&error_description=%3Cscript%3Ealert(1)%3C%2Fscript%3E&state=s1";
    pages.push(await (await fetch(`${redirectUri}?${query}`)).text());
  });
  expect(callback.searchParams.get("error")).toBe("access_denied");
  expect(pages[0]).toContain("Not signed in");
  expect(pages[0]).not.toContain("alert");
});

test("requests that are not the callback of this sign-in are turned away, and it goes on", async () => {
  const statuses: number[] = [];
  const { callback } = await signInWith({}, async (redirectUri) => {
    const { origin } = new URL(redirectUri);
    for (const [url, init] of [
      [`${redirectUri}?code=evil&state=other`, {}],
      [`${redirectUri}?code=evil`, {}],
      [`${origin}/favicon.ico`, {}],
      [`${redirectUri}?code=evil&state=s1`, { method: "POST" }],
    ] as const) {
      statuses.push((await fetch(url, init)).status);
    }
    await fetch(`${redirectUri}?code=good&state=s1`);
  });
  expect(statuses).toEqual([400, 400, 404, 405]);
  expect(callback.searchParams.get("code")).toBe("good");
});

test("a page that rebinds its name to this machine is not answered", async () => {
  await using receiver = await LoopbackReceiver.open({});
  const { port } = new URL(receiver.redirectUri);
  const { promise, resolve } = Promise.withResolvers<number | undefined>();
  const { get } = await import("node:http");
  get(
    { host: "127.0.0.1", port, path: "/callback?code=c", headers: { host: "evil.example" } },
    ({ statusCode }) => resolve(statusCode),
  );
  expect(await promise).toBe(404);
});

test("only loopback is listened on", async () => {
  const { callback } = await signInWith({}, async (redirectUri) => {
    const { port } = new URL(redirectUri);
    const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
    for (const { address, family, internal } of addresses) {
      if (internal || family !== "IPv4") continue;
      await expect(fetch(`http://${address}:${port}/callback`)).rejects.toThrow();
    }
    await fetch(`${redirectUri}?code=c&state=s1`);
  });
  expect(callback.searchParams.get("code")).toBe("c");
});

test("a port that is taken is reported before any page is opened", async () => {
  const { port } = (await occupy("127.0.0.1")).address() as AddressInfo;
  const opened: URL[] = [];
  const { agent, shown } = createAgent({
    callback: { port },
    open: (url) => {
      opened.push(url);
      return true;
    },
  });
  await expect(signIn(agent)).rejects.toMatchObject({
    message: expect.stringMatching(new RegExp(`Port ${port} .*callback: \\{ port \\}`)),
    data: { code: "callback_port_in_use" },
  });
  expect([opened, shown]).toEqual([[], []]);
});

test("visits at the same time have ports of their own", async () => {
  const { agent } = createAgent({ open: () => true });
  await using one = await agent.visit({ registered: [], signal });
  await using other = await agent.visit({ registered: [], signal });
  expect(one.redirectUri).not.toBe(other.redirectUri);
});

test("the registered port is used again, and another one when it is taken", async () => {
  const { agent } = createAgent({ open: () => true });
  const first = await agent.visit({ registered: [], signal });
  const { redirectUri } = first;
  await first[Symbol.asyncDispose]();
  const registered = ["https://app.example/callback", redirectUri];
  await using second = await agent.visit({ registered, signal });
  expect(second.redirectUri).toBe(redirectUri);
  await using third = await agent.visit({ registered, signal });
  expect(third.redirectUri).not.toBe(redirectUri);
});

test("a callback at localhost is received at both addresses of the name", async () => {
  await using receiver = await LoopbackReceiver.open({ host: "localhost", path: "/back" });
  const { port } = new URL(receiver.redirectUri);
  expect(receiver.redirectUri).toBe(`http://localhost:${port}/back`);
  await expect(occupy("127.0.0.1", Number(port))).rejects.toThrow("EADDRINUSE");
  const hasIpv6 = Object.values(networkInterfaces()).some((each) =>
    each?.some(({ address }) => address === "::1"),
  );
  if (hasIpv6) await expect(occupy("::1", Number(port))).rejects.toThrow("EADDRINUSE");
});

test("another program's listener on every interface does not get the code", async () => {
  const { port } = (await occupy("::")).address() as AddressInfo;
  // The system may refuse the port; a code never goes to the stranger.
  const opened = await LoopbackReceiver.open({ port }).catch((error: unknown) => error);
  if (!(opened instanceof LoopbackReceiver)) {
    expect(opened).toMatchObject({ data: { code: "callback_port_in_use" } });
    return;
  }
  await using receiver = opened;
  const received = receiver.receive("s");
  await fetch(`${receiver.redirectUri}?code=c&state=s`);
  expect((await received).searchParams.get("code")).toBe("c");
});

test("without a browser the address that it ends at is pasted", async () => {
  const answers = ["", "https://other.example/x", "?code=c&state=s1"];
  const questions: string[] = [];
  const { agent, shown } = createAgent({
    open: false,
    ask: async (question) => {
      questions.push(question);
      return answers.shift();
    },
  });
  const callback = await signIn(agent);
  expect(callback.href).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/callback\?code=c&state=s1$/);
  expect(questions).toHaveLength(3);
  expect(shown.join("")).not.toContain("was opened in your browser");
});

test("a browser that cannot be started leaves the way of pasting", async () => {
  const { agent } = createAgent({ open: () => false, ask: async () => "code=c&state=s1" });
  expect((await signIn(agent)).searchParams.get("code")).toBe("c");
});

test("the question ends when the browser comes back", async () => {
  const ended = Promise.withResolvers<void>();
  const { callback } = await signInWith(
    {
      ask: (_question, asked) =>
        new Promise((_resolve, reject) => {
          asked.addEventListener("abort", () => {
            ended.resolve();
            reject(asked.reason);
          });
        }),
    },
    async (redirectUri) => void (await fetch(`${redirectUri}?code=c&state=s1`)),
  );
  await ended.promise;
  expect(callback.searchParams.get("code")).toBe("c");
});

test("a sign-in fails when the browser does not come back in time", async () => {
  let fire: () => void = () => undefined;
  const clock: Clock = {
    ...systemClock,
    schedule: (milliseconds, callback) => {
      expect(milliseconds).toBe(90_000);
      fire = callback;
      return () => undefined;
    },
  };
  const { agent } = createAgent({
    clock,
    loginTimeout: "90s",
    open: () => {
      fire();
      return true;
    },
  });
  await expect(signIn(agent)).rejects.toMatchObject({ data: { code: "login_timeout" } });
});

test("the page is shown before a browser is waited for, with the one deadline, and a callback just before it counts (danny-avila/LibreChat#13615)", async () => {
  const clock = createFakeClock();
  const opening = Promise.withResolvers<boolean>();
  const { agent, shown } = createAgent({
    clock,
    loginTimeout: "90s",
    open: () => opening.promise,
  });
  await using visit = await agent.visit({ registered: [], signal });
  const signingIn = visit.authorize({ url: PAGE, signal });
  expect(shown).toEqual([expect.stringContaining(PAGE.href)]);
  expect(shown[0]).toContain("within 90 s");
  await clock.advance(89_999);
  await fetch(`${visit.redirectUri}?code=c&state=s1`);
  opening.resolve(true);
  expect((await signingIn).searchParams.get("code")).toBe("c");
  // No other timer goes on with a deadline of its own.
  expect(clock.pending).toEqual([]);
});

test("the signal ends a sign-in", async () => {
  const controller = new AbortController();
  const { agent } = createAgent({
    open: () => {
      controller.abort(new Error("closed"));
      return true;
    },
  });
  await using visit = await agent.visit({ registered: [], signal });
  const signingIn = visit.authorize({ url: PAGE, signal: controller.signal });
  await expect(signingIn).rejects.toThrow("closed");
});

test("without a user the sign-in fails at once, and no port is opened", async () => {
  const { agent } = createAgent({ interactive: false, open: () => true });
  await expect(agent.visit({ registered: [], signal })).rejects.toMatchObject({
    message: expect.stringContaining("mortise login"),
    data: { code: "interaction_required" },
  });
});

test.each(["http://idp.example/authorize", "javascript:alert(1)", "file:///etc/passwd"])(
  "the authorization page %s is not opened",
  async (url) => {
    const opened: URL[] = [];
    const { agent } = createAgent({
      open: (page) => {
        opened.push(page);
        return true;
      },
    });
    await expect(signIn(agent, new URL(url))).rejects.toMatchObject({
      data: { code: "insecure_url" },
    });
    expect(opened).toEqual([]);
  },
);

test("a program that begins a request and never ends it holds no login up", async () => {
  const { callback } = await signInWith({}, async (redirectUri) => {
    const { hostname, port } = new URL(redirectUri);
    const idle = connect(Number(port), hostname).on("error", () => undefined);
    onTestFinished(() => void idle.destroy());
    await once(idle, "connect");
    idle.write(`GET /callback HTTP/1.1\r\nhost: `);
    await fetch(`${redirectUri}?code=c&state=s1`);
  });
  expect(callback.searchParams.get("code")).toBe("c");
});
