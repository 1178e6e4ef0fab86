import type { Listening } from "@mortise/node";
import { listen, withoutServing } from "@mortise/node";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serverCode } from "./dev/fixture/project.ts";
import { startProject } from "./fixture/started.ts";
import { httpTarget, Page } from "./host/fixture/open-page.ts";
import type { Development } from "./start-development.ts";

let desk: Listening;

beforeAll(async () => {
  const fixture = await withoutServing(() => import("./host/fixture/desk.ts"));
  desk = await listen(fixture.desk, { port: 0 });
});

afterAll(() => desk.close());

/** Starts a server under development whose page may add others. */
async function start(): Promise<Development> {
  const { development, notices } = await startProject(
    { "server.ts": serverCode({ own: "0" }) },
    { openUrl: ({ url, label = "added" }) => httpTarget(label, url) },
  );
  await notices.take("served");
  return development;
}

/** Follows the events of a server under development, as a page with this token does. */
async function follow({ port }: Development, token: string | undefined): Promise<Page> {
  const leaving = new AbortController();
  onTestFinished(() => leaving.abort());
  const page = new Page(`http://127.0.0.1:${port}`, token);
  await page.follow(leaving.signal);
  // A version serves before the inspector's own connection to it is made.
  await page.connection("self", "connected");
  return page;
}

function tokenOf({ url }: Development): string {
  return new URL(url).hash.replace("#token=", "");
}

test("the page of mortise dev adds a server by its URL, and calls it beside the own one", async () => {
  const development = await start();
  const page = await follow(development, tokenOf(development));
  const { connection } = await page.post("add", { url: desk.url, label: "desk" });
  await page.connection(connection, "connected");
  const { tools } = await page.catalogue(connection);
  expect(tools.items.map(({ name }) => name)).toContain("echo");
  const echoed = await page.call(connection, "tools/call", {
    name: "echo",
    arguments: { text: "hi" },
  });
  expect(echoed).toMatchObject({ status: "done", result: { structuredContent: { text: "hi" } } });
  const own = await page.call("self", "tools/call", { name: "own", arguments: {} });
  expect(own.status).toBe("done");
  await page.post("remove", { connection });
  await page.until(() =>
    page.last("connection-removed", (event) => event.connection === connection),
  );
});

test("a page of mortise dev without the token adds none, and sees none that were added", async () => {
  const development = await start();
  const page = await follow(development, tokenOf(development));
  const stranger = await follow(development, undefined);
  const refused = await stranger.send("add", { url: desk.url });
  expect(refused.status).toBe(401);
  expect(await refused.json()).toMatchObject({ error: { code: "TOKEN_NEEDED" } });
  const { connection } = await page.post("add", { url: desk.url, label: "desk" });
  await page.catalogue(connection);
  const params = { name: "echo", arguments: { text: "secret" } };
  const foreign = await stranger.send("call", { connection, method: "tools/call", params });
  expect(foreign.status).toBe(401);
  const own = { name: "own", arguments: {} };
  const { call } = await stranger.post("call", {
    connection: "self",
    method: "tools/call",
    params: own,
  });
  await stranger.ended(call);
  expect(JSON.stringify(stranger.events)).not.toContain('"desk"');
});

test.each(["http://169.254.169.254/latest/meta-data", "http://[::ffff:169.254.169.254]/mcp"])(
  "the page of mortise dev does not reach %s",
  async (url) => {
    const development = await start();
    const page = await follow(development, tokenOf(development));
    const { connection } = await page.post("add", { url });
    const state = await page.connection(connection, "failed");
    expect(state.failure).toMatchObject({ code: "BLOCKED_ADDRESS" });
  },
);

test.each(["file:///etc/passwd", "node server.js", "http://ann:pw@host/mcp"])(
  "the page of mortise dev cannot add %s",
  async (url) => {
    const development = await start();
    const page = await follow(development, tokenOf(development));
    expect((await page.send("add", { url })).status).toBe(400);
  },
);
