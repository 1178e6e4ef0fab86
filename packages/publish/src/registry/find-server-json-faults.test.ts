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
    { _meta: { "io.modelcontextprotocol.registry/publisher-provided": { x: "y".repeat(5_000) } } },
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
