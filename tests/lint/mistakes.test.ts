import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { lint, runLint } from "./run-lint.ts";

test.for([
  ["broad-tool", "action: z.string()", 0],
  ["no-timeout", "await fetch(", "await ".length],
  ["raw-exception", "error.stack", 0],
  ["stdio-for-many", "await serve(", "await ".length],
] as const)(
  "the mistake of examples/mistakes/%s.ts is found in its place",
  async ([rule, code, offset]) => {
    const file = `examples/mistakes/${rule}.ts`;
    const review = await lint(file);
    expect(review.code).toBe(1);
    const [finding, ...others] = review.findings.filter(({ severity }) => severity !== "note");
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ rule, severity: "warning", place: { file } });
    expect(finding?.fix).not.toBe("");
    const lines = readFileSync(file, "utf8").split("\n");
    const { line = 0, column = 0 } = finding?.place ?? {};
    if (rule === "broad-tool") {
      expect(lines[line - 1]).toContain('"manage_customer"');
      return;
    }
    const shown = lines[line - 1] ?? "";
    expect(shown.indexOf(code) + offset).toBe(column - 1);
  },
);

test("the command says the findings by tool, and its exit code follows --fail-on and --off", async () => {
  const file = "examples/mistakes/no-timeout.ts";
  const { code, out } = await runLint(file);
  expect(code).toBe(1);
  expect(out).toMatch(
    /get_open_tickets\n {2}warning no-timeout, examples\/mistakes\/no-timeout\.ts:17:28\n {4}A request .*\n {4}Fix: Pass signal: ctx\.signal/,
  );
  expect(out).toMatch(/0 errors, 1 warning, 0 notes\n$/);
  expect((await runLint(file, "--fail-on", "error")).code).toBe(0);
  expect((await runLint(file, "--off", "no-timeout")).code).toBe(0);
  const misspelt = await runLint(file, "--off", "no-timeot");
  expect(misspelt).toMatchObject({ code: 2, out: "" });
  expect(misspelt.err).toContain('There is no rule "no-timeot"; did you mean "no-timeout"?');
});

test("a server that is reached by its command says which rules see nothing", async () => {
  const { unseen, findings } = await lint(
    "--",
    process.execPath,
    "examples/mistakes/no-timeout.ts",
  );
  expect(findings).toEqual([]);
  expect(unseen).toEqual([
    "no-timeout, raw-exception and stdio-for-many need the sources of the server, which the wire does not show.",
  ]);
});
