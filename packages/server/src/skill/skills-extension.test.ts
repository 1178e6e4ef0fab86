import type { JsonObject, Revision } from "@mortise/protocol";
import { ErrorCode, skillDigest } from "@mortise/protocol";
import { expect, test, vi } from "vitest";
import { ScriptedClient } from "../connection/fixture/scripted-client.ts";
import type { ServerEvent } from "../log/mask.ts";
import type { Server } from "../server.ts";
import { createServer } from "../server.ts";
import type { Skill } from "./skill.ts";
import { createSkill } from "./skill.ts";
import type { SkillsOptions } from "./skills-extension.ts";
import { skills } from "./skills-extension.ts";

const REVISIONS: readonly Revision[] = ["2026-07-28", "2025-11-25"];
const LOGO = new Uint8Array([137, 80, 78, 71, 0, 255]);

const PDF: Skill = createSkill(
  { name: "pdf", description: "PDFs: fill in, take apart", license: "MIT" },
  {
    instructions: "Read [forms](references/FORMS.md).",
    files: { "references/FORMS.md": "# Forms\n", "assets/logo.png": LOGO, "a b.txt": "x" },
  },
);
const REFUND = createSkill(
  { name: "refund", description: "Pay back" },
  { under: "acme/billing", instructions: "Ask first." },
);

function serverOf(list: readonly Skill[], options?: SkillsOptions): Server {
  return createServer({ name: "s", version: "1", log: () => undefined }).extend(
    skills(list, options),
  );
}

test.each(REVISIONS)(
  "%s: a skill is listed with every file, its size and its digest",
  async (revision) => {
    const client = new ScriptedClient(serverOf([PDF, REFUND]), revision);
    const { result } = await client.request("skills/list");
    const entries = result["skills"] as { uri: string; resources: JsonObject[] }[];
    expect(entries.map(({ uri }) => uri)).toEqual([
      "skill://pdf/SKILL.md",
      "skill://acme/billing/refund/SKILL.md",
    ]);
    expect(entries[0]).toMatchObject({
      frontmatter: { name: "pdf", description: "PDFs: fill in, take apart", license: "MIT" },
    });
    expect(entries[0]?.resources).toHaveLength(4);
    expect(entries[0]?.resources).toContainEqual({
      uri: "skill://pdf/assets/logo.png",
      digest: await skillDigest(LOGO),
      size: 6,
    });
    expect(entries[0]?.resources.map(({ uri }) => uri)).toContain("skill://pdf/a%20b.txt");
    const hints = { ttlMs: result["ttlMs"], cacheScope: result["cacheScope"] };
    expect(hints).toEqual(
      revision === "2026-07-28"
        ? { ttlMs: 300_000, cacheScope: "public" }
        : { ttlMs: undefined, cacheScope: undefined },
    );
    const one = await client.request("skills/get", { uri: "skill://pdf/SKILL.md" });
    expect(one.result["skill"]).toEqual(entries[0]);
  },
);

test.each(REVISIONS)(
  "%s: a file that is read has the size and the digest that were listed",
  async (revision) => {
    const client = new ScriptedClient(serverOf([PDF, REFUND]), revision);
    const { result } = await client.request("skills/list");
    for (const { resources } of result["skills"] as { resources: JsonObject[] }[]) {
      for (const { uri, digest, size } of resources) {
        const read = await client.request("resources/read", { uri });
        const [content] = read.result["contents"] as { text?: string; blob?: string }[];
        const bytes =
          content?.blob === undefined
            ? new TextEncoder().encode(content?.text)
            : Uint8Array.from(atob(content.blob), (character) => character.charCodeAt(0));
        expect(bytes.length).toBe(size);
        expect(await skillDigest(bytes)).toBe(digest);
      }
    }
  },
);

test("a skill is a resource by its name and description; its files are read and not listed", async () => {
  const client = new ScriptedClient(serverOf([PDF]));
  const { result } = await client.request("resources/list");
  expect(result["resources"]).toEqual([
    {
      uri: "skill://pdf/SKILL.md",
      name: "pdf",
      description: "PDFs: fill in, take apart",
      mimeType: "text/markdown",
      size: PDF.files.get("SKILL.md")?.length,
    },
  ]);
  const logo = await client.request("resources/read", { uri: "skill://pdf/assets/logo.png" });
  expect(logo.result["contents"]).toEqual([
    { uri: "skill://pdf/assets/logo.png", mimeType: "image/png", blob: "iVBORwD/" },
  ]);
});

