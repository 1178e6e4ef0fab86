import { isLoopbackHost } from "@mortise/protocol";

/** A client that reaches servers by their URL alone, and is set up by hand in its own pages. */
export interface RemoteClient {
  /** The name on the command line. */
  readonly id: string;
  /** The name for people. */
  readonly label: string;
  /** The steps to take there, in order. */
  readonly steps: readonly string[];
}

/** The clients that run elsewhere; the sources are in docs/decisions/0040-install.md. */
export const REMOTE_CLIENTS: readonly RemoteClient[] = [
  {
    id: "chatgpt",
    label: "ChatGPT",
    steps: [
      "Open Settings, Apps & Connectors, Advanced settings, and switch developer mode on.",
      "Go back to Apps & Connectors and press Create.",
      "Give the name, the URL {url}, and OAuth or no authentication.",
      "In a chat, choose the app from the + menu.",
    ],
  },
  {
    id: "claude-ai",
    label: "Claude.ai",
    steps: [
      "Open Settings, Connectors, and press Add custom connector.",
      "Give the name and the URL {url}; a client id and secret only if the server wants a fixed one.",
      "Press Connect, and sign in if the server asks.",
    ],
  },
  {
    id: "copilot-studio",
    label: "Copilot Studio",
    steps: [
      "Open the agent, Tools, Add a tool, New tool, Model Context Protocol.",
      "Give the name, a description, and the URL {url}.",
      "Choose no authentication, API key, or OAuth 2.0 with dynamic discovery.",
      "Create a connection, and add the tool to the agent.",
    ],
  },
];

/** Returns the remote client of a name; `undefined` for a name of no such client. */
export function findRemoteClient(id: string): RemoteClient | undefined {
  return REMOTE_CLIENTS.find((client) => client.id === id);
}

/** The observed parts of a server for remote clients. */
export interface SeenServer {
  /** The URL of its endpoint. */
  readonly url: string;
  /** Whether it wants a login. */
  readonly needsLogin: boolean;
  /** Whether its challenge led to metadata of its authorization; needed with a login. */
  readonly hasMetadata?: boolean;
  /** Its tools, when they could be listed. */
  readonly tools: readonly {
    readonly name: string;
    readonly annotations?: { readonly readOnlyHint?: boolean | undefined } | undefined;
  }[];
}

/** Says what stands between a server and the clients that reach it over the internet; empty for nothing. */
export function reviewRemote({ url, needsLogin, hasMetadata, tools }: SeenServer): string[] {
  const { protocol, hostname } = new URL(url);
  const unmarked = tools.filter(({ annotations }) => annotations?.readOnlyHint === undefined);
  return [
    ...(protocol === "https:" ? [] : ["the URL is not https, which they require"]),
    ...(isPublic(hostname)
      ? []
      : [`${hostname} is not on the internet; put it behind a public name or a tunnel`]),
    ...(needsLogin && hasMetadata === false
      ? [
          "it wants a login, and its challenge leads to no metadata (RFC 9728), so they cannot sign in",
        ]
      : []),
    ...(unmarked.length === 0
      ? []
      : [
          `${unmarked.map(({ name }) => name).join(", ")}: no readOnlyHint, so ChatGPT asks before each call and Copilot leaves ${unmarked.length === 1 ? "it" : "them"} out`,
        ]),
  ];
}

/** Addresses that routers of the internet do not carry (RFC 1918, 3927, 6598, 4193, 4291), and local names. */
function isPublic(hostname: string): boolean {
  const isPrivate =
    /^(?:10|127|0)\.|^192\.168\.|^169\.254\.|^172\.(?:1[6-9]|2\d|3[01])\.|^100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
  if (isLoopbackHost(hostname) || isPrivate.test(hostname)) return false;
  if (/^\[(?:f[cd]|fe[89ab]|::)/i.test(hostname)) return false;
  if (hostname.startsWith("[")) return true;
  return (
    hostname.includes(".") &&
    !/\.(?:local|internal|lan|home\.arpa|test|localhost)\.?$/.test(hostname)
  );
}
