import { expect, test } from "vitest";
import { describeCatalogue } from "./describe-catalogue.ts";

const long = "word ".repeat(40_000).trim();
const catalogue = {
  server: { name: "desk", version: "1" },
  revision: "2026-07-28",
  instructions: undefined,
  tools: [
    { name: "short", description: "Does it", inputSchema: { type: "object" as const } },
    { name: "long", description: long, inputSchema: { type: "object" as const } },
    {
      name: "whole",
      description: `${"x".repeat(799)}😀`,
      inputSchema: { type: "object" as const },
    },
  ],
  resources: [{ uri: `docs://${"y".repeat(5_000)}`, name: "y", description: long }],
  resourceTemplates: [],
  prompts: [],
};

test("a terminal is given the beginning of a text that would fill it", () => {
  const text = describeCatalogue(catalogue, 80);
  expect(text.length).toBeLessThan(6_000);
  expect(text).toContain("  short  Does it\n");
  expect(text).toMatch(/\(199999\s+characters; --json shows all\)/);
  expect(text).toMatch(/x{799}…\s+\(801 characters; --json shows all\)/);
  expect(text).toMatch(/docs:\/\/y{793}… \(5007 characters; --json shows all\)\n/);
});

test("a file or a program is given all of it", () => {
  const text = describeCatalogue(catalogue, Number.POSITIVE_INFINITY);
  expect(text).toContain(`  long   ${long}\n`);
  expect(text).not.toContain("--json");
});
