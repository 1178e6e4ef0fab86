import { expect, test } from "vitest";
import { streamProgress } from "./progress-stream.ts";

test("reports come while the call runs, and its result last", async () => {
  const finish = Promise.withResolvers<string>();
  const reports = streamProgress(async (onProgress) => {
    onProgress({ progress: 1 });
    return await finish.promise;
  });
  expect(await reports.next()).toEqual({ done: false, value: { progress: 1 } });
  finish.resolve("done");
  expect(await reports.next()).toEqual({ done: true, value: "done" });
});

test("a call that fails throws after the reports before it", async () => {
  const reports = streamProgress(async (onProgress) => {
    onProgress({ progress: 1 });
    throw new Error("no");
  });
  expect(await reports.next()).toEqual({ done: false, value: { progress: 1 } });
  await expect(reports.next()).rejects.toThrow("no");
});
