import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "packages/*/src/**/*.test.ts",
      "connectors/*/src/**/*.test.ts",
      "examples/*/**/*.test.ts",
      "tests/**/*.test.ts",
      "conformance/*.test.ts",
      "bench/*.test.ts",
      "fuzz/*.test.ts",
      "scripts/**/*.test.ts",
    ],
    exclude: ["**/node_modules/**", "**/.tsc/**", "**/.pack/**"],
    testTimeout: 300_000,
    hookTimeout: 300_000,
    reporters: ["default"],
    coverage: { provider: "v8", include: ["packages/*/src/**/*.ts"] },
  },
});
