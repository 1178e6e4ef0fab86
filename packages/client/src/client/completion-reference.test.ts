import { expect, test } from "vitest";
import type { CompletionReference } from "./client.ts";
import { toReference } from "./completion-reference.ts";

const PROMPT = { type: "ref/prompt", name: "greet" } as const;
const RESOURCE = { type: "ref/resource", uri: "docs://{id}" } as const;

test.each([
  [{ prompt: "greet" }, PROMPT],
  [PROMPT, PROMPT],
  [{ resource: "docs://{id}" }, RESOURCE],
  [RESOURCE, RESOURCE],
])("the reference %j is sent as %j", (reference, sent) => {
  expect(toReference(reference)).toEqual(sent);
});

test.each([null, "greet", {}, { type: "ref/prompt" }, { type: "ref/tool", name: "a" }])(
  "%j is refused with the forms that are possible",
  (reference) => {
    expect(() => toReference(reference as CompletionReference)).toThrow(
      "pass { prompt: name } or { resource: uriTemplate }",
    );
  },
);
