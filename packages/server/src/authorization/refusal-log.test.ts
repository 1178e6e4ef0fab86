import type { AuthProvider } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { expect, test } from "vitest";
import { createFetchHandler } from "../create-fetch-handler.ts";
import type { ServerEvent } from "../log/mask.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

function create(auth: AuthProvider) {
  const events: ServerEvent[] = [];
  const clock = createFakeClock();
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", clock, auth, log });
  const call = (reason = "") =>
    callFetch(server, "tools/list", {}, { headers: { "x-reason": reason } });
  const warnings = () =>
    events.filter(({ level }) => level === "warning").map(({ message }) => message);
  return { server, call, clock, warnings, events };
}

const refusing: AuthProvider = {
  authenticate: async ({ header }) => ({
    status: 401,
    message: "no",
    headers: [["www-authenticate", "Bearer"]],
    detail: `because of ${header("x-reason")}`,
  }),
};

test("the operator's log has each reason of a refusal once a minute, and the caller has none", async () => {
  const { call, clock, warnings } = create(refusing);
  expect(await (await call("a")).text()).not.toContain("because");
  await call("a");
  await call("b");
  expect(warnings()).toEqual([
    "auth refused a request: because of a",
    "auth refused a request: because of b",
  ]);
  await clock.advance("61s");
  await call("a");
  expect(warnings()).toHaveLength(3);
});

test("a client that is refused for a thousand reasons does not fill the log", async () => {
  const { call, clock, warnings } = create(refusing);
  for (let reason = 0; reason < 100; reason++) await call(String(reason));
  expect(warnings()).toHaveLength(21);
  expect(warnings().at(-1)).toContain("more than 20");
  await clock.advance("61s");
  await call("later");
  expect(warnings()).toHaveLength(22);
});

test("the check of auth runs once, nothing waits for it, and its findings are logged", async () => {
  let checks = 0;
  const found = Promise.withResolvers<readonly string[]>();
  const { call, warnings } = create({
    authenticate: async () => ({ principal: { id: "ann" } }),
    check: () => {
      checks += 1;
      return found.promise;
    },
  });
  expect((await call()).status).toBe(200);
  await call();
  expect([checks, warnings()]).toEqual([1, []]);
  found.resolve(["the issuer is away; start it"]);
  await expect.poll(warnings).toEqual(["auth: the issuer is away; start it"]);
});

test.each<[string, () => never]>([
  [
    "throws",
    () => {
      throw new Error("broken");
    },
  ],
  ["rejects", () => Promise.reject(new Error("broken")) as never],
])("a check that %s is logged, and requests are served", async (_case, check) => {
  const { call, events } = create({
    authenticate: async () => ({ principal: { id: "ann" } }),
    check,
  });
  expect((await call()).status).toBe(200);
  await expect
    .poll(() => events)
    .toMatchObject([{ level: "error", message: expect.stringContaining("check of auth") }]);
});

test.each([
  ["without auth", undefined],
  ["with auth", refusing],
])("well-known paths that nothing answers are 404 in JSON, %s", async (_case, auth) => {
  const server = createServer({
    name: "s",
    version: "1",
    log: () => undefined,
    ...(auth && { auth }),
  });
  const handle = createFetchHandler(server);
  for (const name of [
    "oauth-protected-resource",
    "oauth-authorization-server/mcp",
    "openid-configuration",
  ]) {
    const response = await handle(new Request(`http://localhost/.well-known/${name}`));
    expect([response.status, response.headers.get("www-authenticate")]).toEqual([404, null]);
    expect(await response.json()).toEqual({ error: "not_found" });
  }
});
