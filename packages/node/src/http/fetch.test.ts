import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { Child } from "../stdio/fixture/child.ts";

test("sessions and streams of fetch do not keep a process alive that has nothing else to do", async () => {
  await using child = new Child(fileURLToPath(new URL("./fixture/fetch-once.ts", import.meta.url)));
  expect(await child.exit).toEqual([0, null]);
  expect(child.stdout).toBe("200 200\n");
});