test.each([
  "skill://pdf/../../etc/passwd",
  "skill://pdf/..%2F..%2Fetc%2Fpasswd",
  "skill://pdf/references",
  "skill://pdf/.env",
  "skill://pdf//SKILL.md",
  "skill://nothing/SKILL.md",
])("%s is no file of a skill", async (uri) => {
  const { error } = await new ScriptedClient(serverOf([PDF])).request("resources/read", { uri });
  expect(error).toMatchObject({ code: ErrorCode.InvalidParams, data: { uri } });
});

test.each([undefined, 7, "skill://nothing/SKILL.md", "skill://pdf/references/FORMS.md"])(
  "skills/get refuses %j",
  async (uri) => {
    const client = new ScriptedClient(serverOf([PDF]));
    const { error } = await client.request("skills/get", uri === undefined ? {} : { uri });
    expect(error.code).toBe(ErrorCode.InvalidParams);
  },
);

test("a directory lists what stands directly in it, and directories lead to what is under them", async () => {
  const client = new ScriptedClient(serverOf([PDF, REFUND]));
  const read = async (uri: string): Promise<unknown> =>
    (await client.request("resources/directory/read", { uri })).result["resources"];
  expect(await read("skill://pdf")).toEqual([
    expect.objectContaining({ uri: "skill://pdf/SKILL.md", name: "pdf" }),
    { uri: "skill://pdf/references", name: "references", mimeType: "inode/directory" },
    { uri: "skill://pdf/assets", name: "assets", mimeType: "inode/directory" },
    { uri: "skill://pdf/a%20b.txt", name: "a b.txt", mimeType: "text/plain", size: 1 },
  ]);
  expect(await read("skill://acme")).toEqual([
    { uri: "skill://acme/billing", name: "billing", mimeType: "inode/directory" },
  ]);
  for (const uri of ["skill://pdf/", "skill://pdf/SKILL.md", "skill://", "skill://other", 7]) {
    const { error } = await client.request("resources/directory/read", { uri });
    expect(error.code).toBe(ErrorCode.InvalidParams);
  }
});

test("a list longer than a page goes on at its cursor, and each skill comes once", async () => {
  const many = Array.from({ length: 5 }, (_, index) =>
    createSkill({ name: `s${index}`, description: "d" }, { instructions: "" }),
  );
  const client = new ScriptedClient(serverOf(many, { pageSize: 2 }));
  const names: unknown[] = [];
  let cursor: unknown;
  do {
    const { result } = await client.request("skills/list", cursor === undefined ? {} : { cursor });
    names.push(...(result["skills"] as Skill[]).map(({ frontmatter }) => frontmatter.name));
    cursor = result["nextCursor"];
  } while (cursor !== undefined);
  expect(names).toEqual(["s0", "s1", "s2", "s3", "s4"]);
  for (const wrong of ["", "1", "2.9", "99.0", "-1.0", 2]) {
    const { error } = await client.request("skills/list", { cursor: wrong });
    expect(error.code).toBe(ErrorCode.InvalidParams);
  }
});

test("a change is served and announced, and one that cannot be served leaves what there is", async () => {
  let change: (list: readonly Skill[]) => void = () => undefined;
  const events: ServerEvent[] = [];
  const stop = vi.fn();
  const server = createServer({ name: "s", version: "1", log: (event) => void events.push(event) });
  server.extend(
    skills([PDF, REFUND], {
      watch: (onChange) => {
        change = onChange;
        return stop;
      },
    }),
  );
  const client = new ScriptedClient(server);
  const forms = "skill://pdf/references/FORMS.md";
  client.start("subscriptions/listen", {
    notifications: { resourcesListChanged: true, resourceSubscriptions: [forms] },
  });
  const newer = {
    ...PDF,
    files: new Map([...PDF.files, ["references/FORMS.md", new Uint8Array([65])]]),
  };
  change([newer]);
  const notified = (method: string) => expect.poll(() => client.notifications(method));
  await notified("notifications/resources/list_changed").toHaveLength(1);
  await notified("notifications/resources/updated").toHaveLength(1);
  const { result } = await client.request("resources/read", { uri: forms });
  expect(result["contents"]).toMatchObject([{ text: "A" }]);
  const gone = await client.request("skills/get", { uri: "skill://acme/billing/refund/SKILL.md" });
  expect(gone.error.code).toBe(ErrorCode.InvalidParams);

  change([{ ...PDF, path: "elsewhere" }]);
  expect(events).toMatchObject([
    { level: "warning", message: expect.stringContaining("elsewhere") },
  ]);
  expect((await client.request("skills/list")).result["skills"]).toHaveLength(1);
  await server.close();
  expect(stop).toHaveBeenCalledOnce();
});

const file = new Uint8Array();
const manifest = PDF.files.get("SKILL.md") ?? file;

