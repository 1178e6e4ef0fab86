import { expect, test } from "vitest";
import type { ProcessEntry } from "../entry.ts";
import { planInstall, readServers } from "../plan.ts";
import { CLIENTS, findClient } from "./clients.ts";

const ENTRY: ProcessEntry = {
  kind: "process",
  command: "/n",
  args: [],
  env: {},
  references: ["API_KEY"],
};
const DOLLAR = { env: { API_KEY: "\u0024{API_KEY}" } };
const DOLLAR_ENV = { env: { API_KEY: "\u0024{env:API_KEY}" } };
const BRACE_ENV = { environment: { API_KEY: "{env:API_KEY}" } };

/** The clients that take variables from their own environment, each with the form that it fills in. */
const FORMS: Readonly<Record<string, object>> = {
  "claude-code": DOLLAR,
  codex: { env_vars: ["API_KEY"] },
  cursor: DOLLAR_ENV,
  "gemini-cli": DOLLAR,
  "github-copilot-cli": DOLLAR,
  "kilo-code": BRACE_ENV,
  "kiro-cli": DOLLAR,
  mcporter: DOLLAR,
  opencode: BRACE_ENV,
  vscode: DOLLAR_ENV,
  "vscode-insiders": DOLLAR_ENV,
  vscodium: DOLLAR_ENV,
};

test("the clients without a form of their own are known to have none", () => {
  const known = CLIENTS.filter(({ reference }) => reference !== undefined);
  expect(known.map(({ id }) => id).sort()).toEqual(Object.keys(FORMS).sort());
});

test.each(Object.entries(FORMS))(
  "%s gets the name of a variable in its own form, and no value (github/copilot-cli#349)",
  (id, form) => {
    const client = findClient(id);
    expect(client.write("desk", ENTRY, "user")).toMatchObject(form);
    const request = { client, name: "desk", entry: ENTRY, scope: "user" } as const;
    const { after } = planInstall(undefined, request);
    expect(readServers(after, client).get("desk")?.entry).toMatchObject({
      env: {},
      references: ["API_KEY"],
    });
  },
);
