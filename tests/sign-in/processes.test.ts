import type { ChildProcess } from "node:child_process";
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestAuth } from "@mortise/auth-server";
import { testAuth } from "@mortise/auth-server";
import { expect, onTestFinished, test } from "vitest";
import { serveProtected } from "../fixture/server/protected-server.ts";

const PROGRAM = fileURLToPath(new URL("fixture/signing-process.ts", import.meta.url));

interface Message {
  readonly url?: string;
  readonly said?: string;
  readonly failed?: string;
}

/** Starts a program and is its browser; `visits` counts the pages that all of them open. */
async function startProgram(
  as: TestAuth,
  args: readonly string[],
  visits: string[],
): Promise<ChildProcess> {
  const program = fork(PROGRAM, args, { execPath: process.execPath });
  onTestFinished(() => void program.kill());
  program.on("message", async ({ url }: Message) => {
    if (url === undefined) return;
    visits.push(url);
    await fetch(await as.browse(url));
  });
  await once(program, "message");
  return program;
}

/** Lets a program call its tool, and returns what it said. */
async function call(program: ChildProcess): Promise<Message> {
  const { promise, resolve } = Promise.withResolvers<Message>();
  const listen = (message: Message): void => {
    if (message.said === undefined && message.failed === undefined) return;
    program.off("message", listen);
    resolve(message);
  };
  program.on("message", listen);
  program.send("call");
  return await promise;
}

test("five programs share one login: one sign-in, one refresh, no invalid_grant", async () => {
  await using as = await testAuth({ users: ["ann"] });
  await using server = await serveProtected(as);
  const folder = mkdtempSync(join(tmpdir(), "mortise-programs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const visits: string[] = [];
  const starting = Array.from({ length: 5 }, () => startProgram(as, [folder, server.url], visits));
  const programs = await Promise.all(starting);

  const first = await Promise.all(programs.map(call));
  expect(first).toEqual(Array(5).fill({ said: "You are ann" }));
  expect(visits).toHaveLength(1);
  expect(as.count("registration")).toBe(1);
  expect(as.count("token")).toBe(1);

  await as.expire();
  const second = await Promise.all(programs.map(call));
  expect(second).toEqual(Array(5).fill({ said: "You are ann" }));
  expect(visits).toHaveLength(1);
  expect(as.count("token")).toBe(2);
  expect(server.callers).toHaveLength(10);

  for (const name of readdirSync(folder)) {
    const content = readFileSync(join(folder, name), "latin1");
    expect(content).not.toMatch(/access_token|refresh|eyJ/);
  }
});
