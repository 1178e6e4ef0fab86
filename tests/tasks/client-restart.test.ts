import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { connect } from "mortise";
import { expect, onTestFinished, test } from "vitest";
import { freshPath } from "./test-store.ts";

const PROGRAM = join(import.meta.dirname, "fixture/restarted-desk.ts");

/** Starts the server on a port, and resolves with its process and its URL. */
async function startDesk(args: readonly string[]) {
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [url] = await once(createInterface({ input: child.stdout }), "line");
  return { child, url: String(url) };
}

test("a call over HTTP outlives its server, which was killed and started again", async () => {
  const path = freshPath();
  const file = `${path}.go`;
  const { child, url } = await startDesk([path, file, "0"]);
  await using client = await connect(url);
  const began = Promise.withResolvers<void>();
  const call = client.callTool("export", {}, { onProgress: () => began.resolve() });
  await began.promise;
  child.kill("SIGKILL");
  await once(child, "close");
  writeFileSync(file, "");
  await startDesk([path, file, new URL(url).port]);
  expect((await call).text).toBe("exported");
});

test("a call over stdio outlives its server, which is started again", async () => {
  const path = freshPath();
  const file = `${path}.go`;
  await using client = await connect({ command: process.execPath, args: [PROGRAM, path, file] });
  const began = Promise.withResolvers<number>();
  const call = client.callTool(
    "export",
    {},
    { onProgress: ({ message = "" }) => began.resolve(Number(message.split(" ")[1])) },
  );
  const pid = await began.promise;
  process.kill(pid, "SIGKILL");
  writeFileSync(file, "");
  expect((await call).text).toBe("exported");
});
