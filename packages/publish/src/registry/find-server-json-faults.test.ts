import { expect, test } from "vitest";
import { readProject } from "../project/read-project.ts";
import { createServerJson } from "./create-server-json.ts";
import { findServerJsonFaults, findServerJsonRemarks } from "./find-server-json-faults.ts";
import type { ServerJson } from "./server-json.ts";

const PACKAGE = {
  name: "@acme/desk",
  version: "1.2.0",
  description: "Tickets",
  mcpName: "io.github.Acme/desk",
  repository: "Acme/desk",
  bin: "dist/server.js",
};
const STDIO = { type: "stdio" };
const RELEASE = "https://github.com/Acme/desk/releases/download/v1.2.0/desk.mcpb";
const SHA = "a".repeat(64);

/** The faults of the entry of a package whose members differ, with members of its own. */
function find(
  members: object,
  more: object = {},
  server: { readonly version?: string } = {},
): string[] {
  const project = readProject(JSON.stringify({ ...PACKAGE, ...members }), "package.json");
  const document = { ...createServerJson({ project, server }), ...more } as ServerJson;
  return findServerJsonFaults(document, { project, server });
}

/** The faults of a single package. */
const findIn = (entry: object): string[] =>
  find({}, { packages: [{ transport: STDIO, ...entry }] }).map((each) =>
    each.replace(/^.*?: /, ""),
  );

test("an entry that can be published has no faults", () => {
  expect(find({}, {}, { version: "1.2.0" })).toEqual([]);
});

test.each([
  [{ repository: undefined, mcpName: undefined }, /^There is no name; add "repository"/],
  [{ description: undefined }, /^There is no description/],
  [
    { description: "x".repeat(158) },
    /^The description has 158 characters, and the registry takes 100/,
  ],
  [{ version: undefined }, /^There is no version/],
  [{ version: "1.2" }, /^The version "1.2" is no semantic one/],
  [
    { mcpName: undefined },
    /^package.json has no mcpName, .*: npm pkg set mcpName=io.github.Acme\/desk$/,
  ],
  [{ mcpName: "desk" }, /^The name "desk" is no reverse domain with a name/],
  [{ mcpName: "desk/desk" }, /no reverse domain/],
  [{ mcpName: "com.acme/desk/x" }, /no reverse domain/],
  [{ mcpName: "com.acme/d" }, /is not in the form of the registry/],
  [{ mcpName: "com.acme/-desk" }, /is not in the form of the registry/],
  [{ mcpName: "io.github.acme/desk" }, /^The account is Acme on GitHub, and acme in the name/],
  [{ bin: undefined }, /^package.json has no "bin"/],
  [{ bin: { one: "1.js", two: "2.js" } }, /^npx starts the command desk of a package with several/],
  [{ private: true }, /^There is no package and no URL/],
])("a package.json with %j is refused", (members, message) => {
  expect(find(members)).toEqual([expect.stringMatching(message)]);
});

test.each([
  [
    { name: "com.acme/other" },
    /^mcpName of package.json is io.github.Acme\/desk, and the name of the server com/,
  ],
  [{ websiteUrl: "http://desk.example" }, /^websiteUrl is http:/],
  [{ websiteUrl: "desk" }, /^server\.json\.websiteUrl: /],
  [
    { repository: { url: "https://git.acme.example/desk", source: "git" } },
    /^repository is https:\/\/git/,
  ],
  [
    { repository: { url: "https://github.com/a/b", source: "github", subfolder: "../x" } },
    /clean relative path/,
  ],
  [{ icons: [{ src: "http://desk.example/i.png" }] }, /^The icon http:.* is not at an https URL/],
  [
    { icons: [{ src: "https://desk.example/i.png", sizes: ["big"] }] },
    /^server\.json\.icons\[0\]\.sizes\[0\]/,
  ],
  [{ title: "" }, /^server\.json\.title/],
  [
    { _meta: { "io.modelcontextprotocol.registry/publisher-provided": { x: "é".repeat(2_100) } } },
    /^_meta has more than 4096 bytes/,
  ],
  [
    { remotes: [{ type: "streamable-http", url: "http://desk.example/mcp" }] },
    /^The remote .* https URL/,
  ],
  [
    { remotes: [{ type: "streamable-http", url: "https://localhost:3000/mcp" }] },
    /^The remote .* https URL/,
  ],
  [
    { remotes: [{ type: "streamable-http", url: "https://{who}.example/mcp" }] },
    /has \{who\}, of which/,
  ],
  [{ remotes: [{ type: "stdio" }] }, /^server\.json\.remotes\[0\]/],
  [
    { packages: [{ registryType: "npm", identifier: "x", version: "latest", transport: STDIO }] },
    /packages\[0\]\.version/,
  ],
])("a server.json with %j is refused", (members, message) => {
  expect(find({}, members)).toEqual([expect.stringMatching(message)]);
});

