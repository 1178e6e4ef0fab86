import type { ClientCapabilities } from "@mortise/protocol";
import { ErrorCode, ProtocolError, ToolError } from "@mortise/protocol";
import { expect, test } from "vitest";
import { requireCapability } from "./missing-capability.ts";

const refusal = (required: ClientCapabilities, capabilities: ClientCapabilities): unknown => {
  try {
    requireCapability(required, { capabilities, revision: "2026-07-28" });
    return undefined;
  } catch (error) {
    return error;
  }
};

test.each<[string, ClientCapabilities, ClientCapabilities]>([
  ["elicitation.url", { elicitation: { url: {} } }, { elicitation: { form: {} } }],
  ["elicitation", { elicitation: {} }, {}],
  ["sampling.tools", { sampling: { tools: {} } }, { sampling: {} }],
  ["sampling", { sampling: {} }, {}],
  ["roots", { roots: {} }, {}],
])("the error names %s when that is missing", (name, required, declared) => {
  const error = refusal(required, declared);
  expect(ProtocolError.is(error) && error).toMatchObject({
    code: ErrorCode.MissingRequiredClientCapability,
    message: `This request needs a client with the capability ${name}, which the client does not declare`,
    data: { requiredCapabilities: required },
  });
  expect(refusal(required, required)).toBeUndefined();
});

test("a legacy client gets the name in the result of its call", () => {
  const required = { elicitation: { url: {} } };
  const caller = { capabilities: { elicitation: {} }, revision: "2025-11-25" } as const;
  expect(() => requireCapability(required, caller)).toThrow(ToolError);
  expect(() => requireCapability(required, caller)).toThrow(/the capability elicitation\.url,/);
});
