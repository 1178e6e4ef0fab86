import { expect, test, vi } from "vitest";
import { isTransientRuntime } from "./transient-runtime.ts";

test.each(["Node.js/24", "Bun/1.4.5", "Deno/2.9.6"])("%s keeps its memory", (userAgent) => {
  vi.stubGlobal("navigator", { userAgent });
  expect(isTransientRuntime({ AWS_LAMBDA_FUNCTION_NAME: "", VERCEL: undefined })).toBe(false);
});

test("a runtime without a navigator keeps its memory", () => {
  vi.stubGlobal("navigator", undefined);
  expect(isTransientRuntime({})).toBe(false);
});

test("isolates and functions lose their memory between requests", () => {
  expect(isTransientRuntime({ AWS_LAMBDA_FUNCTION_NAME: "tools" })).toBe(true);
  expect(isTransientRuntime({ VERCEL: "1" })).toBe(true);
  expect(isTransientRuntime({ DENO_DEPLOYMENT_ID: "a1" })).toBe(true);
  vi.stubGlobal("EdgeRuntime", "edge-runtime");
  expect(isTransientRuntime({})).toBe(true);
  vi.unstubAllGlobals();
  vi.stubGlobal("navigator", { userAgent: "Cloudflare-Workers" });
  expect(isTransientRuntime({})).toBe(true);
});
