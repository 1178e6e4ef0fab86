import type { LanguageModelV4 } from "@ai-sdk/provider";
import { APICallError } from "@ai-sdk/provider";
import { expect, test } from "vitest";
import { createOfflineModel } from "../offline/offline-model.ts";
import { isApiCallError } from "./api-call-error.ts";
import type { LanguageModel } from "./language-model.ts";

test("a model object of AI SDK is a language model, and the planner can be given to AI SDK", () => {
  const fromSdk = (model: LanguageModelV4): LanguageModel => model;
  const toSdk: LanguageModelV4 = createOfflineModel();
  expect(fromSdk(toSdk).provider).toBe("offline");
});

test("a provider's refusal is recognized by its mark, whichever copy of the package made it", () => {
  const refusal = new APICallError({
    message: "refused",
    url: "https://models.test/",
    requestBodyValues: {},
    statusCode: 429,
  });
  expect(isApiCallError(refusal)).toBe(true);
  expect(isApiCallError(new Error("refused"))).toBe(false);
  expect([null, undefined, "refused", { name: "AI_APICallError" }].some(isApiCallError)).toBe(
    false,
  );
});
