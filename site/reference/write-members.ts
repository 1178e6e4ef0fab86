import type { ClassElement, TSSignature } from "oxc-parser";
import type { Declaration, DeclarationFile } from "../../scripts/declarations/read-declarations.ts";
import { commentBefore } from "../../scripts/declarations/read-declarations.ts";
import type { FindAddress } from "./link-names.ts";
import { anchorOf } from "./name-page.ts";
import { writeDocstring } from "./write-docstring.ts";

/** A longer type has lines of its own. */
const MAX_INLINE = 90;

/** Writes the members of an interface or a class as a list in which each has an anchor; empty for anything else. */
export function writeMembers(
  file: DeclarationFile,
  { name, node }: Declaration,
  find: FindAddress,
): string {
  if (node.type !== "TSInterfaceDeclaration" && node.type !== "ClassDeclaration") return "";
  const taken = new Set<string>();
  return node.body.body
    .filter((member: TSSignature | ClassElement) => !isHidden(member))
    .map((member: TSSignature | ClassElement) => {
      const { label, type } = readMember(file.code, member);
      const anchor = anchorOf(name, label.replace(/\W+$/, "").replace(/^static /, ""));
      // Overloads share the anchor of the first.
      const id = taken.has(anchor) ? "" : ` {#${anchor}}`;
      taken.add(anchor);
      const comment = writeDocstring(commentBefore(file.code, file.comments, member.start), find);
      return writeMember({ label: `[\`${label}\`](#${anchor})`, type, id, comment }, find);
    })
    .join("\n");
}

interface Member {
  readonly label: string;
  readonly type: string;
  readonly id: string;
  readonly comment: string;
}

function writeMember({ label, type, id, comment }: Member, find: FindAddress): string {
  const isInline = type.length <= MAX_INLINE && !type.includes("\n");
  const only = find(type);
  const code = only ? `[\`${type}\`](${only})` : `\`${type}\``;
  const head = isInline && type !== "" ? `${label} ${code}` : label;
  const links = only ? "" : writeLinks(type, find);
  const parts = [
    `${head}${links}${id}`,
    ...(isInline ? [] : [`\`\`\`ts\n${type}\n\`\`\``]),
    ...(comment ? [comment] : []),
  ];
  return `- ${parts.join("\n\n").replace(/\n(?=.)/g, "\n  ")}\n`;
}

/** Links the names of the workspace that code mentions. */
export function writeLinks(code: string, find: FindAddress): string {
  const names = new Set(code.match(/\b[A-Z]\w+/g));
  const links = [...names].flatMap((name) => {
    const address = find(name);
    return address ? [`[${name}](${address})`] : [];
  });
  return links.length > 0 ? ` → ${links.join(", ")}` : "";
}

function isHidden(member: TSSignature | ClassElement): boolean {
  if ("accessibility" in member && member.accessibility === "private") return true;
  return "key" in member && member.key.type === "PrivateIdentifier";
}

/** Takes `readonly name?: Type` and `name(parameters): Result` apart. */
function readMember(
  code: string,
  member: TSSignature | ClassElement,
): { readonly label: string; readonly type: string } {
  const text = dedent(code.slice(member.start, member.end).replace(/;$/, ""));
  if (!("key" in member)) return { label: labelOf(member.type), type: withoutComments(text) };
  const isStatic = "static" in member && member.static;
  const key = code.slice(member.key.start, member.key.end);
  const shown = member.computed ? `[${key}]` : key;
  const isOptional = "optional" in member && member.optional;
  const label = `${isStatic ? "static " : ""}${shown}${isOptional ? "?" : ""}`;
  const rest = text.slice(text.indexOf(key) + key.length).replace(/^[\]?!]*/, "");
  return { label, type: withoutComments(rest.replace(/^:\s*/, "")) };
}

function labelOf(type: string): string {
  return type === "TSIndexSignature" ? "any other member" : "call";
}

/** A comment inside of a type belongs to the members of that type, which the code shows alone. */
function withoutComments(code: string): string {
  return code.replace(/\/\*\*[\s\S]*?\*\//g, "").replace(/\n\s*(?=\n)/g, "");
}

function dedent(code: string): string {
  const lines = code.split("\n");
  const last = lines.at(-1) ?? "";
  const indent = last.length - last.trimStart().length;
  return lines.map((line, at) => (at === 0 ? line : line.slice(indent))).join("\n");
}