test.each<[string, Partial<Skill>, RegExp]>([
  [
    "a name with capitals",
    { path: "PDF", frontmatter: { name: "PDF", description: "d" } },
    /its name is "PDF"/,
  ],
  ["no name", { frontmatter: { description: "d" } as never }, /its name is undefined/],
  [
    "a name unlike its folder",
    { path: "acme/other" },
    /called pdf in SKILL.md but stands at other/,
  ],
  ["a path that climbs", { path: "../pdf" }, /no plain path/],
  ["no description", { frontmatter: { name: "pdf", description: " " } }, /its description must be/],
  [
    "a long description",
    { frontmatter: { name: "pdf", description: "x".repeat(1025) } },
    /1 to 1024/,
  ],
  [
    "an empty compatibility",
    { frontmatter: { name: "pdf", description: "d", compatibility: "" } },
    /compat/,
  ],
  [
    "metadata that is text",
    { frontmatter: { name: "pdf", description: "d", metadata: "x" } },
    /metadata must be/,
  ],
  [
    "a reserved key",
    {
      frontmatter: { name: "pdf", description: "d", metadata: { "io.modelcontextprotocol/x": "" } },
    },
    /is reserved/,
  ],
  ["no SKILL.md", { files: new Map([["a", file]]) }, /it has no SKILL.md/],
  [
    "a file that climbs",
    {
      files: new Map([
        ["SKILL.md", manifest],
        ["../a", file],
      ]),
    },
    /"..\/a" is no plain/,
  ],
  [
    "an absolute file",
    {
      files: new Map([
        ["SKILL.md", manifest],
        ["/a", file],
      ]),
    },
    /is no plain path/,
  ],
  [
    "more than 512 files",
    {
      files: new Map([
        ["SKILL.md", manifest],
        ...Array.from({ length: 512 }, (_, i) => [`${i}`, file] as const),
      ]),
    },
    /it has 513 files/,
  ],
  [
    "more than 16 MiB",
    {
      files: new Map([
        ["SKILL.md", manifest],
        ["big", new Uint8Array(16 * 1024 * 1024)],
      ]),
    },
    /bytes together/,
  ],
])("a skill with %s is refused when it is added", (_what, wrong, message) => {
  expect(() => skills([{ ...PDF, ...wrong }])).toThrow(
    expect.objectContaining({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    }),
  );
});

test("two skills at one place, and one extension on two servers, are refused", () => {
  expect(() => skills([PDF, PDF])).toThrow("There are two skills at pdf");
  const extension = skills([PDF]);
  createServer({ name: "s", version: "1" }).extend(extension);
  expect(() => createServer({ name: "s", version: "1" }).extend(extension)).toThrow(
    /second server/,
  );
  expect(() => skills([], { pageSize: 0 })).toThrow(/pageSize must be 1 or more/);
});

test("a skill inside another has an entry of its own, and is a file of the one around it", async () => {
  const inner = createSkill(
    { name: "inner", description: "i" },
    { under: "pdf", instructions: "" },
  );
  const bytes = inner.files.get("SKILL.md") ?? file;
  const outer = { ...PDF, files: new Map([...PDF.files, ["inner/SKILL.md", bytes]]) };
  const client = new ScriptedClient(serverOf([outer, inner]));
  const { result } = await client.request("skills/list");
  const uris = (result["skills"] as { resources: { uri: string }[] }[]).map(({ resources }) =>
    resources.map(({ uri }) => uri),
  );
  expect(uris[0]).toContain("skill://pdf/inner/SKILL.md");
  expect(uris[1]).toEqual(["skill://pdf/inner/SKILL.md"]);
});

test("the server declares skills and resources, even without a skill yet", async () => {
  const { result } = await new ScriptedClient(serverOf([])).request("server/discover");
  expect(result["capabilities"]).toMatchObject({
    resources: {},
    extensions: { "io.modelcontextprotocol/skills": { directoryRead: true } },
  });
});

test("the fields of a skill in code cannot break out of its frontmatter", () => {
  const skill = createSkill(
    { name: "x", description: "---\nname: y", "a: b": [1, { c: null }] },
    { instructions: "Go.", files: { "a.txt": "a" } },
  );
  expect(new TextDecoder().decode(skill.files.get("SKILL.md"))).toBe(
    '---\nname: "x"\ndescription: "---\\nname: y"\n"a: b": [1,{"c":null}]\n---\n\nGo.',
  );
  expect(() =>
    createSkill({ name: "x", description: "d" }, { instructions: "", files: { "SKILL.md": "" } }),
  ).toThrow(/leave it out/);
});
