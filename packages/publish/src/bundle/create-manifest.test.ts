import { expect, test } from "vitest";
import type { ManifestParts, SeenServer } from "./create-manifest.ts";
import { bundleFileName, createManifest } from "./create-manifest.ts";
import { readVariable } from "./variable.ts";

const PROJECT = {
  name: "@acme/desk",
  version: "1.2.0",
  description: "Tickets",
  author: { name: "Ada" },
} as const;
const SERVER: SeenServer = { name: "desk", version: "1.2.0", tools: [], prompts: [] };

const create = (parts: Partial<ManifestParts>) =>
  createManifest({ project: PROJECT, server: SERVER, ...parts });

test("the server is started by Node with its file, by the path of the bundle", () => {
  const manifest = create({});
  expect(manifest.server.mcp_config).toEqual({
    command: "node",
    args: [`\${__dirname}/server/index.js`],
    env: {},
  });
  expect(manifest).not.toHaveProperty("user_config");
  expect(manifest).not.toHaveProperty("icon");
  expect(bundleFileName(manifest)).toBe("acme-desk-1.2.0.mcpb");
});

test("members that package.json lacks are taken from the server", () => {
  const server = {
    ...SERVER,
    title: "Desk",
    description: "of the server",
    websiteUrl: "https://a.example",
  };
  const manifest = create({ project: { author: PROJECT.author }, server });
  expect(manifest).toMatchObject({
    name: "desk",
    display_name: "Desk",
    version: "1.2.0",
    description: "of the server",
    homepage: "https://a.example",
  });
});

test("the URL of a server that no browser opens is left out", () => {
  const manifest = create({ server: { ...SERVER, websiteUrl: "javascript:alert(1)" } });
  expect(manifest).not.toHaveProperty("homepage");
});

test("lists that may change are said to", () => {
  const tool = { name: "find" };
  expect(create({ server: { ...SERVER, tools: [tool], toolsChange: true } })).toMatchObject({
    tools: [tool],
    tools_generated: true,
  });
  const fixed = create({ server: { ...SERVER, tools: [tool], toolsChange: false } });
  expect(fixed).not.toHaveProperty("tools_generated");
  expect(fixed).not.toHaveProperty("prompts_generated");
});

test("a server that was not started may have any tools", () => {
  const manifest = create({ server: {} });
  expect(manifest).toMatchObject({ tools_generated: true, prompts_generated: true });
  expect(manifest).not.toHaveProperty("tools");
});

test("variables are asked of the user (mongodb/agent-skills#8)", () => {
  const variables = [readVariable("API_TOKEN", true), readVariable("REGION=eu", false)];
  expect(create({ variables })).toMatchObject({
    server: {
      mcp_config: {
        env: { API_TOKEN: `\${user_config.api_token}`, REGION: `\${user_config.region}` },
      },
    },
    user_config: { api_token: { sensitive: true, required: true }, region: { default: "eu" } },
  });
});

test("the range of Node and the systems of package.json are kept", () => {
  expect(create({}).compatibility).toEqual({
    platforms: ["darwin", "win32", "linux"],
    runtimes: { node: ">=22.18" },
  });
  const project = { ...PROJECT, node: ">=24", platforms: ["darwin"] as const };
  expect(create({ project }).compatibility).toEqual({
    platforms: ["darwin"],
    runtimes: { node: ">=24" },
  });
});

test.each([
  [
    "name",
    { project: { ...PROJECT, name: undefined }, server: {} },
    /no name; add "name" to package.json, or give --name/,
  ],
  [
    "version",
    { project: { ...PROJECT, version: undefined }, server: {} },
    /no version; add "version" to package.json/,
  ],
  [
    "description",
    { project: { ...PROJECT, description: undefined } },
    /no description; add "description"/,
  ],
  [
    "author",
    { project: { ...PROJECT, author: undefined } },
    /no author; add "author" to package.json, or give --author/,
  ],
])("a bundle without %s is refused", (_, parts, message) => {
  expect(() => create(parts as unknown as Partial<ManifestParts>)).toThrow(message);
});

test.each(["1.2", "v1.2.0", "latest", "1.2.0.0", "=1.2.0", " 1.2.0", "01.2.0"])(
  "%j is no version",
  (version) => {
    expect(() => create({ project: { ...PROJECT, version } })).toThrow(
      `The version ${JSON.stringify(version)} of package.json is no semantic one`,
    );
  },
);

test.each(["1.2.0-rc.1", "1.2.0+build.5"])("%s is a version", (version) => {
  expect(create({ project: { ...PROJECT, version } }).version).toBe(version);
});

test("names that no program takes are refused with a way out", () => {
  const project = { ...PROJECT, name: undefined };
  const parts = { project, server: { ...SERVER, name: "my desk" } } as unknown as ManifestParts;
  expect(() => create(parts)).toThrow(
    /"my desk" is no name for a bundle; give another with --name/,
  );
  expect(create({ ...parts, name: "desk" }).name).toBe("desk");
  expect(() => create({ name: "../x" })).toThrow(/of --name/);
});

test.each([
  [["A_B", "a_b"], /A_B and a_b are one setting for hosts/],
  [["A", "A"], /A is given twice/],
])("%j are refused", (names, message) => {
  const variables = names.map((name) => readVariable(name, false));
  expect(() => create({ variables })).toThrow(message);
});

test("a policy is a page", () => {
  expect(create({ privacyPolicies: ["https://a.example/privacy"] }).privacy_policies).toEqual([
    "https://a.example/privacy",
  ]);
  expect(() => create({ privacyPolicies: ["a.example"] })).toThrow(
    /--privacy has "a.example" as URL/,
  );
});
