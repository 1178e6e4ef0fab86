import type { BundleVariable } from "../bundle/variable.ts";
import type { Namespace } from "./server-name.ts";

/** The first line of a workflow that is written here, by which it is known again. */
export const WORKFLOW_MARK =
  "# Written by mortise publish --workflow, which replaces the whole file.";

/** The release of the registry's own command, with the checksum that its maintainers published. */
const PUBLISHER = {
  version: "v1.8.1",
  sha256: "a06c9096dcb9727c13555b6be26c7effa707b01f06a4c561ba7a3635443cf2cc",
};

/** The things that a workflow publishes. */
export interface WorkflowParts {
  /** The proof that the registry asks for. */
  readonly namespace: Namespace;
  /** The folder of package.json in the repository; empty for its root. */
  readonly folder: string;
  /** The file of the server, relative to the folder. */
  readonly file?: string;
  /** Whether the package goes to npm. */
  readonly hasPackage: boolean;
  /** The name of the bundle that goes to a release; none without. */
  readonly bundleFile?: string;
  /** The variables that a bundle asks for. */
  readonly variables?: readonly BundleVariable[];
  /** Whether the server starts without the values of its variables, so that its lists can be read. Default `true`. */
  readonly isStarted?: boolean;
}

/**
 * Writes a workflow of GitHub Actions that publishes a stable version when its tag is pushed: to npm as a trusted
 * publisher, a bundle to a release, and to the registry by the identity of the repository, all without tokens.
 * Run again, it goes on where it failed.
 *
 * A name of a domain is proved by the key in the secret `MCP_PRIVATE_KEY`.
 */
export function writeWorkflow(parts: WorkflowParts): string {
  const { folder, hasPackage, bundleFile } = parts;
  const steps = [
    ...SETUP,
    ...(hasPackage ? NPM : []),
    ...(bundleFile === undefined ? [] : writeBundleSteps(bundleFile, parts)),
    ...writeRegistrySteps(parts),
  ];
  return `${WORKFLOW_MARK}
name: Publish

on:
  push:
    tags: ["v[0-9]+.[0-9]+.[0-9]+"]

permissions: {}

jobs:
  publish:
    runs-on: ubuntu-latest
    permissions:
      contents: ${bundleFile === undefined ? "read" : "write"}
      id-token: write
${folder === "" ? "" : `    defaults:\n      run:\n        working-directory: ${JSON.stringify(folder)}\n`}    steps:
${steps.map(indent).join("\n")}
`;
}

const SETUP = [
  `- uses: actions/checkout@v5
  with:
    persist-credentials: false`,
  `- uses: actions/setup-node@v5
  with:
    node-version: 24
    registry-url: https://registry.npmjs.org`,
  `- name: Refuse a tag that is not the version of package.json
  run: test "$GITHUB_REF_NAME" = "v$(npm pkg get version | tr --delete '"')"`,
  "- run: npm ci",
  "- run: npm test --if-present",
  "- run: npm run build --if-present",
];

const NPM = [
  `- name: Publish to npm as a trusted publisher, unless it was
  run: |
    package="$(npm pkg get name | tr --delete '"')@\${GITHUB_REF_NAME#v}"
    npm view "$package" version || npm publish --access public`,
];

function writeBundleSteps(
  bundleFile: string,
  { file = "", variables = [], isStarted = true }: WorkflowParts,
): string[] {
  const words = variables.map(
    (each) => ` ${each.isSecret ? "--secret" : "--env"} ${quote(spell(each))}`,
  );
  const path = `dist/${bundleFile}`;
  return [
    `- name: Bundle
  run: |
    npx mortise bundle ${quote(file)}${isStarted ? "" : " --no-check"} --out ${quote(path)}${words.join("")}`,
    `- name: Put the bundle into the release
  env:
    GH_TOKEN: \${{ github.token }}
  run: |
    gh release view "$GITHUB_REF_NAME" || gh release create "$GITHUB_REF_NAME" --verify-tag --generate-notes
    gh release upload "$GITHUB_REF_NAME" ${quote(path)} --clobber`,
  ];
}

function writeRegistrySteps(parts: WorkflowParts): string[] {
  const { namespace, file, bundleFile, isStarted = true } = parts;
  const words = [
    ...(file === undefined ? [] : [quote(file)]),
    ...(bundleFile === undefined ? [] : [`--mcpb ${quote(`dist/${bundleFile}`)}`]),
    ...(isStarted ? [] : ["--no-check"]),
  ];
  return [
    `- name: Install mcp-publisher
  env:
    VERSION: ${PUBLISHER.version}
    SHA256: ${PUBLISHER.sha256}
  run: |
    archive="$RUNNER_TEMP/mcp-publisher.tar.gz"
    curl --fail --silent --show-error --location --output "$archive" "https://github.com/modelcontextprotocol/registry/releases/download/$VERSION/mcp-publisher_linux_amd64.tar.gz"
    echo "$SHA256  $archive" | sha256sum --check
    tar --extract --gzip --file "$archive" --directory "$RUNNER_TEMP" mcp-publisher
    echo "$RUNNER_TEMP" >> "$GITHUB_PATH"`,
    namespace.kind === "github"
      ? `- name: Sign in as this repository
  run: mcp-publisher login github-oidc`
      : `- name: Sign in as the domain
  env:
    MCP_PRIVATE_KEY: \${{ secrets.MCP_PRIVATE_KEY }}
  run: mcp-publisher login dns --domain ${quote(namespace.domain)} --private-key "$MCP_PRIVATE_KEY"`,
    `- name: Publish to the registry, and see that it serves the version
  run: |
    npx mortise publish${words.map((word) => ` ${word}`).join("")}`,
  ];
}

/** Spells a variable as the command line takes it. */
function spell({ name, isRequired, description, ...variable }: BundleVariable): string {
  const value = variable.default === undefined ? "" : `=${variable.default}`;
  const mark = isRequired || value !== "" ? "" : "?";
  const help = description === undefined ? "" : `: ${description}`;
  // Neither ends the line of the script, nor begins an expression of the workflow.
  return `${name}${mark}${value}${help}`.replace(/\s+/g, " ").replaceAll("${{", "$ {{");
}

/** Quotes a word for the shell, unless it is plain. */
function quote(word: string): string {
  if (/^[\w./@:=-]+$/.test(word)) return word;
  // An expression of the workflow would be replaced within quotes too.
  return `'${word.replaceAll("'", "'\\''").replaceAll("${{", () => "$''{{")}'`;
}

function indent(step: string): string {
  return step
    .split("\n")
    .map((line) => `      ${line}`)
    .join("\n");
}
