import type { JsonObject } from "@mortise/protocol";
import { expect, expectTypeOf, test } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { Outcome } from "../result/outcome.ts";
import { createServer } from "../server.ts";
import type { Middleware } from "./middleware.ts";

const server = createServer({ name: "s", version: "1" });

test("middleware of a method knows its parameters", () => {
  server.use("tools/call", (request, next) => {
    expectTypeOf(request.method).toEqualTypeOf<"tools/call">();
    expectTypeOf(request.params.name).toEqualTypeOf<string>();
    expectTypeOf(request.params.arguments).toEqualTypeOf<JsonObject | undefined>();
    return next();
  });
  server.use("resources/read", (request, next) => {
    expectTypeOf(request.params.uri).toEqualTypeOf<string>();
    return next();
  });
  server.use("com.example/search", (request, next) => {
    expectTypeOf(request.params).toEqualTypeOf<JsonObject>();
    return next();
  });
  server.use((request, next) => {
    expectTypeOf(request.method).toEqualTypeOf<string>();
    return next();
  });
  expect(server["~core"].pipeline).toBeDefined();
});

test("middleware of every method serves a single one, and not the other way round", () => {
  const every: Middleware = (_request, next) => next();
  const calls: Middleware<"tools/call"> = (_request, next) => next();
  server.use("tools/call", every).use("tools/call", calls);
  // @ts-expect-error: it would meet parameters that it does not know.
  server.use(calls);
  // @ts-expect-error: it would meet parameters of another method.
  server.use("prompts/list", calls);
  expectTypeOf(every).toExtend<Middleware<"tools/call">>();
  expectTypeOf(calls).not.toExtend<Middleware>();
});

test("middleware that forgets to return does not compile", () => {
  // @ts-expect-error: nothing is returned.
  server.use(async (_request, next) => {
    await next();
  });
  // @ts-expect-error: a result is no outcome; it is made by request.respond.
  server.use(async () => ({ content: [] }));
  expectTypeOf<ReturnType<Middleware>>().toEqualTypeOf<Outcome | Promise<Outcome>>();
});

test("a middleware that is no function is refused when it is added", () => {
  expect(() =>
    createServer({ name: "s", version: "1" }).use("tools/call", undefined as never),
  ).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringContaining("not undefined"),
    }),
  );
});

test("middleware for an unknown method is logged once", async () => {
  const logged: string[] = [];
  const log = ({ message }: { readonly message: string }): void => void logged.push(message);
  const misspelt = createServer({ name: "s", version: "1", log })
    .use("tool/call", (_request, next) => next())
    .use("jobs/get", (_request, next) => next())
    .extend({ id: "com.example/jobs", methods: { "jobs/get": { handler: () => ({}) } } });
  const client = new ScriptedClient(misspelt, "2026-07-28");
  await client.request("tools/list");
  await client.request("tools/list");
  expect(logged).toEqual([
    expect.stringContaining('middleware for "tool/call", which is a method of neither'),
  ]);
});

test("an extension's middleware is typed by its methods", () => {
  server.extend({
    id: "com.example/typed",
    middleware: {
      "tools/call": (request, next) => {
        expectTypeOf(request.params.name).toEqualTypeOf<string>();
        return next();
      },
      "subscriptions/listen": (request, next) => {
        expectTypeOf(request.params.notifications.toolsListChanged).toEqualTypeOf<
          boolean | undefined
        >();
        return next();
      },
    },
  });
  expect(server["~core"].extensions.declared).toEqual({ "com.example/typed": {} });
});
