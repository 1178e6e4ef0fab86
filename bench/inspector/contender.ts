import { fileURLToPath } from "node:url";
import { PinnedPackages } from "../../scripts/workspace/pinned-packages.ts";

/** An inspector, and how it is brought to a page that is connected. */
export interface Contender {
  readonly name: "inspect" | "dev" | "official" | "mcp-use";
  readonly label: string;
  /** The arguments of Node that start it for a server, and variables beside those of this process. */
  start(server: Served): {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
  };
  /** Returns the URL of the page once it stands in the output. */
  findUrl(output: string, server: Served): string | undefined;
  /** The tab that shows the tools, where the page does not open on them. */
  readonly tab?: string;
}

/** The server that is looked at: its file, and its URL while it runs. */
export interface Served {
  readonly file: string;
  readonly url: string;
}

/** The inspectors that the benchmark installs. */
export const rivals: PinnedPackages = new PinnedPackages(new URL("./rivals/", import.meta.url));

/** Our commands, from the sources or from the folder of an install. */
function ours(installed: string | undefined): readonly Contender[] {
  const command =
    installed === undefined
      ? fileURLToPath(new URL("../../packages/mortise/src/bin.ts", import.meta.url))
      : `${installed}/node_modules/mortise/dist/bin.js`;
  const from = installed === undefined ? "sources" : "installed";
  const findUrl: Contender["findUrl"] = (output) => /http:\S+#token=\S+/.exec(output)?.[0];
  const flags = ["--port", "0", "--no-open"];
  return [
    {
      name: "inspect",
      label: `mortise inspect, ${from}`,
      start: ({ url }) => ({ args: [command, "inspect", url, ...flags] }),
      findUrl,
    },
    {
      name: "dev",
      label: `mortise dev, ${from}`,
      start: ({ file }) => ({ args: [command, "dev", file, ...flags] }),
      findUrl,
    },
  ];
}

const official: Contender = {
  name: "official",
  label: "official 2.12.0",
  start: () => ({
    args: [rivals.path("@modelcontextprotocol/inspector/clients/launcher/build/index.js"), "--web"],
    env: { MCP_AUTO_OPEN_ENABLED: "false", CLIENT_PORT: "16274" },
  }),
  tab: "Tools",
  // It connects by itself only from this link, which it does not print, and not to a `--server-url`.
  findUrl: (output, { url }) => {
    const found = /(http:\S+)\?MCP_INSPECTOR_API_TOKEN=(\w+)/.exec(output);
    if (found === null) return undefined;
    const [, page, token = ""] = found;
    const query = new URLSearchParams({
      MCP_INSPECTOR_API_TOKEN: token,
      serverUrl: url,
      transport: "http",
      autoConnect: token,
    });
    return `${page}/?${query}`;
  },
};

const mcpUse: Contender = {
  name: "mcp-use",
  label: "mcp-use 20.3.10",
  start: ({ url }) => ({
    args: [
      rivals.path("@mcp-use/inspector/dist/cli.js"),
      ...["--url", url, "--port", "16275", "--no-open"],
    ],
  }),
  findUrl: (output, { url }) => {
    const page = /http:\S+\/inspector$/m.exec(output)?.[0];
    return page && `${page}?autoConnect=${encodeURIComponent(url)}`;
  },
};

/** All inspectors; `installed` is a folder in which our packed packages are installed, in place of the sources. */
export function listContenders(installed: string | undefined): readonly Contender[] {
  return [...ours(installed), official, mcpUse];
}
