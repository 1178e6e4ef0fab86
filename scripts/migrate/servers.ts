/** A public server that `mortise migrate` is tried on. */
export interface TriedServer {
  readonly name: string;
  /** Its repository on GitHub, which is checked out in a folder of its last name. */
  readonly repository: string;
  /** The folder of its package inside the repository. */
  readonly folder: string;
  /** The file that is started, inside that folder. */
  readonly file: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Files that the first does not import, such as the entry over HTTP. */
  readonly more?: readonly string[];
  /** A tool that needs no key, and its arguments. */
  readonly call?: readonly [tool: string, args: Readonly<Record<string, unknown>>];
}

const REFERENCE = "modelcontextprotocol/servers";

export const SERVERS: readonly TriedServer[] = [
  {
    name: "everything",
    repository: REFERENCE,
    folder: "src/everything",
    file: "index.ts",
    call: ["echo", { message: "hello" }],
  },
  {
    name: "filesystem",
    repository: REFERENCE,
    folder: "src/filesystem",
    file: "index.ts",
    args: ["."],
    call: ["list_allowed_directories", {}],
  },
  {
    name: "memory",
    repository: REFERENCE,
    folder: "src/memory",
    file: "index.ts",
    call: ["read_graph", {}],
  },
  {
    name: "sequentialthinking",
    repository: REFERENCE,
    folder: "src/sequentialthinking",
    file: "index.ts",
    call: [
      "sequentialthinking",
      { thought: "one", nextThoughtNeeded: false, thoughtNumber: 1, totalThoughts: 1 },
    ],
  },
  {
    name: "brave-search",
    repository: "brave/brave-search-mcp-server",
    folder: ".",
    file: "src/index.ts",
    env: { BRAVE_API_KEY: "none", BRAVE_MCP_TRANSPORT: "stdio" },
  },
  {
    name: "exa",
    repository: "exa-labs/exa-mcp-server",
    folder: ".",
    file: "src/stdio-cli.ts",
    env: { EXA_API_KEY: "none" },
  },
  {
    name: "perplexity",
    repository: "perplexityai/modelcontextprotocol",
    folder: ".",
    file: "src/index.ts",
    more: ["src/http.ts"],
    env: { PERPLEXITY_API_KEY: "none" },
  },
  {
    name: "fetch-mcp",
    repository: "zcaceres/fetch-mcp",
    folder: ".",
    file: "src/index.ts",
    call: ["fetch_html", { url: "http://127.0.0.1:1/" }],
  },
  {
    name: "fred",
    repository: "stefanoamorelli/fred-mcp-server",
    folder: ".",
    file: "src/index.ts",
    env: { FRED_API_KEY: "none" },
  },
  {
    name: "context7",
    repository: "upstash/context7",
    folder: "packages/mcp",
    file: "src/index.ts",
  },
  {
    name: "kubernetes",
    repository: "Flux159/mcp-server-kubernetes",
    folder: ".",
    file: "src/index.ts",
  },
  {
    name: "figma-context",
    repository: "GLips/Figma-Context-MCP",
    folder: ".",
    file: "src/bin.ts",
    args: ["--stdio", "--figma-api-key=none"],
  },
  {
    name: "desktop-commander",
    repository: "wonderwhy-er/DesktopCommanderMCP",
    folder: ".",
    file: "src/index.ts",
  },
  {
    name: "server-quickstart",
    repository: "modelcontextprotocol/typescript-sdk",
    folder: "examples/server-quickstart",
    file: "src/index.ts",
  },
  {
    name: "paddle",
    repository: "PaddleHQ/paddle-mcp-server",
    folder: ".",
    file: "src/index.ts",
    args: ["--api-key=none", "--environment=sandbox"],
  },
];