test.each([
  [{ registryType: "npm", identifier: "@acme/other" }, /no version/],
  [
    { registryType: "npm", identifier: "@acme/other", version: "1.0.0" },
    /its version is 1.0.0, and that of the server 1.2.0/,
  ],
  [{ registryType: "npm", identifier: "a b", version: "1.2.0" }, /has a space/],
  [
    {
      registryType: "npm",
      identifier: "x",
      version: "1.2.0",
      registryBaseUrl: "https://npm.acme.example",
    },
    /registry.npmjs.org alone/,
  ],
  [
    { registryType: "npm", identifier: "x", version: "1.2.0", fileSha256: SHA },
    /fileSha256 is for bundles/,
  ],
  [{ registryType: "mcpb", identifier: RELEASE }, /has no checksum/],
  [
    { registryType: "mcpb", identifier: RELEASE.replace("1.2.0", "1.1.0"), fileSha256: SHA },
    /names no version 1.2.0/,
  ],
  [
    { registryType: "mcpb", identifier: "https://acme.example/1.2.0/desk.mcpb", fileSha256: SHA },
    /no file of a release/,
  ],
  [
    { registryType: "mcpb", identifier: RELEASE.replace("desk.mcpb", "desk.zip"), fileSha256: SHA },
    /wants "mcp"/,
  ],
  [{ registryType: "oci", identifier: "ghcr.io/acme/desk" }, /no tag/],
  [{ registryType: "oci", identifier: "ghcr.io/acme/desk:latest" }, /no tag/],
  [{ registryType: "oci", identifier: "ghcr.io/acme/desk:1.1.0" }, /its tag is 1.1.0/],
  [{ registryType: "oci", identifier: "registry.acme.example/desk:1.2.0" }, /no host/],
  [
    {
      registryType: "oci",
      identifier: "ghcr.io/acme/desk:1.2.0",
      registryBaseUrl: "https://ghcr.io",
    },
    /refuses registryBaseUrl/,
  ],
  [
    {
      registryType: "pypi",
      identifier: "desk",
      packageArguments: [{ type: "named", name: "--port 80" }],
    },
    /has more than a name/,
  ],
  [
    {
      registryType: "pypi",
      identifier: "desk",
      packageArguments: [{ type: "named", name: "-p", value: "-p 1" }],
    },
    /the value of -p repeats its name/,
  ],
])("a package %j is refused", (entry, message) => {
  expect(findIn(entry)).toEqual([expect.stringMatching(message)]);
});

test.each([
  { registryType: "mcpb", identifier: RELEASE, fileSha256: SHA },
  {
    registryType: "mcpb",
    identifier: "https://gitlab.com/a/b/c/-/releases/v1.2.0/downloads/x.mcpb",
    fileSha256: SHA,
  },
  { registryType: "oci", identifier: "ghcr.io/acme/desk:1.2.0" },
  { registryType: "oci", identifier: "docker.io/acme/desk:v1.2.0-slim" },
  { registryType: "oci", identifier: `europe-docker.pkg.dev/p/r/desk@sha256:${SHA}` },
  { registryType: "pypi", identifier: "desk", version: "9.0.0" },
])("a package %j is taken", (entry) => {
  expect(findIn(entry)).toEqual([]);
});

test("a server of another version is refused", () => {
  expect(find({}, {}, { version: "1.1.0" })).toEqual([
    "The server calls itself version 1.1.0, and package.json has 1.2.0; write the same",
  ]);
});

test("several faults come at once", () => {
  expect(find({ version: "1.2", mcpName: undefined, bin: undefined })).toHaveLength(3);
});

