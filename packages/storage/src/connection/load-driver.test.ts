import { expect, test } from "vitest";
import { loadDriver } from "./load-driver.ts";

test("a package that is missing is named with the command that installs it", async () => {
  const name = "@mortise/no-such-package";
  const loading = loadDriver(name, () => import(/* @vite-ignore */ name));
  await expect(loading).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringMatching(/npm install @mortise\/no-such-package$/),
  });
});

test("a package whose own package is missing is not called missing", async () => {
  const fault = Object.assign(new Error("Cannot find package 'other' imported from pg"), {
    code: "ERR_MODULE_NOT_FOUND",
  });
  await expect(loadDriver("redis", () => Promise.reject(fault))).rejects.toBe(fault);
});

test("a package that fails by itself is not called missing", async () => {
  const fault = new Error("broken");
  await expect(loadDriver("pg", () => Promise.reject(fault))).rejects.toBe(fault);
});
