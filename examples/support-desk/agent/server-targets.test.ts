import { readJiraOptions } from "@mortise/connector-jira";
import { readSlackOptions } from "@mortise/connector-slack";
import { expect, test } from "vitest";
import { createServerTargets } from "./server-targets.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Gives the names of the variables that `read` looks up. */
function variablesOf(read: (env: Environment) => unknown): string[] {
  const names = new Set<string>();
  const env = new Proxy<Environment>(
    {},
    {
      get: (_target, name) => {
        names.add(String(name));
        return "given";
      },
    },
  );
  read(env);
  return [...names].sort();
}

test.each([
  ["tickets", readJiraOptions],
  ["conversations", readSlackOptions],
] as const)("the %s server gets every variable that its connector reads", (name, read) => {
  const wanted = variablesOf(read);
  const env = Object.fromEntries(wanted.map((variable) => [variable, "x"]));
  expect(Object.keys(createServerTargets(env)[name].env ?? {}).sort()).toEqual(wanted);
});
