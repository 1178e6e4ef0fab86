import { everyText } from "../text/every-text.ts";
import { quote } from "../text/quote.ts";
import { definitionsOf } from "./definitions.ts";
import type { Rule } from "./rule.ts";

/** Control characters, the escapes of terminals among them; tabs and line ends are text. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/u;
/** Characters that turn the direction of text, or have no width anywhere. */
const INVISIBLE =
  /[\u00ad\u115f\u1160\u180e\u202a-\u202e\u2060-\u2064\u2066-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb]/u;
/** Joiners and marks belong to the scripts of Asia and to emoji, and have no use between letters of ASCII. */
const JOINER = /(?<=[!-~ ])[\u200b-\u200f](?=[!-~ ]|$)|^[\u200b-\u200f]/u;
/** Tags carry ASCII that is not shown; they belong to the flags of some countries alone. */
const TAGS = /(?<!\u{1f3f4}[\u{e0061}-\u{e007a}]*)[\u{e0000}-\u{e007f}]/u;

/** Text that people do not see and models read. */
export const hiddenCharacters: Rule = {
  id: "hidden-characters",
  severity: "error",
  about: "Characters in a definition that people do not see and models read.",
  *check(evidence) {
    for (const { subject, definition } of definitionsOf(evidence)) {
      for (const { pointer, text } of everyText(definition)) {
        const found = [TAGS, CONTROL, INVISIBLE, JOINER]
          .map((pattern) => pattern.exec(text))
          .find(Boolean);
        if (!found) continue;
        const code = found[0].codePointAt(0)?.toString(16).toUpperCase().padStart(4, "0");
        yield {
          subject,
          pointer,
          message: `The text holds the invisible character U+${code} at ${found.index}; a reviewer does not see all that a model reads.`,
          fix: "Remove the character.",
        };
        break;
      }
    }
  },
};

/** Orders to a model that poisoned definitions are known for. */
const ORDERS: readonly RegExp[] = [
  /\b(?:ignore|disregard|forget)\s+(?:all\s+|any\s+)?(?:(?:of\s+)?(?:the|your)\s+)?(?:previous|prior|above|earlier|other|system)\s+(?:instructions?|prompts?|rules|messages)/i,
  /\b(?:do\s+not|don't|never|without)\s+(?:tell(?:ing)?|mention(?:ing)?|inform(?:ing)?|reveal(?:ing)?|show(?:ing)?|notify(?:ing)?)\b[^.\n]{0,30}\b(?:the\s+)?user\b/i,
  /<\/?(?:important|system|secret|hidden|instructions?)>/i,
  /\b(?:read|send|include|pass|attach)\b[^.\n]{0,60}(?:~\/\.ssh|id_rsa|\.aws\/credentials|\.env\b|mcp\.json)/i,
  /\byou\s+must\s+(?:always\s+)?(?:call|use|run|invoke)\s+this\s+tool\s+(?:before|first|instead)/i,
];

/** Text that orders a model about, beyond the purpose of its tool. */
export const instructionsToModel: Rule = {
  id: "instructions-to-model",
  severity: "warning",
  about:
    "Orders to the model in a definition, as in poisoned tools, which hosts and scanners refuse.",
  *check(evidence) {
    for (const { subject, definition } of definitionsOf(evidence)) {
      if (subject.kind === "server") continue;
      for (const { pointer, text } of everyText(definition)) {
        const [order] = ORDERS.map((pattern) => pattern.exec(text)?.[0]).filter(
          (found) => found !== undefined,
        );
        if (order === undefined) continue;
        yield {
          subject,
          pointer,
          message: `The text orders the model about (${quote(order)}), as poisoned tools do.`,
          fix: "Describe what the tool does; leave orders to the host and its user.",
        };
        break;
      }
    }
  },
};
