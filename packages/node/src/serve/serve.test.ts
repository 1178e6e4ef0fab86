import { mkdtemp, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createMemoryBackplane, createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { connect } from "../connect.ts";
import { listen } from "../http/listen.ts";
import { Child, line } from "../stdio/fixture/child.ts";
import { serve } from "./serve.ts";

test("a server module that is imported does not start", async () => {
  await using child = new Child("./import-server.ts");
  expect(await child.exit).toEqual([0, null]);
  expect(child.stdout).toBe("none undefined\n");
  expect(child.stderr).toBe("");
});

test("serve inside a function starts, wherever the function stands", async () => {
  await using child = new Child("./call-start.ts");
  child.write(`${line(1, "server/discover")}\n`);
  expect(await child.answer(1)).toMatchObject({ result: { supportedVersions: expect.anything() } });
});

test("a server module that is run through a link to its file starts", async () => {
  const folder = await mkdtemp(join(tmpdir(), "mortise-serve-"));
  try {
    const path = join(folder, "linked.ts");
    await symlink(
      fileURLToPath(new URL("../stdio/fixture/stdio-server.ts", import.meta.url)),
      path,
    );
    await using child = new Child(path);
    child.write(`${line(1, "server/discover")}\n`);
    expect(await child.answer(1)).toMatchObject({ id: 1, result: {} });
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("--http serves over HTTP instead, and reports the URL", async () => {
  await using child = new Child("./stdio-server.ts", ["--http", "0", "--host", "127.0.0.1"]);
  await child.until(() => child.stderr.includes("\n"));
  const url = /fixture listens on (http:\/\/127\.0\.0\.1:\d+\/mcp)/.exec(child.stderr)?.[1];
  await using client = await connect(url ?? "");
  expect(await client.callTool("echo", { a: 1 })).toMatchObject({ structured: { a: 1 } });
  // Over HTTP the protocol does not use standard output, so user code may.
  expect((await client.callTool("stray", {})).isError).toBe(false);
  await child.until(() => child.stdout.includes("first stray line"));
  await client.close();
  child.process.kill("SIGTERM");
  expect(await child.exit).toEqual([0, null]);
  expect(child.stderr).toContain("closed\n");
});

test("a server that other machines reach without `auth` is warned about, with the line that adds it", async () => {
  await using open = new Child("./stdio-server.ts", ["--http", "0", "--host", "0.0.0.0"]);
  await open.until(() => /\n.*\n/.test(open.stderr));
  expect(open.stderr).toMatch(/^Warning: .*auth: bearerAuth\(\{ issuer: .* of "mortise\/auth"/m);
  await using own = new Child("./stdio-server.ts", ["--http", "0"]);
  await own.until(() => own.stderr.includes("\n"));
  own.process.kill("SIGTERM");
  await own.exit;
  expect(own.stderr).not.toContain("Warning");
});

test.each([["--http", "70000"], ["--http", "many"], ["--port=-1"]])(
  "%s %s is refused with the range of ports",
  async (...args) => {
    await using child = new Child("./stdio-server.ts", args);
    const [code] = await child.exit;
    expect(code).toBe(1);
    expect(child.stderr).toContain("is not a port; use 0 to 65535");
  },
);

test("a port in use ends the process with one line and exit code 1", async () => {
  await using first = new Child("./stdio-server.ts", ["--http", "0"]);
  await first.until(() => first.stderr.includes("\n"));
  const port = /:(\d+)\/mcp/.exec(first.stderr)?.[1] ?? "";
  await using second = new Child("./stdio-server.ts", ["--http", port]);
  expect(await second.exit).toEqual([1, null]);
  expect(second.stderr).toMatch(/^error Cannot listen on .* is in use; .*\n$/);
});

test.each([
  [["--http", "0"], { MORTISE_INSTANCES: "3" }],
  [["--http", "0", "--workers", "2"], { MORTISE_INSTANCES: "3" }],
])("%j as one of several instances is refused without a backplane", async (args, env) => {
  await using child = new Child("./stdio-server.ts", args, env);
  expect(await child.exit).toEqual([1, null]);
  expect(child.stderr).toMatch(
    /^error 3 instances need a backplane that they share.* set MORTISE_BACKPLANE /,
  );
});

test("a backplane that cannot be opened is reported in one line without its password", async () => {
  const MORTISE_BACKPLANE = "mysql://ada:secret@127.0.0.1/desk";
  await using child = new Child("./stdio-server.ts", ["--http", "0"], { MORTISE_BACKPLANE });
  expect(await child.exit).toEqual([1, null]);
  expect(child.stderr).toMatch(/^error .*postgres:\/\/.*\n$/);
  expect(child.stderr).not.toContain("secret");
});

test.each([
  [[], { MORTISE_STORE: "redis://127.0.0.1" }, "MORTISE_STORE is now called MORTISE_BACKPLANE"],
  [[], { MORTISE_NODES: "3" }, "MORTISE_NODES is now called MORTISE_INSTANCES"],
  [["--store", "redis://127.0.0.1"], {}, "--store is now called --backplane"],
])("an old name in %j or %j ends the process with the present one", async (args, env, message) => {
  await using child = new Child("./stdio-server.ts", args, env);
  expect(await child.exit).toEqual([1, null]);
  expect(child.stderr).toBe(`error ${message}\n`);
});

test("an option with an old name is refused", async () => {
  const server = createServer({ name: "alone", version: "1" });
  const old = { port: 0, store: "redis://127.0.0.1" } as object;
  await expect(listen(server, old)).rejects.toThrow('listen has no option "store"');
});

test.each([
  [{ prot: 1 }, 'http of serve has no option "prot"; did you mean "port"?'],
  ["3000", "http of serve takes an object with"],
  [null, "it got null"],
])("the option http: %j is refused by the name that was written", async (http, message) => {
  const server = createServer({ name: "alone", version: "1" });
  const serving = serve(server, { http: http as never });
  await expect(serving).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining(message),
  });
});

test("listening as one of several instances needs a backplane that they share", async () => {
  const server = createServer({ name: "alone", version: "1", state: { keys: ["k".repeat(32)] } });
  await expect(listen(server, { port: 0, instances: 2 })).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("2 instances need a backplane that they share"),
  });
  await expect(listen(server, { port: 0, instances: 0 })).rejects.toThrow(
    "instances must be 1 or more",
  );
  const joined = createServer({ name: "joined", version: "1", state: { keys: ["k".repeat(32)] } });
  joined.join({ ...createMemoryBackplane(), isShared: true });
  await using listening = await listen(joined, { port: 0, instances: 2 });
  expect(listening.port).toBeGreaterThan(0);
});
