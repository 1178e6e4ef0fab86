import { v0_3 } from "@anthropic-ai/mcpb";
import { MortiseError } from "@mortise/protocol";
import type { ManifestParts } from "@mortise/publish";
import { createManifest, readProject, readVariable } from "@mortise/publish";
import fc from "fast-check";
import { expect, test } from "vitest";

const word = fc.oneof(
  fc.string(),
  fc.constantFrom("desk", "1.2.3", "1.2", "Ada <ada@example.com> (https://a.example)", "a@b.c"),
  fc.emailAddress(),
  fc.webUrl(),
);
const person = fc.oneof(
  word,
  fc.record({ name: word, email: word, url: word }, { requiredKeys: [] }),
);
const packageJson = fc.record(
  {
    name: word,
    version: word,
    description: word,
    author: person,
    license: word,
    homepage: word,
    bugs: fc.oneof(word, fc.record({ url: word })),
    repository: fc.oneof(word, fc.record({ url: word, directory: word })),
    keywords: fc.array(fc.oneof(word, fc.integer())),
    engines: fc.record({ node: word }),
    os: fc.array(fc.constantFrom("linux", "!win32", "aix", "darwin")),
  },
  { requiredKeys: [] },
);
const listed = fc.record({ name: word, description: word }, { requiredKeys: ["name"] });
const server = fc.record(
  {
    name: word,
    title: word,
    version: word,
    description: word,
    websiteUrl: word,
    tools: fc.array(listed),
    prompts: fc.array(fc.record({ name: word, text: word, arguments: fc.array(word) })),
    toolsChange: fc.boolean(),
    promptsChange: fc.boolean(),
  },
  { requiredKeys: [] },
);
const variable = fc.tuple(
  fc.constantFrom("A", "API_TOKEN?", "REGION=eu: where", "a=1"),
  fc.boolean(),
);

test("whatever package.json and the server say, the manifest is valid or refused in words", () => {
  let made = 0;
  fc.assert(
    fc.property(
      packageJson,
      server,
      fc.array(variable, { maxLength: 2 }),
      fc.boolean(),
      (members, seen, written, isWhole) => {
        const whole = { name: "desk", version: "1.2.3", description: "d", author: "Ada" };
        const parts = (): ManifestParts => ({
          project: readProject(
            JSON.stringify({ ...members, ...(isWhole && whole) }),
            "package.json",
          ),
          server: seen,
          variables: written.map(([text, isSecret]) => readVariable(text, isSecret)),
          hasIcon: isWhole,
        });
        try {
          const manifest = createManifest(parts());
          v0_3.McpbManifestSchema.parse(JSON.parse(JSON.stringify(manifest)));
          made += 1;
        } catch (error) {
          if (!MortiseError.is(error) || error.code !== "INVALID_OPTION") throw error;
        }
      },
    ),
    { numRuns: 2_000 },
  );
  expect(made).toBeGreaterThan(20);
});
