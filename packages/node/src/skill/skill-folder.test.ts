import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Client } from "@mortise/client";
import { skillsOf } from "@mortise/client";
import type { Server, ServerEvent } from "@mortise/server";
import { createServer } from "@mortise/server";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connect } from "../connect.ts";
import type { SkillFolderOptions } from "./skill-folder.ts";
import { skillFolder } from "./skill-folder.ts";

let folder: string;
const open: AsyncDisposable[] = [];
const events: ServerEvent[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "mortise-skills-"));
});

afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each[Symbol.asyncDispose]();
  events.length = 0;
  await rm(folder, { recursive: true });
});

async function write(path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), content);
}

function writeSkill(path: string, more = ""): Promise<void> {
  const name = path.split("/").at(-1);
  return write(
    `${path}/SKILL.md`,
    `---\nname: ${name}\ndescription: About ${name}\n${more}---\nDo it.\n`,
  );
}

/** Puts a socket into the folder, which is neither a file nor a folder. */
async function listenIn(path: string): Promise<void> {
  const socket = createSocket();
  socket.listen(join(folder, path));
  await once(socket, "listening");
  open.push({ [Symbol.asyncDispose]: async () => void socket.close() });
}

async function serveFolder(options: SkillFolderOptions = { watch: false }): Promise<Client> {
  const log = (event: ServerEvent): void => void events.push(event);
  const server: Server = createServer({ name: "s", version: "1", log });
  server.extend(await skillFolder(folder, options));
  const client = await connect(server);
  open.push(server, client);
  return client;
}

async function uris(client: Client): Promise<string[]> {
  const entries = await skillsOf(client).list();
  return entries.flatMap(({ resources }) =>
    resources === "dynamic" ? [] : resources.map(({ uri }) => uri),
  );
}

test("every folder with a SKILL.md is a skill, with all that is in it and no dotfiles", async () => {
  await writeSkill("pdf");
  await write("pdf/references/FORMS.md", "# Forms");
  await write("pdf/assets/logo.png", new Uint8Array([137, 0, 255]));
  await write("pdf/.git/config", "secret");
  await write("pdf/.env", "secret");
  await write("README.md", "beside the skills");
  await writeSkill("acme/billing/refund");
  const client = await serveFolder();
  expect(await uris(client)).toEqual([
    "skill://acme/billing/refund/SKILL.md",
    "skill://pdf/SKILL.md",
    "skill://pdf/assets/logo.png",
    "skill://pdf/references/FORMS.md",
  ]);
  const skill = await skillsOf(client).load("skill://pdf/SKILL.md");
  expect((await skill.read("assets/logo.png")).bytes).toEqual(new Uint8Array([137, 0, 255]));
  expect(skill.instructions).toBe("Do it.\n");
});

test("a folder that is itself a skill is one skill, under its own name", async () => {
  const parent = folder;
  await writeSkill("only");
  folder = join(parent, "only");
  expect(await uris(await serveFolder())).toEqual(["skill://only/SKILL.md"]);
  folder = parent;
});

test("a link to a file inside the folder is that file", async () => {
  await writeSkill("a");
  await write("shared.md", "shared");
  await symlink("../shared.md", join(folder, "a/shared.md"));
  const skill = await skillsOf(await serveFolder()).load("skill://a/SKILL.md");
  expect((await skill.read("shared.md")).text).toBe("shared");
});

