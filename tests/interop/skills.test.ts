import { fileURLToPath } from "node:url";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { SkillsClient, SkillVerificationError } from "@modelcontextprotocol/client/ext/skills";
import { createMcpHandler, McpServer } from "@modelcontextprotocol/server";
import { loadSkills } from "@modelcontextprotocol/server/ext/skills/node";
import { skillsOf } from "@mortise/client";
import { connect, skillFolder } from "@mortise/node";
import type { SkillEntry } from "@mortise/protocol";
import { createServer } from "@mortise/server";
import { expect, test } from "vitest";

const FOLDER = fileURLToPath(new URL("../fixture/skills/", import.meta.url));
const URL_OF = "http://localhost/mcp";
const PDF = "skill://pdf-processing/SKILL.md";
const FORMS = "skill://pdf-processing/references/FORMS.md";

type Handler = (request: Request) => Promise<Response>;

const fetchOf =
  (handler: Handler): typeof fetch =>
  (input, init) =>
    handler(new Request(input, init));

/** The answers of both servers about the same folder, in any order. */
function sorted(entries: readonly unknown[]): SkillEntry[] {
  return (entries as readonly SkillEntry[])
    .map(({ uri, frontmatter, resources }) => ({
      uri,
      frontmatter,
      resources:
        resources === "dynamic"
          ? resources
          : [...resources].sort((a, b) => a.uri.localeCompare(b.uri)),
    }))
    .sort((a, b) => a.uri.localeCompare(b.uri));
}

async function openOurs(): Promise<{ fetch: typeof fetch } & AsyncDisposable> {
  const server = createServer({ name: "ours", version: "1.0.0" });
  server.extend(await skillFolder(FOLDER, { watch: false }));
  return { fetch: fetchOf(server.fetch), [Symbol.asyncDispose]: () => server.close() };
}

async function openTheirs(): Promise<typeof fetch> {
  const catalog = await loadSkills(FOLDER);
  const handler = createMcpHandler(() => {
    const server = new McpServer({ name: "theirs", version: "1.0.0" });
    catalog.attach(server);
    return server;
  });
  return fetchOf((request) => handler.fetch(request));
}

test.each(["auto", "legacy"] as const)(
  "the official client lists, verifies and reads our skills (%s)",
  async (mode) => {
    await using ours = await openOurs();
    const client = new Client(
      { name: "official", version: "1.0.0" },
      { versionNegotiation: { mode } },
    );
    await client.connect(new StreamableHTTPClientTransport(new URL(URL_OF), { fetch: ours.fetch }));
    const skills = new SkillsClient(client);
    expect(skills.supported).toBe(true);
    const { skills: entries } = await skills.list();
    expect(entries.map(({ uri }) => uri).sort()).toEqual([
      PDF,
      "skill://shop/french-invoice/SKILL.md",
    ]);
    const { skill } = await skills.get(PDF);
    expect(await skills.read(skill)).toMatchObject({
      verified: true,
      frontmatter: { name: "pdf-processing", metadata: { version: "1.0" } },
    });
    const forms = await skills.read(skill, "references/FORMS.md");
    expect(forms).toMatchObject({ uri: FORMS, verified: true, mimeType: "text/markdown" });
    const pixel = await skills.read(skill, "assets/pixel.png");
    expect(pixel).toMatchObject({ verified: true, mimeType: "image/png" });
    await expect(skills.read(skill, "other.md")).rejects.toThrow(SkillVerificationError);
    const { resources } = await skills.readDirectory("skill://pdf-processing");
    expect(resources.map(({ name }) => name)).toEqual(["pdf-processing", "assets", "references"]);
    await expect(skills.get("skill://none/SKILL.md")).rejects.toMatchObject({ code: -32602 });
    await client.close();
  },
);

test.each(["2026-07-28", "2025-11-25"] as const)(
  "our client lists, verifies and reads the official server's skills (%s)",
  async (revision) => {
    await using client = await connect(URL_OF, { fetch: await openTheirs(), revision });
    expect(client.revision).toBe(revision);
    const skills = skillsOf(client);
    expect((await skills.list()).map(({ uri }) => uri)).toContain(PDF);
    const skill = await skills.load(PDF);
    expect(skill).toMatchObject({ isVerified: true, frontmatter: { name: "pdf-processing" } });
    expect((await skill.read("references/FORMS.md")).text).toContain("# Forms");
    expect((await skill.read("assets/pixel.png")).bytes.length).toBeGreaterThan(60);
    await expect(skill.read("other.md")).rejects.toMatchObject({ code: "VERIFICATION_FAILED" });
    const children = await skills.readDirectory("skill://pdf-processing");
    expect(children.map(({ uri }) => uri)).toContain("skill://pdf-processing/references");
  },
);

test("both servers describe one folder alike: addresses, frontmatter, sizes and digests", async () => {
  await using ours = await openOurs();
  await using ourSide = await connect(URL_OF, { fetch: ours.fetch });
  await using theirSide = await connect(URL_OF, { fetch: await openTheirs() });
  expect(sorted(await skillsOf(ourSide).list())).toEqual(sorted(await skillsOf(theirSide).list()));
});
