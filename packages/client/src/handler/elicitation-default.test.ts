import type { ElicitRequestParams } from "@mortise/protocol";
import { expect, test } from "vitest";
import { applyElicitationDefaults } from "./elicitation-default.ts";

const form: ElicitRequestParams = {
  message: "?",
  requestedSchema: {
    type: "object",
    properties: { name: { type: "string", default: "Ada" }, age: { type: "integer" } },
  },
};

test("what an accepted form left out takes the schema's default", () => {
  expect(applyElicitationDefaults(form, { action: "accept" }).content).toEqual({ name: "Ada" });
  const content = { name: "", age: 3 };
  expect(applyElicitationDefaults(form, { action: "accept", content }).content).toEqual(content);
});

test("a refusal and a URL question stay as they are", () => {
  expect(applyElicitationDefaults(form, { action: "decline" })).toEqual({ action: "decline" });
  const url: ElicitRequestParams = { mode: "url", message: "?", url: "https://x.test" };
  expect(applyElicitationDefaults(url, { action: "accept" })).toEqual({ action: "accept" });
});
