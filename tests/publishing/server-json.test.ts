import {
  createServerJson,
  findServerJsonFaults,
  readProject,
  readVariable,
  SERVER_SCHEMA,
} from "@mortise/publish";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import fc from "fast-check";
import { expect, test } from "vitest";

const ajv = new Ajv2020({ strict: false });
addFormats.default(ajv);
const validate = ajv.compile(SERVER_SCHEMA);

const URL = "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json";
const MINIMAL = {
  $schema: URL,
  name: "io.github.ada/desk",
  description: "Tickets",
  version: "1.0.0",
};
const STDIO = { type: "stdio" };
const npm = (more: object): object => ({
  ...MINIMAL,
  packages: [
    { registryType: "npm", identifier: "desk", version: "1.0.0", transport: STDIO, ...more },
  ],
});

/** Documents of the registry's documentation and their like, with what its schema says of each. */
const DOCUMENTS: readonly (readonly [boolean, object])[] = [
  [true, MINIMAL],
  [true, npm({})],
  [true, npm({ transport: { type: "streamable-http", url: "http://localhost:{port}/mcp" } })],
  [true, npm({ packageArguments: [{ type: "positional", valueHint: "path" }] })],
  [true, npm({ packageArguments: [{ type: "named", name: "--port", isRepeated: true }] })],
  [true, npm({ environmentVariables: [{ name: "A", format: "filepath", choices: ["a"] }] })],
  [
    true,
    {
      ...MINIMAL,
      remotes: [
        {
          type: "streamable-http",
          url: "https://{tenant}.example.com/mcp",
          variables: { tenant: { isRequired: true } },
        },
        {
          type: "sse",
          url: "https://example.com/sse",
          headers: [{ name: "X-Key", isSecret: true }],
        },
      ],
    },
  ],
  [false, { ...MINIMAL, name: "desk" }],
  [false, { ...MINIMAL, name: undefined }],
  [false, { ...MINIMAL, description: "x".repeat(101) }],
  [false, { ...MINIMAL, description: "" }],
  [false, { ...MINIMAL, repository: { url: "https://github.com/a/b" } }],
  [false, npm({ version: "latest" })],
  [false, npm({ transport: undefined })],
  [false, npm({ transport: { type: "streamable-http" } })],
  [false, npm({ fileSha256: "A".repeat(64) })],
  [false, npm({ packageArguments: [{ type: "positional" }] })],
  [false, npm({ packageArguments: [{ type: "named", value: "x" }] })],
  [false, npm({ environmentVariables: [{ description: "nameless" }] })],
  [false, npm({ environmentVariables: [{ name: "A", format: "date" }] })],
  [false, { ...MINIMAL, remotes: [{ type: "stdio" }] }],
  [false, { ...MINIMAL, remotes: [{ type: "sse", url: "example.com" }] }],
  [false, { ...MINIMAL, icons: [{ src: "https://a.example/i.png", mimeType: "image/gif" }] }],
  [false, { ...MINIMAL, _meta: [] }],
];

test.each(DOCUMENTS)("the schema says %s to %j, to another validator too", (isValid, document) => {
  const plain = JSON.parse(JSON.stringify(document)) as Parameters<typeof findServerJsonFaults>[0];
  expect(validate(plain)).toBe(isValid);
  const faults = findServerJsonFaults(plain, { project: {}, server: {} });
  const ofForm = faults.filter((each) =>
    /^server\.json|^There is no (?!package)|characters|^The name/.test(each),
  );
  expect(ofForm.length === 0, faults.join("\n")).toBe(isValid);
});

test("whatever package.json says, an entry without faults is valid for another validator", () => {
  const word = fc.oneof(
    fc.string(),
    fc.webUrl(),
    fc.constantFrom("desk", "@acme/desk", "1.2.3", "acme/desk", "com.acme/desk", "dist/server.js"),
  );
  let published = 0;
  fc.assert(
    fc.property(
      fc.record(
        {
          name: word,
          description: word,
          mcpName: word,
          repository: word,
          bin: word,
          version: word,
        },
        { requiredKeys: [] },
      ),
      fc.record({ title: word, description: word }, { requiredKeys: [] }),
      fc.array(word, { maxLength: 2 }),
      fc.boolean(),
      (members, server, words, isWhole) => {
        const whole = {
          name: "@acme/desk",
          version: "1.2.3",
          mcpName: "com.acme/desk",
          bin: "a.js",
        };
        const text = JSON.stringify({ ...members, ...(isWhole && whole) });
        const project = readProject(text, "package.json");
        const document = createServerJson({
          project,
          server,
          packageArguments: words,
          remotes: words.filter((each) => /^https?:/.test(each)),
          variables: [readVariable("API_TOKEN", true)],
        });
        if (findServerJsonFaults(document, { project, server }).length > 0) return;
        published += 1;
        expect(
          validate(JSON.parse(JSON.stringify(document))),
          JSON.stringify(validate.errors),
        ).toBe(true);
      },
    ),
    { numRuns: 2_000 },
  );
  expect(published).toBeGreaterThan(20);
});
