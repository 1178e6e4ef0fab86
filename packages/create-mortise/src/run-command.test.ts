import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { findNodeFault } from "./node-version.ts";
import { readPackageManager, toRunCommand } from "./package-manager.ts";
import { toProjectName } from "./project-name.ts";
import { quotePath } from "./quote-path.ts";

const BIN = fileURLToPath(new URL("bin.ts", import.meta.url));
const COMMAND = new URL("run-command.ts", import.meta.url).href;

interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in a folder, without a terminal. */
function run(cwd: string, args: readonly string[], agent = ""): Promise<Outcome> {
  const env = { ...process.env, npm_config_user_agent: agent, NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(process.execPath, [BIN, ...args], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code) : 0, stdout, stderr }),
    );
  });
}

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "create-mortise-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("without a terminal nothing is asked, and the next steps are those of the package manager", async () => {
  const cwd = freshFolder();
  const { code, stdout } = await run(cwd, ["desk", "--template", "tasks"], "pnpm/10.1.0 node/v24");
  expect(code).toBe(0);
  expect(stdout).toContain("Next: cd desk && pnpm install && pnpm run dev");
  expect(existsSync(join(cwd, "desk/report.ts"))).toBe(true);
});

test("a folder elsewhere is named as it is", async () => {
  const cwd = freshFolder();
  const elsewhere = join(freshFolder(), "desk");
  const { stdout } = await run(cwd, [elsewhere]);
  expect(stdout).toContain(`Next: cd ${elsewhere} && npm install`);
});

test("a disk that takes no more leaves nothing of the project behind", async () => {
  const cwd = freshFolder();
  const child = spawn(
    "sh",
    ["-c", 'ulimit -f 1 && exec "$0" "$@"', process.execPath, BIN, "a/desk"],
    { cwd, env: { ...process.env, NODE_COMPILE_CACHE: "" } },
  );
  const err: string[] = [];
  child.stderr.on("data", (chunk) => err.push(String(chunk)));
  const [code] = await once(child, "close");
  expect(err.join("")).toMatch(/^error .*desk cannot be made: /);
  expect(code).toBe(2);
  expect(readdirSync(cwd)).toEqual([]);
});

/** Runs the command as on a terminal, and types Ctrl+C at a question. */
async function interrupt(cwd: string, args: readonly string[], question: string): Promise<Outcome> {
  const code = `const { runCommand } = await import(${JSON.stringify(COMMAND)});
process.exit(await runCommand(${JSON.stringify(args)}, { env: {}, isInteractive: true }));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", code], { cwd });
  let stdout = "";
  let isAsked = false;
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
    if (isAsked || !stdout.includes(question)) return;
    isAsked = true;
    child.stdin.write("\u0003");
  });
  const [exit] = await once(child, "close");
  return { code: exit, stdout, stderr: "" };
}

test("Ctrl+C before the files are made makes nothing", async () => {
  const cwd = freshFolder();
  const { code, stdout } = await interrupt(cwd, ["desk"], "What?");
  expect(code).toBe(130);
  expect(stdout).toContain("Nothing was made");
  expect(readdirSync(cwd)).toEqual([]);
});

test("Ctrl+C at the question about the packages is a no", async () => {
  const cwd = freshFolder();
  const { code, stdout } = await interrupt(cwd, ["desk", "-t", "server"], "Install the packages");
  expect(code).toBe(0);
  expect(stdout).not.toContain("Nothing was made");
  expect(stdout).toContain("Next: cd desk && npm install && npm run dev");
  expect(existsSync(join(cwd, "desk/server.ts"))).toBe(true);
});

test.each([
  "desk",
  "Büro",
  "my desk",
  "it's",
  '$HOME `id` "x"',
  "-P",
  "~",
  "a;b&c|d*?",
  "back\\slash",
])("a shell goes into %j", (name) => {
  const cwd = freshFolder();
  mkdirSync(join(cwd, name));
  const words = `cd ${quotePath(name, "linux")} && pwd`;
  const path = execFileSync("sh", ["-c", words], { cwd, encoding: "utf8" });
  expect(path.slice(-name.length - 2)).toBe(`/${name}\n`);
});

test("paths of Windows get its quotes", () => {
  expect(quotePath("D:\\work\\desk", "win32")).toBe("D:\\work\\desk");
  expect(quotePath("my desk", "win32")).toBe('"my desk"');
});

test("a second run into the same folder is refused (QuantGeekDev/mcp-framework#8)", async () => {
  const cwd = freshFolder();
  await run(cwd, ["--yes"]);
  const again = await run(cwd, ["--yes"]);
  expect(again.code).toBe(2);
  expect(again.stderr).toMatch(/my-mortise-server is not empty/);
});

test.each([
  [["desk", "--templat", "server"], /Unknown option '--templat'/],
  [["desk", "other"], /"other" is another/],
  [["desk", "--template", "x"], /There is no template "x"/],
])("%j is refused with a sentence", async (args, message) => {
  const cwd = freshFolder();
  const { code, stderr } = await run(cwd, args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).not.toMatch(/\n {4}at /);
  expect(existsSync(join(cwd, "desk"))).toBe(false);
});

test("the help names every template", async () => {
  const { stdout } = await run(freshFolder(), ["--help"]);
  expect(stdout).toMatch(/server .*\n.*http-auth .*\n.*tasks /);
});

test.each([
  [undefined, "npm"],
  ["npm/11.1.0 node/v24.1.0", "npm"],
  ["yarn/4.1.0 npm/? node/v24", "yarn"],
  ["bun/1.2.0 npm/? node/v24", "bun"],
  ["something/1.0", "npm"],
])("%j is %s", (agent, manager) => {
  expect(readPackageManager(agent)).toBe(manager);
});

test("scripts are run as each package manager runs them", () => {
  expect(toRunCommand("npm", "dev")).toBe("npm run dev");
  expect(toRunCommand("bun", "dev")).toBe("bun run dev");
});

test.each([
  ["My Desk!", "my-desk"],
  ["Büro", "buro"],
  ["_private", "private"],
  ["@scope", "scope"],
])("%j becomes %s", (folder, name) => {
  expect(toProjectName(folder)).toBe(name);
});

test.each(["20.19.0", "22.17.1", "18.0.0"])("Node %s is refused in a sentence", (version) => {
  expect(findNodeFault(version)).toBe(
    `Node ${version} is too old: the project needs 22.18 or newer, see https://nodejs.org`,
  );
});

test.each(["22.18.0", "24.0.0", "26.1.0"])("Node %s will do", (version) => {
  expect(findNodeFault(version)).toBeUndefined();
});
