import { expect, test } from "vitest";
import { isProviderName, readProviderSettings } from "./provider-settings.ts";

test("the first variable that is set holds the key", () => {
  const environment = { GOOGLE_API_KEY: "b", GOOGLE_GENERATIVE_AI_API_KEY: "c" };
  expect(readProviderSettings("google", environment)).toMatchObject({
    title: "Google",
    keyName: "GOOGLE_API_KEY",
    apiKey: "b",
    baseURL: undefined,
  });
  const both = { ...environment, GEMINI_API_KEY: "a" };
  expect(readProviderSettings("google", both).apiKey).toBe("a");
});

test("without a key the preferred variable is named", () => {
  expect(readProviderSettings("openai", { OPENAI_API_KEY: "" })).toMatchObject({
    keyName: "OPENAI_API_KEY",
    apiKey: undefined,
  });
});

test.each<[Record<string, string>, string]>([
  [{ ANTHROPIC_BASE_URL: "http://proxy.test" }, "http://proxy.test/v1"],
  [{ ANTHROPIC_BASE_URL: "http://proxy.test/" }, "http://proxy.test/v1"],
  [{ ANTHROPIC_BASE_URL: "http://proxy.test/v1" }, "http://proxy.test/v1"],
  [{ ANTHROPIC_BASE_URL: "http://proxy.test/claude/v1/" }, "http://proxy.test/claude/v1"],
])("an address gets its version path once: %j", (environment, baseURL) => {
  expect(readProviderSettings("anthropic", environment).baseURL).toBe(baseURL);
});

test.each(["", "  "])("an address of %j is none", (ANTHROPIC_BASE_URL) => {
  expect(readProviderSettings("anthropic", { ANTHROPIC_BASE_URL }).baseURL).toBeUndefined();
});

test.each(["nonsense", "localhost:8000", "file:///etc", "http://"])(
  "an address of %j is refused by the name of its variable",
  (OPENAI_BASE_URL) => {
    expect(() => readProviderSettings("openai", { OPENAI_BASE_URL })).toThrow(
      expect.objectContaining({
        code: "INVALID_OPTION",
        message: expect.stringContaining(`OPENAI_BASE_URL is ${JSON.stringify(OPENAI_BASE_URL)}`),
      }),
    );
  },
);

test("Google's version path is its own", () => {
  const at = (GEMINI_BASE_URL: string) =>
    readProviderSettings("google", { GEMINI_BASE_URL }).baseURL;
  expect(at("http://proxy.test")).toBe("http://proxy.test/v1beta");
  expect(at("http://proxy.test/v1beta")).toBe("http://proxy.test/v1beta");
  expect(at("http://proxy.test/v1")).toBe("http://proxy.test/v1");
});

test("only providers are names of providers", () => {
  expect(["anthropic", "openai", "google"].every(isProviderName)).toBe(true);
  expect(["ollama", "toString", "", "Anthropic"].some(isProviderName)).toBe(false);
});
