import { expect, expectTypeOf, test } from "vitest";
import { MortiseError } from "../error/mortise-error.ts";
import { ToolError } from "../error/tool-error.ts";
import { ProtocolError } from "./protocol-error.ts";

const errors = {
  MortiseError: new MortiseError("TIMEOUT", "late", { data: { timeoutMs: 5 } }),
  ProtocolError: new ProtocolError(-32602, "bad", { data: { uri: "a:b" }, id: 7 }),
  ToolError: new ToolError("none", { code: "not_found" }),
};

test("each error is recognised by its own class and by no other", () => {
  for (const [name, error] of Object.entries(errors)) {
    expect(error).toBeInstanceOf(Error);
    expect(error.name).toBe(name);
    expect({
      MortiseError: MortiseError.is(error),
      ProtocolError: ProtocolError.is(error),
      ToolError: ToolError.is(error),
    }).toEqual({ MortiseError: false, ProtocolError: false, ToolError: false, [name]: true });
  }
});

test("an error of another installed copy of the package is recognised", () => {
  for (const [brand, family] of [
    ["mortise.error", MortiseError],
    ["mortise.protocol-error", ProtocolError],
    ["mortise.tool-error", ToolError],
  ] as const) {
    const foreign = Object.create(Object.defineProperty({}, Symbol.for(brand), { value: true }));
    expect(family.is(foreign)).toBe(true);
  }
});

test.each([null, undefined, "text", 7, {}, new Error("x"), () => undefined])(
  "%s is none of them",
  (value) => {
    expect([MortiseError.is(value), ProtocolError.is(value), ToolError.is(value)]).toEqual([
      false,
      false,
      false,
    ]);
  },
);

test("the brand does not show when an error is written out", () => {
  expect(Object.keys(errors.ToolError)).not.toContain("Symbol(mortise.tool-error)");
  expect(JSON.stringify(errors.MortiseError)).not.toContain("brand");
});

test("a protocol error writes code, message and data, and nothing else", () => {
  expect(errors.ProtocolError.toWire()).toEqual({
    code: -32602,
    message: "bad",
    data: { uri: "a:b" },
  });
  const http = { status: 429, headers: { "retry-after": "1" } };
  expect(new ProtocolError(-1, "x", { cause: new Error("secret"), http }).toWire()).toEqual({
    code: -1,
    message: "x",
  });
});

test("the members of a tool error win over data of the same name", () => {
  const error = new ToolError("Too fast", {
    code: "rate_limited",
    retryAfterMs: 1500,
    data: { error: "other", code: "other", limit: 3 },
  });
  expect(error.toModel()).toEqual({
    error: "Too fast",
    code: "rate_limited",
    retryAfterMs: 1500,
    limit: 3,
  });
  expect(Object.keys(error.toModel())[0]).toBe("error");
  expect(new ToolError("Plain").toModel()).toEqual({ error: "Plain" });
});

test("a tool error is tried again in a task if it says so, or when", () => {
  const of = (options: ConstructorParameters<typeof ToolError>[1]) => new ToolError("x", options);
  expect([of({}), of({ retryAfterMs: 1 })].map(({ retryable }) => retryable)).toEqual([
    false,
    true,
  ]);
  const said = [of({ retryable: true }), of({ retryAfterMs: 1, retryable: false })];
  expect(said.map(({ retryable }) => retryable)).toEqual([true, false]);
  for (const error of said) expect(error.toModel()).not.toHaveProperty("retryable");
});

const deep: unknown = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);

test.each([[{ toString: 1, valueOf: null }], [null], [undefined], [7], [["x"]], [deep]])(
  "an error that the other side sent without a text is an error all the same (case %#)",
  (message) => {
    const error = ProtocolError.received({ code: -1, message: message as never }, 4);
    expect(error).toMatchObject({ code: -1, id: 4, isReceived: true });
    expect(error.message).toMatch(/^\(no message/);
  },
);

test("the message of the other side is cut to what a log or a terminal can take", () => {
  const whole = "x".repeat(8_192);
  expect(ProtocolError.received({ code: -1, message: whole }).message).toBe(whole);
  const cut = ProtocolError.received({ code: -1, message: `${"x".repeat(8_191)}😀${whole}` });
  expect(cut.message).toBe(`${"x".repeat(8_191)}\ufffd… (cut; it has 16385 characters)`);
});

test("the code of a MortiseError narrows its data", () => {
  const error: unknown = new MortiseError("HTTP_ERROR", "refused", { data: { status: 503 } });
  if (!MortiseError.is(error) || error.code !== "HTTP_ERROR") throw new Error("not narrowed");
  expectTypeOf(error.data.status).toEqualTypeOf<number>();
  expect(error.data.status).toBe(503);
  // @ts-expect-error A status is required where the code promises one.
  new MortiseError("HTTP_ERROR", "refused");
  expect(new MortiseError("CLOSED", "closed").data).toEqual({});
});
