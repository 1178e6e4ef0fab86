import { expect, test } from "vitest";
import { readVariable } from "../bundle/variable.ts";
import { readNamespace } from "./server-name.ts";
import { writeWorkflow } from "./write-workflow.ts";

const GITHUB = readNamespace("io.github.acme/desk");

test("a package on npm needs to read the repository alone, and is awaited in the registry (paiml/rust-mcp-sdk#299, karanb192/reddit-mcp-buddy#54)", () => {
  const text = writeWorkflow({
    namespace: GITHUB,
    folder: "",
    hasPackage: true,
    file: "server.ts",
  });
  expect(text).toContain("contents: read\n      id-token: write\n");
  expect(text).toContain("npm publish --access public");
  expect(text).toContain("mcp-publisher login github-oidc");
  expect(text).toContain("npx mortise publish server.ts\n");
  expect(text).toContain("Publish to the registry, and see that it serves the version");
  expect(text).not.toMatch(/gh release|working-directory|NPM_TOKEN/);
});

test("a domain is proved by its key", () => {
  const namespace = readNamespace("com.example.tools/desk");
  const text = writeWorkflow({ namespace, folder: "packages/desk", hasPackage: false });
  expect(text).toContain('login dns --domain tools.example.com --private-key "$MCP_PRIVATE_KEY"');
  expect(text).toContain('working-directory: "packages/desk"');
  expect(text).not.toContain("npm publish");
});

test("a bundle asks for the same variables, whose words end no line and begin no expression", () => {
  const text = writeWorkflow({
    namespace: GITHUB,
    folder: "",
    hasPackage: false,
    file: "my server.ts",
    bundleFile: "desk.mcpb",
    isStarted: false,
    variables: [
      readVariable(`API_TOKEN: it's \${{ secrets.NPM }}\nand \`more\``, true),
      readVariable("REGION=eu", false),
      readVariable("LEVEL?", false),
    ],
  });
  expect(text).toContain(
    "npx mortise bundle 'my server.ts' --no-check --out dist/desk.mcpb --secret 'API_TOKEN: it'\\''s $ {{ secrets.NPM }} and `more`' --env REGION=eu --env 'LEVEL?'\n",
  );
  expect(text).toContain("npx mortise publish 'my server.ts' --mcpb dist/desk.mcpb --no-check\n");
  expect(text).toContain("contents: write");
});

test("the name of a file is no expression of the workflow", () => {
  const text = writeWorkflow({
    namespace: { kind: "github", owner: "acme" },
    folder: "",
    file: `a$${"{{"} secrets.NPM }}.ts`,
    hasPackage: true,
  });
  expect(text).toContain("npx mortise publish 'a$''{{ secrets.NPM }}.ts'");
});
