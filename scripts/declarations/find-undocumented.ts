import type { ClassElement, TSSignature } from "oxc-parser";
import type { Declaration, DeclarationFile } from "./read-declarations.ts";
import { commentBefore } from "./read-declarations.ts";

/** Names the exports of a file, and the members of its exported interfaces and classes, that have no docstring. */
export function findUndocumented(file: DeclarationFile): string[] {
  return [...file.exports].flatMap(([name, local]) => {
    const declarations = file.declarations.get(local) ?? [];
    const hasComment = declarations.some(({ comment }) => comment !== "");
    const members = declarations.flatMap((declaration) => bareMembers(file, declaration));
    return [
      ...(declarations.length > 0 && !hasComment ? [name] : []),
      ...members.map((member) => `${name}.${member}`),
    ];
  });
}

function bareMembers(file: DeclarationFile, { node }: Declaration): string[] {
  const members: readonly (TSSignature | ClassElement)[] =
    node.type === "TSInterfaceDeclaration" || node.type === "ClassDeclaration"
      ? node.body.body
      : [];
  // Overloads and accessors share the comment of the first.
  const documented = new Set<string>();
  const bare = new Set<string>();
  for (const member of members) {
    const name = nameOf(file, member);
    if (name === undefined) continue;
    if (commentBefore(file.code, file.comments, member.start)) documented.add(name);
    else bare.add(name);
  }
  return [...bare].filter((name) => !documented.has(name));
}

/**
 * The name of a member; `undefined` if it needs no docstring: private members, constructors, index
 * signatures, and a discriminant such as `type: "text"`.
 */
function nameOf(file: DeclarationFile, member: TSSignature | ClassElement): string | undefined {
  if (!("key" in member) || member.key.type === "PrivateIdentifier") return undefined;
  const name = file.code.slice(member.key.start, member.key.end);
  const type = "typeAnnotation" in member ? member.typeAnnotation?.typeAnnotation : undefined;
  if (type?.type === "TSLiteralType") return undefined;
  const isInherited = name === "constructor" || name.startsWith("Symbol.");
  return isInherited || ("accessibility" in member && member.accessibility === "private")
    ? undefined
    : name;
}
