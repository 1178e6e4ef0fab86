/** Programs that npm does not have in a form that runs here, and the reason. */
export const NOT_COVERED: readonly (readonly [name: string, reason: string])[] = [
  [
    "mcp-use as a client",
    "of mcp-use 2 it is @mcp-use/client, which npm lacks; that of 1.34.6 brings 354 packages and 541 MB, and was run by hand",
  ],
  [
    "a step-up of the official inspector 2.12 at better-auth",
    "it refreshes, and ends with 'auth() returned AUTHORIZED without authorization code'",
  ],
  ["a step-up of the AI SDK", "it shows the 403 as an error, and asks for no further scope"],
  ["a sign-in of supergateway", "it signs no user in; it carries a token, which is covered"],
  [
    "github-mcp-server of GitHub (Go)",
    "its releases are not on npm; another server in Go is covered",
  ],
  ["FastMCP and the SDK for Python", "npm has no Python packages"],
  [
    "a call of the view of server-basic-vue 2.0.3",
    "its view wraps the host's window in a proxy of Vue, which no host on another origin allows: it shows [ERROR]",
  ],
  ["the SDKs for Rust, Java and Kotlin", "no server of theirs is on npm as a program"],
];
