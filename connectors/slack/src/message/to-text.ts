const LINK = /<([@#!]?)([^<>|]+)(?:\|([^<>]*))?>/g;
const ENTITIES: Readonly<Record<string, string>> = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };

/** Converts Slack's markup to plain text, with names for users and addresses for links. */
export function toText(markup: string, nameOf: (userId: string) => string): string {
  return markup
    .replace(LINK, (_, kind: string, target: string, label: string | undefined) => {
      switch (kind) {
        case "@":
          return `@${label || nameOf(target)}`;
        case "#":
          return `#${label || target}`;
        case "!":
          // Groups and dates say in the label what they mean; `<!here>` says it itself.
          return label || `@${target.split("^")[0]}`;
        default:
          return !label || label === target || `mailto:${label}` === target
            ? target.replace(/^mailto:/, "")
            : `${label} (${target})`;
      }
    })
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity);
}

/** Returns the ids of the users that Slack's markup mentions without naming them. */
export function findMentions(markup: string): string[] {
  return [...markup.matchAll(LINK)].flatMap(([, kind, target, label]) =>
    kind === "@" && !label && target !== undefined ? [target] : [],
  );
}
