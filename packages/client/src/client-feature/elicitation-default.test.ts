import type { ElicitRequestParams, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { applyElicitationDefaults } from "./elicitation-default.ts";

const form: ElicitRequestParams = {
  message: "?",
  requestedSchema: {
    type: "object",
    properties: { name: { type: "string", default: "Ada" }, age: { type: "integer" } },
  },
};

test("a field that an accepted form left out gets the schema's default", () => {
  expect(applyElicitationDefaults(form, { action: "accept" }).content).toEqual({ name: "Ada" });
  const content = { name: "", age: 3 };
  expect(applyElicitationDefaults(form, { action: "accept", content }).content).toEqual(content);
});

test("a refusal and a URL question stay as they are", () => {
  expect(applyElicitationDefaults(form, { action: "decline" })).toEqual({ action: "decline" });
  const url: ElicitRequestParams = { mode: "url", message: "?", url: "https://x.test" };
  expect(applyElicitationDefaults(url, { action: "accept" })).toEqual({ action: "accept" });
});

test("names of the server's choice are fields like any other", () => {
  const properties = JSON.parse(
    '{"__proto__":{"default":"a"},"constructor":{"default":"b"}}',
  ) as JsonObject;
  const { content } = applyElicitationDefaults(
    { message: "?", requestedSchema: { type: "object", properties } },
    { action: "accept" },
  );
  expect(JSON.stringify(content)).toBe('{"__proto__":"a","constructor":"b"}');
  expect(Object.getPrototypeOf(content)).toBe(Object.prototype);
});
