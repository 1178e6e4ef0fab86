import type { Subject } from "../finding.ts";
import type { PlacedText } from "../text/every-text.ts";
import { everyText } from "../text/every-text.ts";
import { definitionsOf } from "./definitions.ts";
import type { Rule } from "./rule.ts";

/** Credentials with a form of their own. */
const KINDS: readonly { readonly name: string; readonly pattern: RegExp }[] = [
  { name: "a key of Anthropic", pattern: /\bsk-ant-[\w-]{20,}/ },
  { name: "a key of OpenAI", pattern: /\bsk-(?:proj-|svcacct-)?[A-Za-z0-9_-]{32,}/ },
  { name: "a token of GitHub", pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{40,})/ },
  { name: "a token of Slack", pattern: /\bxox[abposr]-[\w-]{20,}/ },
  { name: "a key of AWS", pattern: /\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/ },
  { name: "a key of Google", pattern: /\bAIza[\w-]{35}\b/ },
  { name: "a key of Stripe", pattern: /\b[rs]k_live_[A-Za-z0-9]{20,}/ },
  { name: "a private key", pattern: /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----/ },
  { name: "a JSON Web Token", pattern: /\beyJ[\w-]{15,}\.eyJ[\w-]{10,}\.[\w-]{10,}/ },
  {
    name: "a password in a URL",
    pattern: /\b[a-z][a-z\d+.-]*:\/\/[^\s/:@<>{}$]+:(?!\/)[^\s/@<>{}$*]{6,}@[\w.-]+/i,
  },
];

/** Parts of texts that stand for a credential in an example. */
const PLACEHOLDER =
  /x{6,}|\.{3}|…|0{8,}|1234567|example|placeholder|your[-_ ]|changeme|:(?:pass|password|secret)@/i;

/** A credential in a text that every client, model and log receives. */
export const secret: Rule = {
  id: "secret",
  severity: "error",
  about: "A credential in a definition or in the instructions.",
  *check(evidence) {
    for (const { subject, definition } of definitionsOf(evidence)) {
      const fault = findSecret(subject, everyText(definition));
      if (fault !== undefined) yield fault;
    }
  },
};

function findSecret(subject: Subject, texts: readonly PlacedText[]) {
  for (const { pointer, text } of texts) {
    const kind = KINDS.find(({ pattern }) => {
      const [found] = pattern.exec(text) ?? [];
      return found !== undefined && !PLACEHOLDER.test(found);
    });
    if (kind === undefined) continue;
    return {
      subject,
      pointer,
      message: `The text holds ${kind.name}; every client, model and log that sees the list has it.`,
      fix: "Withdraw the credential, and read it from the environment in the handler.",
    };
  }
  return undefined;
}
