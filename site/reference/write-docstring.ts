import type { FindAddress } from "./link-names.ts";

const TITLES: Readonly<Record<string, string>> = {
  "@example": "**Example**",
  "@throws": "**Throws** ",
  "@see": "**See** ",
};

/** Writes a doc comment, without its slashes and stars, as Markdown whose links lead to the reference. */
export function writeDocstring(comment: string, find: FindAddress): string {
  return comment
    .replace(/^\*/, "")
    .replace(/^[ \t]*\*[ \t]?/gm, "")
    .replace(/^@module\b.*$/gm, "")
    .replace(/^@(?:param|returns) (\w+)(?: -)?[ \t]*/gm, "\n**`$1`** ")
    .replace(/^(@\w+)[ \t]*/gm, (tag, name: string) => (TITLES[name] ? `\n${TITLES[name]}` : tag))
    .replace(/\{@link ([^}\s|]+)(?:[\s|]+([^}]*))?\}/g, (_, target: string, label?: string) =>
      writeLink(target, label, find),
    )
    .trim();
}

/** The first sentence of a docstring, on one line. */
export function firstSentence(markdown: string): string {
  const [paragraph = ""] = markdown.split(/\n\s*\n/);
  const line = paragraph.replace(/\s+/g, " ");
  return /^.*?[.:](?= [A-Z`]|$)/.exec(line)?.[0].replace(/:$/, ".") ?? line;
}

function writeLink(target: string, label: string | undefined, find: FindAddress): string {
  if (/^https?:/.test(target)) return `[${label ?? target}](${target})`;
  const address = find(target);
  const text = `\`${label?.trim() || target}\``;
  return address ? `[${text}](${address})` : text;
}
