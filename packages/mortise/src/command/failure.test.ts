import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CommandLine } from "./fixture/command-line.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const BIN = fileURLToPath(new URL("../bin.ts", import.meta.url));

let line: CommandLine;

beforeAll(() => {
  line = openCommandLine({
    "throws.ts": `
      import { createServer, serve } from ${MORTISE};
      const server = createServer({ name: "throws", version: "1.0.0" })
        .tool("fail", { description: "Fails." }, () => { throw new Error("no luck at all"); })
        .tool("meta", { description: "Gives the metadata." }, (_, { request }) => request.meta)
        .tool("echo", { description: "Gives its text." }, () => "text");
      await serve(server);`,
    "undescribed.ts": `
      import { createServer, serve } from ${MORTISE};
      const server = createServer({ name: "undescribed", version: "1.0.0" });
      server.tool("a", {}, () => "x");
      await serve(server);`,
  });
});

afterAll(() => line[Symbol.dispose]());

test("an error that the server masks is followed by the entry of its log", async () => {
  const { code, err } = await line.run(["call", "throws.ts", "fail"]);
  expect(err).toMatch(/^error internal error \(\w+\)\n/);
  expect(err).toContain("no luck at all");
  expect(err).toMatch(/throws\.ts:\d+:\d+/);
  expect(err).not.toMatch(/^\s+at /m);
  expect(code).toBe(4);
});

test("a definition that is refused is shown with its place, and nothing of the library", async () => {
  const { code, err } = await line.run(["list", "undescribed.ts"]);
  expect(err).toMatch(
    /ended with code 1 before it answered\n.*description.* \(undescribed\.ts:4:\d+\)\nMore: .*#server_exited\n$/,
  );
  expect(code).toBe(3);
});

test("--meta adds to the metadata of the request", async () => {
  const words = ["call", "throws.ts", "meta", "--meta", "example.com/trace=abc", "--json"];
  const { out } = await line.run(words);
  expect(JSON.parse(out).structuredContent).toMatchObject({ "example.com/trace": "abc" });
});

test.runIf(process.platform === "linux")("output that is lost is an error", async () => {
  const child = spawn(process.execPath, [BIN, "call", "throws.ts", "echo"], {
    cwd: line.folder,
    stdio: ["ignore", openSync("/dev/full", "w"), "pipe"],
  });
  const [err, [code]] = await Promise.all([
    text(child.stderr as NodeJS.ReadableStream),
    once(child, "close"),
  ]);
  expect(err).toMatch(/^error Cannot write to standard output: ENOSPC/);
  expect(code).toBe(1);
});

test("a program that repeats its input is no server", async () => {
  const { code, err } = await line.run(["list", "--", "cat"]);
  expect(err).toMatch(/repeats its input/);
  expect(code).toBe(3);
});
