const NAME_LIMIT = 64;

/** Something that needs a name the model can call. */
export interface Named {
  /** The name under which the agent knows the server. */
  readonly server: string;
  /** The tool's name at its server. */
  readonly tool: string;
}

/**
 * When tools bear their server's name: where two would have the same name without it, or always.
 */
export type PrefixOption = "collision" | "always";

/** How tools are named. */
export interface ToolNameOptions {
  /** Names that no tool may have. */
  readonly reserved: readonly string[];
  /** When tools bear their server's name. */
  readonly prefix: PrefixOption;
}

/**
 * Gives each tool a name that every provider takes and no other tool has. A tool that is named as if it were of
 * another server bears its own server's name, so that no server takes calls that are meant for another.
 *
 * Providers allow letters, digits, `_` and `-`, at most 64, and Gemini wants a letter or `_` first.
 */
export function assignToolNames(
  tools: readonly Named[],
  { reserved, prefix }: ToolNameOptions,
): string[] {
  const plain = tools.map(({ tool }) => sanitize(tool));
  const counts = new Map<string, number>(reserved.map((name) => [name, 1]));
  for (const name of plain) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Set(reserved);
  const prefixes = new Map(tools.map(({ server }) => [server, toPrefix(server)]));
  const isForeign = (name: string, server: string): boolean =>
    [...prefixes].some(
      ([other, start]) => other !== server && name.toLowerCase().startsWith(start),
    );
  return tools.map(({ server, tool }, index) => {
    const name = plain[index] ?? "";
    const isShared = (counts.get(name) ?? 0) > 1;
    const isPrefixed = prefix === "always" || isShared || isForeign(name, server);
    const wanted = isPrefixed ? sanitize(`${server}_${tool}`) : name;
    const free = firstFree(wanted, taken);
    taken.add(free);
    return free;
  });
}

function toPrefix(server: string): string {
  return `${sanitize(server)}_`.toLowerCase();
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const suffix = number === 1 ? "" : `_${number}`;
    const candidate = name.slice(0, NAME_LIMIT - suffix.length) + suffix;
    if (!taken.has(candidate)) return candidate;
  }
}

function sanitize(name: string): string {
  const clean = name.replace(/[^a-zA-Z0-9_-]/g, "_") || "_";
  const named = /^[a-zA-Z_]/.test(clean) ? clean : `_${clean}`;
  if (named.length <= NAME_LIMIT) return named;
  const mark = hash(name);
  return `${named.slice(0, NAME_LIMIT - mark.length - 1)}_${mark}`;
}

/** Hashes a name (FNV-1a), which keeps apart long names that begin alike. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const character of text) {
    value = Math.imul(value ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  return (value >>> 0).toString(36);
}
