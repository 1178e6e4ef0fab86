import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createProject } from "./create-project.ts";
import { TEMPLATES } from "./template.ts";

function freshFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "create-mortise-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test.each(TEMPLATES)("$name: the project has its own name, and all that it needs", ({ name }) => {
  const folder = join(freshFolder(), "My Desk!");
  const { name: project, files } = createProject({ folder, template: name });
  expect(project).toBe("my-desk");
  expect(files).toEqual(
    expect.arrayContaining([
      ".gitignore",
      ".vscode/mcp.json",
      "AGENTS.md",
      "Dockerfile",
      "README.md",
      "package.json",
      "server.ts",
      "tsconfig.json",
      expect.stringMatching(/\.test\.ts$/),
    ]),
  );
  const texts = files.map((file) => readFileSync(join(folder, file), "utf8"));
  expect(texts.join("\n")).not.toMatch(/\{\{|\.\.\/\.\.\/|workspace:/);
  const manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  expect(manifest).toMatchObject({ name: "my-desk", private: true, type: "module" });
  expect(Object.keys(manifest.scripts)).toEqual(["dev", "start", "test", "check"]);
  expect(JSON.parse(readFileSync(join(folder, ".vscode/mcp.json"), "utf8"))).toMatchObject({
    servers: { "my-desk": { command: "node" } },
  });
});

test("a repository that was made before is no reason to refuse, and stays as it is", () => {
  const folder = freshFolder();
  execFileSync("git", ["init", "--quiet", folder]);
  const { files } = createProject({ folder, template: "server", name: "desk" });
  expect(files).not.toContain(".git/HEAD");
  expect(existsSync(join(folder, ".git/HEAD"))).toBe(true);
});

test.each([
  [{ template: "servr" }, /no template "servr"; there are server, http-auth, tasks/],
  [{ template: "server", name: "Desk" }, /"Desk" cannot be the name of a package: it may have/],
  [{ template: "server", name: "../desk" }, /cannot be the name of a package/],
  [{ template: "server", name: "node_modules" }, /the name is taken/],
])("%j is refused before anything is written", (wrong, message) => {
  const folder = join(freshFolder(), "desk");
  expect(() => createProject({ folder, ...wrong })).toThrow(message);
  expect(existsSync(folder)).toBe(false);
});

test("a folder with content is refused, and keeps it", () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "server.ts"), "mine");
  expect(() => createProject({ folder, template: "server", name: "desk" })).toThrow(
    /is not empty, it has server\.ts/,
  );
  expect(readFileSync(join(folder, "server.ts"), "utf8")).toBe("mine");
});

test("a file in the place of the folder is named", () => {
  const path = join(freshFolder(), "desk");
  writeFileSync(path, "");
  expect(() => createProject({ folder: path, template: "server" })).toThrow(/is a file/);
});

test("folders that only hold others are made on the way", () => {
  const folder = join(freshFolder(), "a/b/desk");
  mkdirSync(join(folder, ".."), { recursive: true });
  expect(createProject({ folder, template: "agent" }).name).toBe("desk");
});
