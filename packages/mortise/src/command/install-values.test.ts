import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeEach, expect, test } from "vitest";
import type { ClientHome } from "./fixture/client-home.ts";
import { openClientHome } from "./fixture/client-home.ts";
import { MORTISE, openCommandLine } from "./fixture/command-line.ts";

const SERVER = `import { createServer } from ${MORTISE};
export default createServer({ name: "desk", version: "1.2.0" })
  .tool("ping", { description: "Answers." }, () => process.env.API_KEY ?? "none");`;

const line = openCommandLine({ "server.ts": SERVER });
afterAll(() => line[Symbol.dispose]());

let home: ClientHome;
beforeEach(() => {
  home = openClientHome(line);
});

test("a dry run shows no value of another server, of before or after", async () => {
  const secret = "other-s3cret";
  const other = {
    command: "x",
    args: ["--api-key", "word-s3cret"],
    env: { KEY: secret, LEVEL: "on" },
  };
  home.writeCursor(
    JSON.stringify({ mcpServers: { desk: other } }, null, 2).replace("r-s3", "r-\\u0073\\u0033"),
  );
  const flags = ["server.ts", "--to", "cursor", "--replace", "--dry-run"];
  const { clients } = await home.report([...flags, "-e", "API_KEY=own-s3cret"]);
  const diff = JSON.parse(`"${clients[0]?.diff?.replaceAll("\n", " ").replaceAll('"', "'")}"`);
  expect(diff).not.toContain("s3cret");
  expect(diff).toContain("'KEY': '(redacted)'");
  expect(diff).toContain("'LEVEL': 'on'");
  await home.install(["server.ts", "--to", "cursor", "--no-check", "--name", "one"]);
  const removal = await home.report(["--remove", "one", "--dry-run"]);
  expect(removal.clients[0]?.diff).toContain('-    "one"');
  expect(removal.clients[0]?.diff).not.toMatch(/s3cret|\\u0073/);
});

test("a file is installed under the name that its server gives itself, and keeps a given one", async () => {
  line.write("crm.ts", SERVER.replace('"desk"', '"@acme/Büro desk"'));
  expect((await home.report(["crm.ts", "--to", "cursor", "--dry-run"])).name).toBe(
    "acme-B-ro-desk",
  );
  expect((await home.report(["crm.ts", "--to", "cursor"])).name).toBe("acme-B-ro-desk");
  line.write("crm.ts", SERVER.replace('"desk"', '"renamed"'));
  for (const more of [[], ["--dry-run"], ["--no-check", "--replace"]]) {
    expect((await home.report(["crm.ts", "--to", "cursor", ...more])).name).toBe("acme-B-ro-desk");
  }
  const shown = await home.install(["crm.ts", "--to", "cursor", "--dry-run"]);
  expect(shown.err).toContain(
    "The file is installed as acme-B-ro-desk already; --name gives another",
  );
  expect((await home.report(["crm.ts", "--to", "codex", "--no-check"])).name).toBe("crm");
  expect(Object.keys(home.readCursor())).toEqual(["acme-B-ro-desk"]);
  expect(
    (await home.report(["--remove", "acme-B-ro-desk"])).clients.map(({ status }) => status),
  ).toEqual(["removed"]);
});

test("a value that is a reference to the variable itself is one, and another is said to stay", async () => {
  const set = { API_KEY: "s3cret", OTHER: "x" };
  const own = ["server.ts", "--to", "cursor", "-e", "API_KEY=\u0024{API_KEY}"];
  await home.report(own, set);
  expect(home.readCursor()["desk"]?.env).toEqual({ API_KEY: "\u0024{env:API_KEY}" });
  const other = ["server.ts", "--to", "cursor", "-e", "API_KEY=Bearer \u0024{env:OTHER}"];
  const { err } = await home.install(other, set);
  expect(err).toContain(
    "note API_KEY is written with \u0024{env:OTHER} as it stands; Cursor takes OTHER from its own environment",
  );
  expect(home.readCursor()["desk"]?.env).toEqual({ API_KEY: "Bearer \u0024{env:OTHER}" });
  const unknown = await home.install(
    ["server.ts", "--to", "zed", "--dry-run", "-e", "API_KEY=\u0024{OTHER}"],
    set,
  );
  expect(unknown.err).toContain("as it stands; Zed is not known to fill it in");
  const refused = await home.install(
    ["server.ts", "--to", "zed", "-e", "API_KEY=\u0024{API_KEY}"],
    set,
  );
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    "Zed takes no variables from its own environment, so give the value of API_KEY, as --env API_KEY",
  );
});

test("a record that cannot be opened, and a FIFO in place of a file, are refused in a sentence", async () => {
  mkdirSync(join(home.folder, ".cursor"), { recursive: true });
  execFileSync("sh", ["-c", 'mkfifo "$0"', home.cursorFile]);
  const fifo = await home.install(["server.ts", "--to", "cursor", "--no-check"]);
  expect(fifo.out).toContain(`${home.cursorFile} cannot be read: it is no regular file`);
  const { code, err } = await home.install(["--list"], {
    XDG_STATE_HOME: join(line.folder, "server.ts"),
  });
  expect(code).toBe(2);
  expect(err).toMatch(/^error The record of installs, .*installs\.db, cannot be opened: ENOTDIR/);
});

test("a diff leaves out characters that a terminal would obey", async () => {
  home.writeCursor("{\n  // \u001b]0;title\u0007mine\n}\n");
  const { out } = await home.install(["server.ts", "--to", "cursor", "--no-check", "--dry-run"]);
  expect(out).toContain("   // mine\n");
  expect(out).not.toContain("\u001b");
});
