import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { RULES, toSarif } from "@mortise/lint";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { runLint } from "./run-lint.ts";

const require = createRequire(import.meta.url);
// The schema is one of draft 7 with the `id` of draft 4, which Ajv refuses.
const { id: _, ...schema } = JSON.parse(
  readFileSync(require.resolve("@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json"), "utf8"),
);
const ajv = new Ajv({ strict: false, allErrors: true, unicodeRegExp: false });
addFormats.default(ajv);
const validate = ajv.compile({ ...schema, $schema: "http://json-schema.org/draft-07/schema#" });

interface Log {
  readonly runs: readonly {
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
    readonly results: readonly {
      readonly ruleId: string;
      readonly ruleIndex: number;
      readonly level: string;
      readonly locations: readonly { readonly physicalLocation?: object }[];
    }[];
  }[];
}

function expectValid(log: unknown): Log {
  validate(log);
  expect(validate.errors ?? []).toEqual([]);
  return log as Log;
}

test("the findings on a file are a valid log with places in it", async () => {
  const { code, out } = await runLint("examples/mistakes/raw-exception.ts", "--sarif");
  expect(code).toBe(1);
  const { runs } = expectValid(JSON.parse(out));
  expect(runs[0]?.tool.driver.rules.map(({ id }) => id)).toEqual(RULES.map(({ id }) => id));
  expect(runs[0]?.results).toMatchObject([
    {
      ruleId: "raw-exception",
      ruleIndex: RULES.findIndex(({ id }) => id === "raw-exception"),
      level: "warning",
      locations: [
        {
          physicalLocation: {
            artifactLocation: { uri: "examples/mistakes/raw-exception.ts" },
            region: { startLine: 23 },
          },
        },
      ],
    },
  ]);
});

test("findings without a file are valid too, and odd names cost nothing", () => {
  const finding = {
    rule: "secret",
    severity: "error",
    pointer: "/inputSchema/properties/a~1b",
    message: "The text holds a key.",
    fix: "Withdraw it.",
    affects: ["OpenAI"],
  } as const;
  const log = expectValid(
    toSarif(
      [
        { ...finding, subject: { kind: "server" } },
        { ...finding, subject: { kind: "tool", name: "a\u0000\u2028:b" } },
        {
          ...finding,
          subject: { kind: "resource", name: "docs://a" },
          place: { file: "a b/c:d.ts", line: 1, column: 1 },
        },
      ],
      { version: "1.0.0" },
    ),
  );
  expect(log.runs[0]?.results[0]?.locations[0]?.physicalLocation).toBeUndefined();
});

test("--sarif and --json are two forms", async () => {
  const { code, err } = await runLint("examples/mistakes/no-timeout.ts", "--sarif", "--json");
  expect(code).toBe(2);
  expect(err).toContain("--json and --sarif are two forms");
});
