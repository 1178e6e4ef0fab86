import type { Tool } from "@mortise/protocol";
import { quote } from "../text/quote.ts";
import type { Evidence } from "../view/evidence.ts";
import type { Fault, Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** The longest name in MCP (2026-07-28, Tools: tool names). */
const LONGEST = 128;
/** The longest name that the interfaces of OpenAI, Gemini and Bedrock take. */
const LONGEST_AT_PROVIDERS = 64;
/** `mcp__<uuid>__`, with which connectors of Claude begin the name of a tool: anthropics/claude-code#21050. */
const CONNECTOR_PREFIX = "mcp__00000000-0000-0000-0000-000000000000__".length;
const CURSOR_LIMIT = 60;

/** A name that a host or a provider shortens or refuses. */
export const nameLength: Rule = {
  id: "name-length",
  severity: "warning",
  about: "A tool name that is too long, alone or with the prefix that a host adds.",
  *check({ modelTools, listing }) {
    for (const { name } of modelTools) {
      const fault = checkLength(name, listing);
      if (fault !== undefined) yield { subject: toolSubject(name), pointer: "/name", ...fault };
    }
  },
};

function checkLength(
  name: string,
  { name: server = "", transport }: Evidence["listing"],
): Omit<Fault, "subject"> | undefined {
  const { length } = name;
  if (length > LONGEST_AT_PROVIDERS) {
    return {
      severity: "error",
      message: `The name has ${length} characters; ${length > LONGEST ? `MCP allows ${LONGEST}, and ` : ""}OpenAI, Gemini and Bedrock take ${LONGEST_AT_PROVIDERS}.`,
      fix: `Shorten the name to ${LONGEST_AT_PROVIDERS - CONNECTOR_PREFIX} characters, so that the longest prefix of a host fits before it.`,
      affects: ["OpenAI", "Google", "Amazon Bedrock"],
    };
  }
  const prefixed = `mcp__${server.replace(/[^\w-]/g, "_")}__${name}`;
  if (server !== "" && prefixed.length > LONGEST_AT_PROVIDERS) {
    return {
      message: `Claude Code calls it ${quote(prefixed)}, which has ${prefixed.length} characters, more than ${LONGEST_AT_PROVIDERS}, when the server is entered by its own name.`,
      fix: `Shorten the name of the tool or of the server by ${prefixed.length - LONGEST_AT_PROVIDERS} characters.`,
      affects: ["Claude Code"],
    };
  }
  if (server !== "" && server.length + length > CURSOR_LIMIT) {
    return {
      message: `The names of the server and the tool have ${server.length + length} characters together, and Cursor leaves out tools beyond ${CURSOR_LIMIT}.`,
      fix: `Shorten the name of the tool or of the server by ${server.length + length - CURSOR_LIMIT} characters.`,
      affects: ["Cursor"],
    };
  }
  if (transport === "http" && length + CONNECTOR_PREFIX > LONGEST_AT_PROVIDERS) {
    return {
      severity: "note",
      message: `As a connector of Claude the name gets ${CONNECTOR_PREFIX} characters before it and has ${length + CONNECTOR_PREFIX}, more than the ${LONGEST_AT_PROVIDERS} of tool search.`,
      fix: `Shorten the name to ${LONGEST_AT_PROVIDERS - CONNECTOR_PREFIX} characters.`,
      affects: ["Claude connectors"],
    };
  }
  return undefined;
}

/** A name with characters that not every provider takes. */
export const nameCharacters: Rule = {
  id: "name-characters",
  severity: "warning",
  about: "A tool name with characters that not every provider takes.",
  *check({ modelTools }) {
    for (const { name } of modelTools) {
      const subject = toolSubject(name);
      const odd = [...new Set(name.match(/[^A-Za-z0-9_-]/gu))];
      if (name === "" || odd.some((character) => !/[./]/.test(character))) {
        yield {
          subject,
          pointer: "/name",
          severity: "error",
          message:
            name === ""
              ? "The name is empty."
              : `The name contains ${odd.map(quote).join(" and ")}, which MCP does not allow in the name of a tool.`,
          fix: 'Use letters of ASCII, digits, "_" and "-".',
        };
      } else if (odd.length > 0) {
        yield {
          subject,
          pointer: "/name",
          message: `The name contains ${odd.map(quote).join(" and ")}; MCP allows it, but the providers take letters, digits, "_" and "-", and hosts that send the name as it is fail with all tools.`,
          fix: `Write "_" in place of ${odd.map(quote).join(" and ")}.`,
          affects: ["Anthropic", "OpenAI", "GitHub Copilot CLI"],
        };
      } else if (/^[0-9-]/.test(name)) {
        yield {
          subject,
          pointer: "/name",
          message: `The name begins with ${quote(name.slice(0, 1))}; Gemini wants a letter or "_" there.`,
          fix: "Begin the name with a verb, such as get_.",
          affects: ["Google"],
        };
      }
    }
  },
};

/** Two names that are one for some host. */
export const nameCollision: Rule = {
  id: "name-collision",
  severity: "error",
  about:
    "Two tools with the same name, or with names that are the same once a host has made them fit.",
  *check({ tools }) {
    const taken = new Map<string, Tool>();
    for (const tool of tools) {
      const key = tool.name.replace(/[^A-Za-z0-9_-]/g, "_").toLowerCase();
      const other = taken.get(key);
      if (other === undefined) {
        taken.set(key, tool);
        continue;
      }
      const isSame = other.name === tool.name;
      yield {
        subject: toolSubject(tool.name),
        pointer: "/name",
        severity: isSame ? "error" : "warning",
        message: isSame
          ? "Two tools have this name, so only one of them can be called."
          : `The name becomes the same as ${quote(other.name)} in hosts that replace characters or ignore case.`,
        fix: "Give each tool a name that says how it differs.",
      };
    }
  },
};
