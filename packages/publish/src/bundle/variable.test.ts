import { expect, test } from "vitest";
import { readVariable, toUserSetting } from "./variable.ts";

test.each([
  ["API_TOKEN", { name: "API_TOKEN", isRequired: true }],
  ["API_TOKEN?", { name: "API_TOKEN", isRequired: false }],
  ["REGION=eu", { name: "REGION", isRequired: false, default: "eu" }],
  ["REGION=", { name: "REGION", isRequired: false, default: "" }],
  ["REGION=eu: eu or us", { name: "REGION", default: "eu", description: "eu or us" }],
  ["URL=https://a.example:8080/x", { default: "https://a.example:8080/x" }],
  ["URL=https://a.example: where", { default: "https://a.example", description: "where" }],
  ["TOKEN?: of the account", { isRequired: false, description: "of the account" }],
])("%s is read", (written, parts) => {
  expect(readVariable(written, false)).toMatchObject({ isSecret: false, ...parts });
});

test.each(["", "1X", "A-B", "A B", "A:", "A!"])("%j names no variable", (written) => {
  expect(() => readVariable(written, false)).toThrow(/names no variable; write NAME/);
});

test("a secret has no default, and its value is not repeated", () => {
  expect(() => readVariable("TOKEN=hunter2", true)).toThrow(/^The secret TOKEN has a default/);
  expect(() => readVariable("TOKEN=hunter2", true)).not.toThrow(/hunter2/);
});

test("a placeholder in a default is refused", () => {
  expect(() => readVariable(`DATA=\${HOME}/data`, false)).toThrow(
    /The default of DATA has \$\{…\}/,
  );
});

test("a setting that may be left empty has a default, so that no placeholder reaches the server", () => {
  expect(toUserSetting(readVariable("LOG_LEVEL?", false))).toEqual({
    type: "string",
    title: "Log level",
    description: "The environment variable LOG_LEVEL of the server",
    required: false,
    default: "",
  });
  expect(toUserSetting(readVariable("API_TOKEN: yours", true))).toEqual({
    type: "string",
    title: "API token",
    description: "yours",
    required: true,
    sensitive: true,
  });
});
