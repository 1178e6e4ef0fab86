import type { ElicitRequestParams, JsonObject } from "@mortise/protocol";
import { expect, test } from "vitest";
import { findProblems } from "./elicitation-form.ts";

/** Checks one value of a form with one field. */
function check(schema: JsonObject, value: unknown, required: readonly string[] = []): string[] {
  const requestedSchema = { type: "object", properties: { f: schema }, required };
  const params = { message: "?", requestedSchema } as unknown as ElicitRequestParams;
  return findProblems(params, { action: "accept", content: { f: value as string } });
}

const titled = [{ const: "a", title: "A" }, { const: "b" }];

test.each<[JsonObject, unknown]>([
  [{ type: "string" }, ""],
  [{ type: "string", minLength: 1, maxLength: 2 }, "😀😀"],
  [{ type: "string", format: "email" }, "a@b"],
  [{ type: "string", format: "uri" }, "urn:x"],
  [{ type: "string", format: "date" }, "2024-02-29"],
  [{ type: "string", format: "date-time" }, "2024-02-29T10:00:00Z"],
  [{ type: "string", format: "of another kind" }, "x"],
  [{ type: "string", format: "constructor" }, "x"],
  [{ type: "string", enum: ["a"] }, "a"],
  [{ type: "string", oneOf: titled }, "b"],
  [{ enum: ["a", 1] }, 1],
  [{ type: "integer", minimum: 1, maximum: 3 }, 3],
  [{ type: "number" }, 1.5],
  [{ type: "boolean" }, false],
  [{ type: "array", items: { type: "string", enum: ["a", "b"] }, minItems: 1 }, ["a"]],
  [{ type: "array", items: { anyOf: titled } }, ["a", "b"]],
  [{ type: "hologram" }, {}],
])("%j admits %j", (schema, value) => {
  expect(check(schema, value)).toEqual([]);
});

test.each<[JsonObject, unknown, string]>([
  [{ type: "string" }, 1, "must be a text"],
  [{ type: "string", minLength: 2 }, "😀", "at least 2 characters"],
  [{ type: "string", maxLength: 1 }, "ab", "at most 1 characters"],
  [{ type: "string", format: "email" }, "a b", "of the format email"],
  [{ type: "string", format: "uri" }, "x", "of the format uri"],
  [{ type: "string", format: "date" }, "2024-13-01", "of the format date"],
  [{ type: "string", format: "date-time" }, "2024-02-29", "of the format date-time"],
  [{ type: "string", enum: ["a", "b"] }, "c", 'one of "a", "b", not "c"'],
  [{ type: "string", oneOf: titled }, "A", 'one of "a", "b"'],
  [{ type: "integer" }, 1.5, "whole number"],
  [{ type: "number" }, "1", "must be a number"],
  [{ type: "number" }, Number.NaN, "must be a number"],
  [{ type: "number", minimum: 1 }, 0, "at least 1"],
  [{ type: "number", maximum: 1 }, 2, "at most 1"],
  [{ type: "boolean" }, "true", "true or false"],
  [{ type: "array" }, "a", "must be a list"],
  [{ type: "array", minItems: 2 }, ["a"], "at least 2 entries"],
  [{ type: "array", maxItems: 0 }, ["a"], "at most 0 entries"],
  [{ type: "array", items: { enum: ["a"] } }, ["a", "b"], "has an entry that must be one of"],
])("%j does not admit %j", (schema, value, problem) => {
  expect(check(schema, value)).toEqual([expect.stringContaining(problem)]);
});

test("a required field must be there, and a field beyond the form is left to the server", () => {
  expect(check({ type: "string" }, undefined, ["f"])).toEqual(['"f" is required']);
  const params = { message: "?", requestedSchema: { type: "object" } };
  expect(findProblems(params, { action: "accept", content: { other: "x" } })).toEqual([]);
});

test("a refusal, and the answer to a URL, have no fields", () => {
  const params: ElicitRequestParams = {
    message: "?",
    requestedSchema: { type: "object", required: ["f"] },
  };
  expect(findProblems(params, { action: "decline" })).toEqual([]);
  const url: ElicitRequestParams = { mode: "url", message: "?", url: "https://x.test" };
  expect(findProblems(url, { action: "accept" })).toEqual([]);
});
