import { expect, test } from "vitest";
import { readVariable } from "../bundle/variable.ts";
import { readProject } from "../project/read-project.ts";
import type { ServerJsonParts } from "./create-server-json.ts";
import { createServerJson } from "./create-server-json.ts";

const PACKAGE = {
  name: "@acme/desk",
  version: "1.2.0",
  description: "Tickets",
  homepage: "https://desk.example",
  repository: { url: "git+https://github.com/Acme/desk.git", directory: "./server" },
};
const read = (members: object) =>
  readProject(JSON.stringify({ ...PACKAGE, ...members }), "package.json");
const create = (parts: Partial<ServerJsonParts> = {}) =>
  createServerJson({ project: read({}), server: { title: "Desk", version: "1.2.0" }, ...parts });

test("a package is listed with its version, its repository and its page", () => {
  expect(create()).toEqual({
    $schema: "https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json",
    name: "io.github.Acme/desk",
    title: "Desk",
    description: "Tickets",
    repository: { url: "https://github.com/Acme/desk", source: "github", subfolder: "server" },
    version: "1.2.0",
    websiteUrl: "https://desk.example",
    packages: [
      {
        registryType: "npm",
        identifier: "@acme/desk",
        version: "1.2.0",
        transport: { type: "stdio" },
      },
    ],
  });
});

test.each([
  [{ mcpName: "com.acme/desk" }, {}, "com.acme/desk"],
  [{ mcpName: "com.acme/desk" }, { name: "com.acme/other" }, "com.acme/other"],
  [{}, { existing: { name: "com.acme/old" } }, "com.acme/old"],
  [{ repository: "gitlab:acme/desk" }, {}, undefined],
])("the name for %j and %j is %s", (members, parts, name) => {
  expect(create({ project: read(members), ...parts }).name).toBe(name);
});

test("places that the registry does not take are left out", () => {
  const project = read({
    homepage: "http://desk.example",
    repository: "https://git.acme.example/desk",
  });
  const document = create({ project, server: { websiteUrl: "https://server.example" } });
  expect(document).not.toHaveProperty("repository");
  expect(document.websiteUrl).toBe("https://server.example");
});

test("words, variables, bundles, images and URLs are listed (mongodb/agent-skills#8)", () => {
  const document = create({
    variables: [readVariable("API_TOKEN: yours", true), readVariable("REGION=eu", false)],
    packageArguments: ["serve", "--port=3000", "--quiet"],
    runtimeArguments: ["-y"],
    bundle: {
      url: "https://github.com/acme/desk/releases/download/v1.2.0/desk.mcpb",
      sha256: "ab",
    },
    image: "ghcr.io/acme/desk:1.2.0",
    remotes: ["https://desk.example/mcp"],
  });
  const [npm, mcpb, oci] = document.packages ?? [];
  expect(npm).toMatchObject({
    runtimeHint: "npx",
    runtimeArguments: [{ type: "named", name: "-y" }],
    packageArguments: [
      { type: "positional", value: "serve" },
      { type: "named", name: "--port", value: "3000" },
      { type: "named", name: "--quiet" },
    ],
    environmentVariables: [
      { name: "API_TOKEN", description: "yours", isRequired: true, isSecret: true },
      { name: "REGION", isRequired: false, default: "eu" },
    ],
  });
  expect(mcpb).toMatchObject({ registryType: "mcpb", fileSha256: "ab" });
  expect(mcpb).not.toHaveProperty("version");
  expect(oci).toMatchObject({ registryType: "oci", identifier: "ghcr.io/acme/desk:1.2.0" });
  expect(oci?.environmentVariables).toHaveLength(2);
  expect(document.remotes).toEqual([{ type: "streamable-http", url: "https://desk.example/mcp" }]);
});

test("members of the file of before stay, and versions follow package.json", () => {
  const first = create({
    variables: [readVariable("API_TOKEN", true)],
    image: "ghcr.io/acme/desk:1.2.0",
    remotes: ["https://desk.example/mcp"],
  });
  const existing = {
    ...first,
    title: "Mine",
    icons: [{ src: "https://desk.example/i.png" }],
    remotes: [{ ...first.remotes?.[0], type: "streamable-http", headers: [{ name: "X-Key" }] }],
    packages: [
      ...(first.packages ?? []),
      { registryType: "pypi", identifier: "desk", version: "9.0.0", transport: { type: "stdio" } },
    ],
  };
  const next = create({ project: read({ version: "1.3.0" }), existing });
  expect(next).toEqual({
    ...existing,
    version: "1.3.0",
    packages: existing.packages.map((each, index) =>
      index === 0 ? { ...each, version: "1.3.0" } : each,
    ),
  });
  expect(create({ existing: next, project: read({ version: "1.3.0" }) })).toEqual(next);
  const moved = create({
    existing,
    image: "ghcr.io/acme/desk:2.0.0",
    remotes: ["https://b.example"],
  });
  expect(moved.packages?.filter((each) => each.registryType === "oci")).toMatchObject([
    { identifier: "ghcr.io/acme/desk:2.0.0", environmentVariables: [{ name: "API_TOKEN" }] },
  ]);
  expect(moved.remotes).toEqual([{ type: "streamable-http", url: "https://b.example" }]);
  const same = create({ existing, remotes: ["https://desk.example/mcp"] });
  expect(same.remotes).toEqual(existing.remotes);
});

test("a private package is not listed", () => {
  expect(create({ project: read({ private: true }) })).not.toHaveProperty("packages");
});
