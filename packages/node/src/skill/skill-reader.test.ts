import type { Client, SkillReaderOptions } from "@mortise/client";
import { skillsOf } from "@mortise/client";
import type { JsonObject, SkillEntry, SkillResource } from "@mortise/protocol";
import { SKILLS_EXTENSION, skillDigest } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";
import { connect } from "../connect.ts";

const URI = "skill://pdf/SKILL.md";
const FORMS = "skill://pdf/references/FORMS.md";
const TEXTS = new Map([
  [URI, "---\nname: pdf\ndescription: PDFs\nmetadata: { b: 1, a: [x] }\n---\nRead on.\n"],
  [FORMS, "# Forms\n"],
]);

/** A server that says one thing and may serve another. */
interface Lie {
  readonly texts?: ReadonlyMap<string, string>;
  readonly entry?: Partial<SkillEntry>;
  readonly list?: (entry: SkillEntry) => readonly unknown[];
}

interface Scene extends AsyncDisposable {
  readonly client: Client;
  readonly read: string[];
}

async function describe(texts: ReadonlyMap<string, string>): Promise<SkillResource[]> {
  return Promise.all(
    [...texts].map(async ([uri, text]) => {
      const bytes = new TextEncoder().encode(text);
      return { uri, digest: await skillDigest(bytes), size: bytes.length };
    }),
  );
}

async function openScene({
  texts = TEXTS,
  entry = {},
  list = (one) => [one],
}: Lie): Promise<Scene> {
  const read: string[] = [];
  const honest: SkillEntry = {
    uri: URI,
    frontmatter: { description: "PDFs", name: "pdf", metadata: { a: ["x"], b: 1 } },
    resources: await describe(TEXTS),
    ...entry,
  };
  const answer = (handler: (params: JsonObject) => object) => ({ handler, requiresClient: false });
  const server = createServer({ name: "s", version: "1" })
    .extend({
      id: SKILLS_EXTENSION,
      methods: {
        "skills/list": answer(() => ({ skills: list(honest) })),
        "skills/get": answer(() => ({ skill: honest })),
      },
    })
    .resource("skill://{+path}", {}, (_, { request: { name } }) => {
      read.push(name);
      return { text: texts.get(name) ?? "" };
    });
  const client = await connect(server);
  return { client, read, [Symbol.asyncDispose]: () => client.close() };
}

test("listing reads no file, loading reads SKILL.md, and each other file is read when it is asked for", async () => {
  await using scene = await openScene({});
  const skills = skillsOf(scene.client);
  const [entry] = await skills.list();
  expect(scene.read).toEqual([]);
  const skill = await skills.load(entry as SkillEntry);
  expect(scene.read).toEqual([URI]);
  expect(skill).toMatchObject({ uri: URI, instructions: "Read on.\n", isVerified: true });
  expect(skill.files).toEqual(["SKILL.md", "references/FORMS.md"]);
  expect((await skill.read("references/FORMS.md")).text).toBe("# Forms\n");
  expect((await skill.read("./references/FORMS.md#top")).text).toBe("# Forms\n");
  expect(scene.read).toEqual([URI, FORMS]);
});

test.each<[string, string, Map<string, string>]>([
  ["size", "a longer body", new Map([...TEXTS, [URI, `${TEXTS.get(URI)}more`]])],
  [
    "digest",
    "another body as long",
    new Map([...TEXTS, [URI, String(TEXTS.get(URI)).replace("Read", "Evil")]]),
  ],
])(
  "%s: a SKILL.md with %s is not loaded, and nothing else is read",
  async (reason, _what, texts) => {
    await using scene = await openScene({ texts });
    await expect(skillsOf(scene.client).load(URI)).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      data: { reason, uri: URI },
    });
    expect(scene.read).toEqual([URI]);
  },
);

test.each([
  [
    "another description",
    { name: "pdf", description: "Other", metadata: { a: ["x"], b: 1 } },
    "description",
  ],
  ["a field less", { name: "pdf", description: "PDFs" }, "metadata"],
  ["a field more", { name: "pdf", description: "PDFs", metadata: { a: ["x"], b: 1 }, x: 1 }, "x"],
  [
    "another type",
    { name: "pdf", description: "PDFs", metadata: { a: ["x"], b: "1" } },
    "metadata",
  ],
])(
  "frontmatter: an entry with %s than the file's is not loaded",
  async (_what, frontmatter, field) => {
    await using scene = await openScene({ entry: { frontmatter } });
    await expect(skillsOf(scene.client).load(URI)).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      data: { reason: "frontmatter" },
      message: expect.stringContaining(`differ in ${field}`),
    });
  },
);

