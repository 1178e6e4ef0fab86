import type { AuthProvider } from "@mortise/protocol";
import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import type { ServerEvent } from "../log/mask.ts";
import { callFetch } from "../middleware/fixture/call-fetch.ts";
import { createServer } from "../server.ts";

const GRANT = { principal: { id: "ann" } };
const REFUSAL = { status: 401, message: "no" };

function create(auth: object) {
  const events: ServerEvent[] = [];
  const clock = createFakeClock();
  const log = (event: ServerEvent): void => void events.push(event);
  const server = createServer({ name: "s", version: "1", clock, log, auth: auth as AuthProvider })
    .tool("open", { description: "d" }, () => "done")
    .tool("closed", { description: "d", scopes: ["admin"] }, () => "done");
  const call = (name: string): Promise<Response> => callFetch(server, "tools/call", { name });
  return { call, clock, events };
}

describe("an outcome of authenticate that cannot be answered gets 500, and the log names the fault", () => {
  const header = (name: unknown, value: unknown) => ({ headers: [[name, value]] });
  test.each<[string, unknown, string]>([
    ["nothing", undefined, "undefined, not a grant or a refusal"],
    ["null", null, "null, not a grant or a refusal"],
    ["text", "ann", '"ann", not a grant or a refusal'],
    ["a list", [GRANT], "a list, not a grant or a refusal"],
    ["neither", {}, "the principal undefined"],
    ["a principal of null", { principal: null }, "the principal null"],
    ["a principal without an id", { principal: {} }, "the principal an object"],
    ["the status 200", { status: 200, message: "m" }, "the status 200"],
    ["the status 204", { status: 204, message: "m" }, "the status 204"],
    ["a status beyond HTTP", { status: 1000, message: "m" }, "the status 1000"],
    ["a status as text", { status: "401", message: "m" }, 'the status "401"'],
    ["a refusal without a message", { status: 401 }, "the message undefined"],
    ["headers that are no list", { ...GRANT, headers: { a: "b" } }, "the headers an object"],
    ["half a header", { ...GRANT, headers: [["x-a"]] }, "the header a list"],
    ["an empty name", { ...GRANT, ...header("", "b") }, 'the header name ""'],
    ["a bad name", { ...GRANT, ...header("x a:", "b") }, 'the header name "x a:"'],
    ["a name with a line", { ...REFUSAL, ...header("x\r\ny", "b") }, "the header name"],
    ["no value", { ...GRANT, ...header("x-a", undefined) }, "header x-a of the type undefined"],
    [
      "a value with lines",
      { ...GRANT, ...header("x-a", "b\r\nc: d") },
      "header x-a with a control",
    ],
    ["a value with a line", { ...REFUSAL, ...header("x-a", "b\nc") }, "header x-a with a control"],
    [
      "a value beyond Latin-1",
      { ...REFUSAL, ...header("x-a", "日本") },
      "header x-a with a control",
    ],
    ["a length", { ...GRANT, ...header("Content-Length", "0") }, "the header Content-Length"],
    ["a coding", { ...REFUSAL, ...header("transfer-encoding", "chunked") }, "transfer-encoding"],
    ["a connection", { ...GRANT, ...header("connection", "close") }, "the header connection"],
  ])("%s", async (_case, given, fault) => {
    const { call, events } = create({ authenticate: async () => given });
    const response = await call("open");
    expect(response.status).toBe(500);
    expect(response.headers.has("x-a")).toBe(false);
    expect(await response.text()).toContain("internal error");
    expect(events).toMatchObject([{ level: "error", message: expect.stringContaining(fault) }]);
  });
});

test("a grant of an anonymous caller and a header in Latin-1 are answered", async () => {
  const given = { principal: undefined, headers: [["x-a", "é"]] };
  const response = await create({ authenticate: async () => given }).call("open");
  expect([response.status, response.headers.get("x-a")]).toEqual([200, "é"]);
});

test("an outcome without a promise is checked and answered like one with", async () => {
  const { call, events } = create({ authenticate: () => GRANT });
  expect((await call("open")).status).toBe(200);
  expect((await create({ authenticate: () => REFUSAL }).call("open")).status).toBe(401);
  const broken = create({
    authenticate: () => {
      throw new Error("secret");
    },
  });
  const response = await broken.call("open");
  expect([response.status, await response.text()]).toEqual([
    500,
    expect.not.stringContaining("secret"),
  ]);
  expect([events, broken.events]).toMatchObject([[], [{ level: "error" }]]);
});

test("a challenge that can be answered takes the place of the default", async () => {
  const headers = [["www-authenticate", "Bearer"]];
  const challenge = () => ({ status: 401, message: "more", headers });
  const response = await create({ authenticate: async () => GRANT, challenge }).call("closed");
  expect([response.status, response.headers.get("www-authenticate")]).toEqual([401, "Bearer"]);
});

test.each<[string, () => unknown]>([
  ["nothing", () => undefined],
  ["a grant", () => GRANT],
  ["a promise", async () => REFUSAL],
  ["a promise that rejects", () => Promise.reject(new Error("late"))],
  ["the status 200", () => ({ status: 200, message: "m" })],
  ["a bad header", () => ({ ...REFUSAL, headers: [["x-a", "b\nc"]] })],
  [
    "an error",
    () => {
      throw new Error("broken");
    },
  ],
])(
  "a challenge that gives %s is logged, and the caller gets the default 403",
  async (_, challenge) => {
    const { call, events } = create({ authenticate: async () => GRANT, challenge });
    const response = await call("closed");
    expect(response.status).toBe(403);
    expect(await response.text()).toContain("it needs the scopes admin");
    const message = expect.stringContaining("challenge of auth");
    expect(events).toMatchObject([{ level: "error", message }]);
  },
);

test("an authenticate that does not settle within 10 s is refused with 503", async () => {
  const { promise, reject } = Promise.withResolvers<never>();
  const { call, clock, events } = create({ authenticate: () => promise });
  const answer = call("open");
  await clock.waitFor("10s");
  await clock.advance(10_000);
  const response = await answer;
  expect([response.status, response.headers.get("retry-after")]).toEqual([503, "10"]);
  expect(events).toMatchObject([
    { message: expect.stringContaining("did not settle within 10 s") },
  ]);
  // A rejection after the answer goes nowhere.
  reject(new Error("late"));
});

test.each(["xadmin", null, 5, { includes: () => true }])(
  "scopes %j are no list, permit nothing and are logged once",
  async (scopes) => {
    const { call, events } = create({
      authenticate: async () => ({ principal: { id: "x", scopes } }),
    });
    expect((await call("closed")).status).toBe(403);
    expect((await call("closed")).status).toBe(403);
    expect((await call("open")).status).toBe(200);
    const message = expect.stringContaining("must be a list of strings");
    expect(events).toMatchObject([{ level: "error", message }]);
  },
);
