/** Programs that npm does not have in a form that runs here, and the reason. */
export const NOT_COVERED: readonly (readonly [name: string, reason: string])[] = [
  ["mcp-use as a client", "its client is not on npm; its server is covered"],
  [
    "github-mcp-server of GitHub (Go)",
    "its releases are not on npm; another server in Go is covered",
  ],
  ["FastMCP and the SDK for Python", "npm has no Python packages"],
  ["the SDKs for Rust, Java and Kotlin", "no server of theirs is on npm as a program"],
];
