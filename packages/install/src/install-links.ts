import type { ServerEntry } from "./entry.ts";

/** A link that opens a client, which then asks whether to add a server. */
export interface InstallLink {
  /** The client that the link opens. */
  readonly client: "cursor" | "vscode" | "goose";
  /** The link of the client's own scheme, for a terminal or a page. */
  readonly url: string;
  /** The same by https, where Markdown drops other schemes. */
  readonly webUrl?: string;
  /** The limits of the link. */
  readonly notes: readonly string[];
}

/**
 * Returns the links that add a server to Cursor, VS Code and Goose. They hold no value of a variable
 * or header: the client asks for them, or takes them from its environment.
 */
export function installLinks(name: string, entry: ServerEntry): InstallLink[] {
  return [cursorLink(name, entry), codeLink(name, entry), gooseLink(name, entry)];
}

function cursorLink(name: string, entry: ServerEntry): InstallLink {
  const config = configOf(entry, (variable) => `\${env:${variable}}`);
  const query = `name=${encodeURIComponent(name)}&config=${encodeURIComponent(toBase64(JSON.stringify(config)))}`;
  return {
    client: "cursor",
    url: `cursor://anysphere.cursor-deeplink/mcp/install?${query}`,
    webUrl: `https://cursor.com/en/install-mcp?${query}`,
    notes: notesOf(entry),
  };
}

function codeLink(name: string, entry: ServerEntry): InstallLink {
  const asked = secretsOf(entry);
  const config = configOf(entry, (variable) => `\${input:${variable}}`);
  const inputs = asked.map((id) => ({ type: "promptString", id, description: id, password: true }));
  const whole = { name, ...config, ...(inputs.length > 0 && { inputs }) };
  const { name: _, ...rest } = whole;
  const web = `name=${encodeURIComponent(name)}&config=${encodeURIComponent(JSON.stringify(rest))}`;
  return {
    client: "vscode",
    url: `vscode:mcp/install?${encodeURIComponent(JSON.stringify(whole))}`,
    webUrl: `https://insiders.vscode.dev/redirect/mcp/install?${web}`,
    notes: notesOf(entry),
  };
}

function gooseLink(name: string, entry: ServerEntry): InstallLink {
  const words: (readonly [string, string])[] =
    entry.kind === "url"
      ? [
          ["url", entry.url],
          ["type", "streamable_http"],
        ]
      : [["cmd", entry.command], ...entry.args.map((arg) => ["arg", arg] as const)];
  const asked = secretsOf(entry).map((each) => ["env", `${each}=${each}`] as const);
  const about = [
    ["id", name],
    ["name", name],
    ["description", name],
  ] as const;
  const query = [...words, ...about, ...(entry.kind === "process" ? asked : [])]
    .map(([key, value]) => `${key}=${encodeURIComponent(value)}`)
    .join("&");
  const isKnown = entry.kind === "url" || GOOSE_COMMANDS.includes(entry.command);
  const notes = isKnown
    ? notesOf(entry)
    : [...notesOf(entry), `Goose opens links whose command is one of ${GOOSE_COMMANDS.join(", ")}`];
  return { client: "goose", url: `goose://extension?${query}`, notes };
}

/** The commands that Goose takes from a link. */
const GOOSE_COMMANDS = ["cu", "docker", "jbang", "npx", "uvx"];

function notesOf(entry: ServerEntry): string[] {
  if (entry.kind === "url") return [];
  const isHere = [entry.command, ...entry.args].some((word) => /^(?:\/|[A-Za-z]:[\\/])/.test(word));
  return isHere ? ["The link names files of this machine, and works on it alone"] : [];
}

function configOf(entry: ServerEntry, refer: (variable: string) => string): object {
  const filled = Object.fromEntries(secretsOf(entry).map((each) => [each, refer(each)]));
  const isFilled = Object.keys(filled).length > 0;
  if (entry.kind === "url") {
    return { type: "http", url: entry.url, ...(isFilled && { headers: filled }) };
  }
  const { command, args } = entry;
  return { type: "stdio", command, args, ...(isFilled && { env: filled }) };
}

function secretsOf(entry: ServerEntry): string[] {
  if (entry.kind === "url") return Object.keys(entry.headers);
  return [...new Set([...Object.keys(entry.env), ...entry.references])];
}

function toBase64(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
}