test("a file that is not as listed ends the skill: nothing more of it is read", async () => {
  await using scene = await openScene({ texts: new Map([...TEXTS, [FORMS, "# Evil!\n"]]) });
  const skill = await skillsOf(scene.client).load(URI);
  const mismatch = { code: "VERIFICATION_FAILED", data: { reason: "digest", uri: FORMS } };
  await expect(skill.read("references/FORMS.md")).rejects.toMatchObject(mismatch);
  await expect(skill.read("SKILL.md")).rejects.toMatchObject(mismatch);
  expect(scene.read).toEqual([URI, FORMS]);
});

test("a file that is not listed is never asked for", async () => {
  await using scene = await openScene({});
  const skill = await skillsOf(scene.client).load(URI);
  for (const reference of ["other.md", "../other/SKILL.md", "skill://other/SKILL.md", ""]) {
    await expect(skill.read(reference)).rejects.toMatchObject({
      code: "VERIFICATION_FAILED",
      data: { reason: "unlisted" },
    });
  }
  expect(scene.read).toEqual([URI]);
});

test("a skill above the limits is refused before anything of it is read", async () => {
  const [first, second] = await describe(TEXTS);
  const resources = [first as SkillResource, { ...(second as SkillResource), size: 17_000_000 }];
  await using scene = await openScene({ entry: { resources } });
  await expect(skillsOf(scene.client).load(URI)).rejects.toThrow(/is not loaded: its 2 files have/);
  expect(scene.read).toEqual([]);
});

test.each<[string, (entry: SkillEntry) => unknown]>([
  ["no object", () => null],
  ["no uri", ({ uri: _, ...rest }) => rest],
  ["a name unlike its uri", (entry) => ({ ...entry, uri: "skill://other/SKILL.md" })],
  ["a name of capitals", (entry) => ({ ...entry, frontmatter: { name: "PDF", description: "d" } })],
  ["no description", (entry) => ({ ...entry, frontmatter: { name: "pdf" } })],
  ["no resources", ({ resources: _, ...rest }) => rest],
  ["another word for dynamic", (entry) => ({ ...entry, resources: "static" })],
  ["no SKILL.md", (entry) => ({ ...entry, resources: entry.resources.slice(1) })],
  ["a file twice", (entry) => ({ ...entry, resources: [...entry.resources, entry.resources[1]] })],
  [
    "a file elsewhere",
    (entry) => ({ ...entry, resources: [{ uri: "skill://x/y", digest: "", size: 0 }] }),
  ],
  [
    "a file that climbs",
    (entry) => ({
      ...entry,
      resources: [...entry.resources, { uri: "skill://pdf/%2E./x", digest: "", size: 0 }],
    }),
  ],
  ["no digest", (entry) => ({ ...entry, resources: [{ uri: URI, digest: "md5:1", size: 1 }] })],
  [
    "no size",
    (entry) => ({ ...entry, resources: [{ uri: URI, digest: `sha256:${"0".repeat(64)}` }] }),
  ],
])("an entry with %s fails the list, or is left out with onInvalid", async (_what, spoil) => {
  await using scene = await openScene({ list: (entry) => [entry, spoil(entry)] });
  await expect(skillsOf(scene.client).list()).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  const codes: unknown[] = [];
  const options: SkillReaderOptions = { onInvalid: (error) => void codes.push(error.code) };
  expect((await skillsOf(scene.client, options).list()).map(({ uri }) => uri)).toEqual([URI]);
  expect(codes).toEqual(["INVALID_RESPONSE"]);
});

test("a skill with generated content is loaded only on request, and its frontmatter is verified", async () => {
  await using scene = await openScene({ entry: { resources: "dynamic" } });
  await expect(skillsOf(scene.client).load(URI)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  expect(scene.read).toEqual([]);
  const skill = await skillsOf(scene.client, { allowDynamic: true }).load(URI);
  expect(skill).toMatchObject({ isVerified: false, files: [] });
  expect((await skill.read("references/FORMS.md")).text).toBe("# Forms\n");
  const frontmatter = { name: "pdf", description: "Other" };
  await using other = await openScene({ entry: { resources: "dynamic", frontmatter } });
  await expect(skillsOf(other.client, { allowDynamic: true }).load(URI)).rejects.toMatchObject({
    data: { reason: "frontmatter" },
  });
});

test("a server without the extension has no skills, and is not asked for any", async () => {
  await using client = await connect(createServer({ name: "s", version: "1" }));
  const skills = skillsOf(client);
  expect(skills.isSupported).toBe(false);
  expect(await skills.list()).toEqual([]);
  await expect(skills.get(URI)).rejects.toMatchObject({ code: "INVALID_OPTION" });
  await expect(skills.readDirectory("skill://pdf")).rejects.toMatchObject({
    code: "INVALID_OPTION",
  });
});
