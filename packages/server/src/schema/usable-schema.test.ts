import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { expect, test } from "vitest";
import { z } from "zod";
import type { RequestContext } from "../handler/context.ts";
import { createServer } from "../server.ts";

/** As zod 3 types its schemas. */
declare const zod3: {
  readonly _def: object;
  readonly _type: { a: string };
  readonly _output: object;
};

const create = () => createServer({ name: "s", version: "1" });
const description = "d";

test("a schema of each kind compiles, and types the input", () => {
  const valibot = toStandardJsonSchema(v.object({ a: v.string() }));
  create()
    .tool("zod", { description, input: z.object({ a: z.string() }) }, ({ a }) => a.length)
    .tool("arktype", { description, input: type({ a: "string" }) }, ({ a }) => a.length)
    .tool("valibot", { description, input: valibot, output: valibot }, ({ a }) => ({ a }))
    .tool("plain", { description, input: { type: "object", properties: {} as never } }, () => "")
    .prompt("prompt", { input: z.object({ a: z.string() }) }, ({ a }) => a);
});

test("a record of schemas does not compile, and is refused", () => {
  const input = { a: z.string() };
  // @ts-expect-error Make one schema of these, such as z.object({ … })
  expect(() => create().tool("t", { description, input }, () => "")).toThrow(/record of schemas/);
  // @ts-expect-error The same of a prompt.
  expect(() => create().prompt("p", { input }, () => "")).toThrow(/record of schemas/);
  // @ts-expect-error The same of an output.
  expect(() => create().tool("t", { description, output: input }, () => "")).toThrow(/record/);
});

test("a schema of valibot that is not wrapped does not compile, and is refused", () => {
  const input = v.object({ a: v.string() });
  // @ts-expect-error Wrap a schema of valibot in toStandardJsonSchema()
  expect(() => create().tool("t", { description, input }, () => "")).toThrow(
    /toStandardJsonSchema/,
  );
});

test("a schema of zod 3 and a record of schemas as a form do not compile", () => {
  const never = (context: RequestContext): void => {
    // @ts-expect-error Use zod 4.2 or newer
    create().tool("t", { description, input: zod3 }, () => "");
    // @ts-expect-error Make one schema of these
    void context.elicit("q", { message: "m", schema: { a: z.string() } });
  };
  expect(never).toBeTypeOf("function");
});