test.each<[string, () => Promise<unknown>, RegExp]>([
  ["holds no skill", () => write("notes/a.md", "a"), /There is no SKILL.md in .*notes/],
  ["is empty", async () => undefined, /There is no SKILL.md in/],
  [
    "has files without a skill beside a skill",
    async () => [await writeSkill("a"), await write("b/notes.md", "x")],
    /There is no SKILL.md in .*\/b;/,
  ],
  [
    "has frontmatter that is no YAML",
    () => write("a/SKILL.md", "---\nname: a\ndescription: [\n---\n"),
    /a\/SKILL.md is no skill: line \d is no YAML/,
  ],
  [
    "has a skill without frontmatter",
    () => write("a/SKILL.md", "# A"),
    /must begin with a line of ---/,
  ],
  ["has a skill that is no text", () => write("a/SKILL.md", new Uint8Array([255])), /not UTF-8/],
  [
    "has a skill of another name",
    () => write("a/SKILL.md", "---\nname: b\ndescription: B\n---\n"),
    /called b in SKILL.md but stands at a/,
  ],
  [
    "has a link that leads out of it",
    async () => [await writeSkill("a"), await symlink("/etc/hostname", join(folder, "a/x"))],
    /a\/x cannot be served .* leads out of the folder/,
  ],
  [
    "has a link to a folder",
    async () => [
      await writeSkill("a"),
      await writeSkill("b"),
      await symlink("../b", join(folder, "a/b")),
    ],
    /it is a link to a folder/,
  ],
  [
    "has a link to nothing",
    async () => [await writeSkill("a"), await symlink("nowhere", join(folder, "a/x"))],
    /it is a link to nothing/,
  ],
  [
    "has a socket",
    async () => [await writeSkill("a"), listenIn("a/socket")],
    /neither a file nor a folder/,
  ],
  ["is too deep", () => writeSkill(Array(20).fill("d").join("/")), /more than 16 folders deep/],
])("a folder that %s is refused at the start", async (_what, prepare, message) => {
  await prepare();
  await expect(skillFolder(folder)).rejects.toMatchObject({
    code: "INVALID_DEFINITION",
    message: expect.stringMatching(message),
  });
});

test("no more files and bytes are read than the limits say", async () => {
  await writeSkill("a");
  await write("a/b.md", "x".repeat(100));
  await expect(skillFolder(folder, { maxEntries: 2 })).rejects.toThrow(
    /more than 2 files and folders/,
  );
  await expect(skillFolder(folder, { maxBytes: 50 })).rejects.toThrow(/above 50 bytes/);
});

test("a folder that is not there is named", async () => {
  await expect(skillFolder(join(folder, "none"))).rejects.toMatchObject({
    code: "INVALID_OPTION",
    message: expect.stringContaining("none"),
  });
});

test("changes on disk are served, new folders included, and a broken skill leaves the old one", async () => {
  await writeSkill("a");
  const client = await serveFolder({ settle: 5 });
  const changed = vi.fn();
  const listening = (async () => {
    for await (const _change of client.listen({ resourcesListChanged: true })) changed();
  })();
  await write("a/deep/er/new.md", "new");
  await expect.poll(() => uris(client)).toContain("skill://a/deep/er/new.md");
  await write("a/deep/er/new.md", "newer");
  const read = async (): Promise<unknown> =>
    (await client.readResource("skill://a/deep/er/new.md", { fresh: true })).contents[0];
  await expect.poll(read).toMatchObject({ text: "newer" });
  expect(changed).toHaveBeenCalled();

  await write("b/SKILL.md", "---\nname: [\n---\n");
  await expect.poll(() => events.at(-1)?.message).toMatch(/b\/SKILL.md is no skill: line/);
  expect(await uris(client)).toContain("skill://a/deep/er/new.md");
  await writeSkill("b");
  await expect.poll(() => uris(client)).toContain("skill://b/SKILL.md");
  await rm(join(folder, "a"), { recursive: true });
  await expect.poll(() => uris(client)).toEqual(["skill://b/SKILL.md"]);
  await client.close();
  await listening;
});

test("watching keeps no process alive", async () => {
  await writeSkill("a");
  const code = `
    import { skillFolder } from "@mortise/node";
    import { createServer } from "@mortise/server";
    createServer({ name: "s", version: "1" }).extend(await skillFolder(process.argv[1], { settle: 5 }));
  `;
  const args = ["--input-type=module", "--eval", code, folder];
  execFileSync(process.execPath, args, { cwd: import.meta.dirname });
});

test("a file or a missing path in place of a folder is refused by name", async () => {
  await write("file.txt", "no folder");
  const file = skillFolder(join(folder, "file.txt"));
  await expect(file).rejects.toMatchObject({ code: "INVALID_OPTION" });
  await expect(file).rejects.toThrow(/file\.txt is not a folder/);
  await expect(skillFolder(join(folder, "gone"))).rejects.toMatchObject({ code: "INVALID_OPTION" });
});
