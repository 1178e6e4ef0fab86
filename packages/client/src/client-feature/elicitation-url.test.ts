import { expect, test } from "vitest";
import { answerInput } from "./answer-input.ts";

const { signal } = new AbortController();

/** Asks to visit a URL; returns whether the handler was called. */
async function visit(url: unknown): Promise<boolean> {
  let isAsked = false;
  const elicit = () => {
    isAsked = true;
    return { action: "accept" as const };
  };
  const params = { mode: "url", message: "Sign in", url, elicitationId: "1" } as never;
  try {
    await answerInput({ elicit }, { method: "elicitation/create", params }, signal);
  } catch (error) {
    expect(error).toMatchObject({ code: "INVALID_RESPONSE", message: /asks the user to visit/ });
  }
  return isAsked;
}

test.each([
  "https://example.com/sign-in",
  "HTTPS://example.com",
  "http://localhost:3000/sign-in",
  "http://app.localhost/",
  "http://127.0.0.1:5000",
  "http://127.9.9.9",
  "http://[::1]:80/",
])("the user is asked to visit %s", async (url) => {
  expect(await visit(url)).toBe(true);
});

test.each([
  "javascript:alert(1)",
  "file:///etc/passwd",
  "data:text/html,x",
  "http://example.com/",
  "http://localhost.evil.example/",
  "http://127.0.0.1.evil.example/",
  "vscode://settings",
  "blob:https://example.com/1",
  "no url",
  "",
  5,
  undefined,
])("the user is not asked to visit %j", async (url) => {
  expect(await visit(url)).toBe(false);
});