test("remarks name what a workflow may not do, and pre-releases", () => {
  const project = readProject(
    JSON.stringify({ ...PACKAGE, version: "2.0.0-rc.1", mcpName: "io.github.ada/desk" }),
    "package.json",
  );
  const document = createServerJson({ project, server: {} });
  expect(findServerJsonRemarks(document, { project, server: {} })).toEqual([
    "A pre-release behind a stable version is never the latest in the registry",
    "A workflow of https://github.com/Acme/desk may publish io.github.Acme/… alone, not io.github.ada/…",
  ]);
});

test.each([
  [{ packages: "x" }, "server.json.packages: must be a list, not a string"],
  [{ packages: {} }, "server.json.packages: must be a list, not an object"],
  [{ packages: [null] }, "server.json.packages[0]: must be an object, not null"],
  [{ remotes: [null] }, "server.json.remotes[0]: must be an object, not null"],
])("a file with %j gets words", (existing, fault) => {
  const project = readProject(JSON.stringify(PACKAGE), "package.json");
  const written = existing as unknown as ServerJson;
  const document = createServerJson({ project, server: {}, existing: written });
  expect(findServerJsonFaults(document, { project, server: {} })).toEqual([fault]);
  const remotes = ["https://desk.example/mcp"];
  expect(createServerJson({ project, server: {}, existing: written, remotes }).remotes).toEqual([
    { type: "streamable-http", url: remotes[0] },
  ]);
});

test.each(["constructor", "__proto__", "toString"])("%s is no kind of anything", (word) => {
  const repository = { url: "https://github.com/acme/desk", source: word };
  expect(find({}, { repository })).toEqual([expect.stringContaining("takes a page on GitHub")]);
  expect(findIn({ registryType: word, identifier: "x" })).toEqual([]);
  const identifier = `https://${word}/mcp/1.2.0`;
  expect(findIn({ registryType: "mcpb", identifier, fileSha256: SHA })).toEqual([
    expect.stringContaining("is no file of a release"),
  ]);
});

test.each([
  { websiteUrl: "https://ada:hunter2@desk.example" },
  { icons: [{ src: "https://hunter2@desk.example/icon.png" }] },
  {
    remotes: [
      { type: "streamable-http", url: "https://ada:hunter2@{host}/mcp", variables: { host: {} } },
    ],
  },
  {
    packages: [
      {
        registryType: "mcpb",
        identifier: RELEASE.replace("//", "//:hunter2@"),
        fileSha256: SHA,
        transport: STDIO,
      },
    ],
  },
])("credentials in %j are refused, and not repeated", (more) => {
  expect(find({}, more)).toEqual([
    expect.stringMatching(
      /^(?!.*hunter2).* is at a URL with a user name|^websiteUrl is a URL with/,
    ),
  ]);
});

test.each([
  "localhost.",
  "127.1.2.3",
  "0.0.0.0",
  "10.0.0.1",
  "172.31.0.1",
  "192.168.1.1",
  "169.254.169.254",
  "[::]",
  "[::ffff:10.0.0.1]",
  "[fd00::1]",
  "[fe80::1]",
])("others cannot reach %s", (host) => {
  expect(find({}, { remotes: [{ type: "streamable-http", url: `https://${host}/mcp` }] })).toEqual([
    `The remote https://${host}/mcp is not at an https URL that others can reach`,
  ]);
});

test.each(["10.example", "172.15.0.1", "[2606:4700::1111]", "localhost.example"])(
  "others can reach %s",
  (host) => {
    const remotes = [{ type: "streamable-http", url: `https://${host}/mcp` }];
    expect(find({}, { remotes })).toEqual([]);
  },
);

test("a secret has no default, and GitHub's namespace one spelling", () => {
  const environmentVariables = [{ name: "API_TOKEN", isSecret: true, default: "hunter2" }];
  const [fault, ...others] = findIn({
    registryType: "npm",
    identifier: "other",
    version: "1.2.0",
    environmentVariables,
  });
  expect(others).toEqual([]);
  expect(fault).toBe("the secret API_TOKEN has a default, which all could read; leave it out");
  const name = "IO.GitHub.Acme/desk";
  expect(find({ mcpName: name })).toEqual([expect.stringContaining("write io.github.")]);
});

test("a description is measured in characters, not in halves of them", () => {
  expect(find({ description: "😀".repeat(100) })).toEqual([]);
  expect(find({ description: "😀".repeat(101) })).toEqual([expect.stringContaining("has 101")]);
});
