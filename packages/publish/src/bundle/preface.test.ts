import { Console } from "node:console";
import { PassThrough } from "node:stream";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { writePreface } from "./preface.ts";
import { readVariable, settingPlaceholder } from "./variable.ts";

test("values that hosts pass on for nothing are taken out before the server begins (cyanheads/mcp-ts-core#427)", () => {
  const variables = ["A", "B", "C", "D"].map((name) => readVariable(name, false));
  const env: Record<string, string> = {
    A: "",
    B: `\${user_config.b}`,
    C: `\${user_config.b}`,
    E: "",
  };
  expect(settingPlaceholder(readVariable("B", false))).toBe(env["B"]);
  runInNewContext(writePreface(variables), {
    process: { env, stderr: new PassThrough() },
    console: { Console },
  });
  expect(env).toEqual({ C: `\${user_config.b}`, E: "" });
});

test("the console prints to stderr", () => {
  const stderr = new PassThrough();
  const context = { console: { Console }, process: { env: {}, stderr } };
  runInNewContext(`${writePreface([])}console.log("a banner");`, context);
  expect(String(stderr.read())).toBe("a banner\n");
});
