import { describe, expect, test } from "vitest";
import { openBackplane } from "./open-backplane.ts";

describe("openBackplane", () => {
  test.each(["mysql://root:hunter2@db/x", "http://user:hunter2@db", "hunter2", ""])(
    "refuses %j, says what there is, and repeats no password",
    async (url) => {
      const error: unknown = await openBackplane(url).catch((caught) => caught);
      expect(error).toMatchObject({ code: "INVALID_OPTION" });
      expect(`${error}`).toMatch(/postgres:\/\/, .*rediss:\/\/, sqlite: or memory:/);
      expect(`${error}`).not.toContain("hunter2");
    },
  );

  test.each([
    [{ prefix: "Upper" }, /prefix must be up to 40 of a-z/],
    [{ prefix: "x; DROP TABLE y" }, /prefix must/],
    [{ prefix: "" }, /prefix must/],
    [{ timeoutMs: 0 }, /timeoutMs must be a whole number from 1/],
    [{ maxConnections: 1.5 }, /maxConnections must be a whole number/],
  ])("refuses the options %j", async (options, message) => {
    const opening = openBackplane("redis://127.0.0.1:1", options);
    await expect(opening).rejects.toMatchObject({ code: "INVALID_OPTION" });
    await expect(opening).rejects.toThrow(message);
  });

  test.each(["postgres://user:hunter2@127.0.0.1:1/db", "redis://:hunter2@127.0.0.1:1"])(
    "names the place %j of a service that does not answer",
    async (url) => {
      const error: unknown = await openBackplane(url).catch((caught) => caught);
      expect(error).toMatchObject({ code: "CONNECTION_FAILED" });
      expect(`${error}`).toMatch(
        /ECONNREFUSED .*; check the URL of the backplane, which begins with \w+:\/\/127\.0\.0\.1:1, and that the service is running$/,
      );
      expect(`${error}`).not.toContain("hunter2");
    },
  );

  test("memory: is this process's own", async () => {
    await using one = await openBackplane("memory:");
    await using two = await openBackplane("memory:");
    expect([one.kind, one.isShared]).toEqual(["memory", false]);
    await one.values.set("key", "value", 60_000);
    expect(await two.values.get("key")).toBeUndefined();
  });
});
