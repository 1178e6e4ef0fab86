import { expect, test } from "vitest";
import { parseSkill } from "./frontmatter.ts";

const write = (yaml: string, body = "Body\n"): string => `---\n${yaml}\n---\n${body}`;

test.each([
  ["line feeds", write("name: a\ndescription: b")],
  ["carriage returns", write("name: a\ndescription: b").replaceAll("\n", "\r\n")],
  ["a byte order mark", `\uFEFF${write("name: a\ndescription: b")}`],
  ["spaces after the dashes", "---  \nname: a\ndescription: b\n--- \nBody\n"],
])("a SKILL.md with %s is taken apart", async (_what, text) => {
  const { frontmatter, instructions } = await parseSkill(text, "x");
  expect(frontmatter).toEqual({ name: "a", description: "b" });
  expect(instructions.trim()).toBe("Body");
});

test("frontmatter is YAML 1.2: dates and yes are text, numbers and lists are themselves", async () => {
  const yaml =
    'd: 2026-07-28\ny: yes\nn: 1.50\nl: [a, 2, null]\nq: "1.0"\nm: {k: {n: true}}\n7: seven';
  expect((await parseSkill(write(yaml), "x")).frontmatter).toEqual({
    d: "2026-07-28",
    y: "yes",
    n: 1.5,
    l: ["a", 2, null],
    q: "1.0",
    m: { k: { n: true } },
    7: "seven",
  });
});

test("only the first two lines of dashes are fences; a rule in the text is text", async () => {
  const { instructions } = await parseSkill(write("name: a", "One\n---\nTwo"), "x");
  expect(instructions).toBe("One\n---\nTwo");
});

test.each<[string, string, RegExp]>([
  ["nothing", "", /must begin with a line of ---/],
  ["no frontmatter", "# Title\n", /must begin with a line of ---/],
  ["frontmatter that does not end", "---\nname: a\n", /must begin with a line of ---/],
  ["a bad line", write("name: a\ndescription: [b"), /line [34] is no YAML/],
  ["a tab for indentation", write("metadata:\n\tk: v"), /line 3 is no YAML/],
  ["a field twice", write("name: a\nname: b"), /line 3 is no YAML: .*unique/],
  ["a tag", write("name: !!js/function a"), /line 2 is no YAML/],
  ["a list", write("- a"), /must be fields with values/],
  ["one word", write("a"), /must be fields with values/],
  ["no number", write("name: .nan"), /NaN, which is no JSON/],
  ["bytes", write("name: !!binary aGk="), /is no YAML|bytes/],
  ["too much", write(`name: ${"a".repeat(70_000)}`), /more than 65536 characters/],
  ["aliases that multiply", write(bomb(9)), /cannot be read|is no YAML/],
  ["deep nesting", write(`a: ${"[".repeat(100)}${"]".repeat(100)}`), /nested more than 32 deep/],
])(
  "a SKILL.md with %s is refused, and the file and line are named",
  async (_what, text, message) => {
    await expect(parseSkill(text, "skills/x/SKILL.md")).rejects.toMatchObject({
      code: "INVALID_DEFINITION",
      message: expect.stringMatching(message),
    });
    await expect(parseSkill(text, "skills/x/SKILL.md")).rejects.toThrow(
      /^skills\/x\/SKILL.md is no skill/,
    );
  },
);

/** Ten to the power of `levels` items in a few lines. */
function bomb(levels: number): string {
  const lines = [`a0: &a0 [${Array(10).fill("x").join(",")}]`];
  for (let level = 1; level < levels; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(",")}]`,
    );
  }
  return lines.join("\n");
}
