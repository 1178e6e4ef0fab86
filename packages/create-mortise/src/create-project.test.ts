import { execFileSync } from "node:child_process";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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

test.each(TEMPLATES)(
  "$name: the project has its own name, and all that it needs (QuantGeekDev/mcp-framework#8, serac-labs/serac#65)",
  ({ name }) => {
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
    expect(Object.keys(manifest.scripts)).toEqual([
      ...["dev", "start"],
      // Its page has to be built as well, and lie beside the server.
      ...(name === "app" ? ["build", "bundle"] : []),
      ...["test", "check"],
    ]);
    expect(JSON.parse(readFileSync(join(folder, ".vscode/mcp.json"), "utf8"))).toMatchObject({
      servers: { "my-desk": { command: "node" } },
    });
  },
);

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

test("a link to an empty folder is filled, and stays a link", () => {
  const folder = freshFolder();
  mkdirSync(join(folder, "real"));
  symlinkSync("real", join(folder, "desk"));
  const project = createProject({ folder: join(folder, "desk"), template: "server" });
  expect(project.folder).toBe(join(folder, "desk"));
  expect(project.files).toContain("server.ts");
  expect(existsSync(join(folder, "real/server.ts"))).toBe(true);
  expect(lstatSync(join(folder, "desk")).isSymbolicLink()).toBe(true);
});

test("a link to a folder with content, and one that leads nowhere, are refused", () => {
  const folder = freshFolder();
  writeFileSync(join(folder, "a\u001b[2J"), "mine");
  symlinkSync(".", join(folder, "full"));
  symlinkSync("gone", join(folder, "empty"));
  const create = (name: string) => () =>
    createProject({ folder: join(folder, name), template: "server" });
  expect(create("full")).toThrow(/full is not empty, it has "a\\u001b\[2J"; name a new folder/);
  expect(create("empty")).toThrow(/empty is a link that leads nowhere; name a new folder/);
  expect(readdirSync(folder).sort()).toEqual(["a\u001b[2J", "empty", "full"]);
});

test.each([
  ["/proc/mortise/desk", /desk cannot be made: /],
  [`${"x".repeat(300)}/desk`, /desk cannot be made: its name is too long$/],
  ["package.json/desk", /desk cannot be made: a part of its path is a file$/],
])("%s is refused in a sentence", (folder, message) => {
  expect(() => createProject({ folder, template: "server" })).toThrow(
    expect.objectContaining({ name: "RangeError", message: expect.stringMatching(message) }),
  );
});

test.each(["a\u001b]0;title\u0007", "a\nb", "a\u0000b", "a\u202eb"])(
  "the folder %j is refused, for what a terminal would obey",
  (name) => {
    const folder = freshFolder();
    expect(() =>
      createProject({ folder: join(folder, name), template: "server", name: "desk" }),
    ).toThrow("has control characters; name another folder");
    expect(readdirSync(folder)).toEqual([]);
  },
);

test("a folder whose name suggests none for the package wants one", () => {
  const folder = join(freshFolder(), "机");
  expect(() => createProject({ folder, template: "server" })).toThrow(
    '"" cannot be the name of a package: it is empty; give one with --name',
  );
  expect(createProject({ folder, template: "server", name: "desk" }).name).toBe("desk");
});
