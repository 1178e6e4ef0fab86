import type { File, Identifier, Node, Statement } from "@babel/types";
import MagicString from "magic-string";
import type { Binding, Bindings } from "../syntax/bindings.ts";
import { bindNames } from "../syntax/bindings.ts";
import { endOf, everyNode, startOf } from "../syntax/parse.ts";
import { nameOf } from "../syntax/shape.ts";
import type { Finding } from "./finding.ts";
import { sdkVersion } from "./sdk.ts";

/** The name of an import in the official SDK. */
export interface SdkName {
  readonly name: string;
  readonly version: 1 | 2;
}

/** A file on its way from the official SDK to Mortise. */
export class Module {
  readonly path: string;
  readonly text: string;
  readonly file: File;
  readonly bindings: Bindings;
  readonly edits: MagicString;
  readonly findings: Finding[] = [];
  /** Registrations that the file makes, and those of them that were converted. */
  found = 0;
  converted = 0;
  /** The handlers of the low-level server that take a context, by name. */
  readonly withContext: Set<string> = new Set();
  /** Whether schemas of zod are given to Mortise. */
  usesZod = false;
  /** The identifiers of the SDK that are gone from the text. */
  readonly consumed: Set<Identifier> = new Set();
  /** The names of Mortise and of zod that the new text needs: what is imported, by its local name. */
  readonly needed: Map<string, Need> = new Map();
  readonly #marked: Set<Node> = new Set();

  constructor(path: string, text: string, file: File) {
    this.path = path;
    this.text = text;
    this.file = file;
    this.bindings = bindNames(file);
    this.edits = new MagicString(text);
  }

  get isTyped(): boolean {
    return /\.[cm]?tsx?$/.test(this.path);
  }

  textOf(node: Node): string {
    return this.text.slice(startOf(node), endOf(node));
  }

  /** The text of a piece of syntax with the edits that were made in it. */
  editedTextOf(node: Node): string {
    return this.edits.slice(startOf(node), endOf(node));
  }

  lineOf(node: Node): number {
    return node.loc?.start.line ?? 1;
  }

  parentOf(node: Node): Node | undefined {
    return this.bindings.parents.get(node);
  }

  /** The innermost piece of syntax around `node` that fits. */
  around(node: Node, isWanted: (node: Node) => boolean): Node | undefined {
    for (let at = this.parentOf(node); at; at = this.parentOf(at)) if (isWanted(at)) return at;
    return undefined;
  }

  statementOf(node: Node): Statement | undefined {
    const isStatement = ({ type }: Node): boolean =>
      /Statement$|^VariableDeclaration$|^(?:Function|Class)Declaration$|^Export/.test(type) &&
      type !== "BlockStatement";
    return (isStatement(node) ? node : this.around(node, isStatement)) as Statement | undefined;
  }

  /** The name in the SDK that an identifier stands for. */
  sdkName(node: Node | undefined | null): SdkName | undefined {
    if (node?.type !== "Identifier") return undefined;
    const binding = this.bindings.resolve(node);
    return binding && this.sdkBinding(binding);
  }

  sdkBinding({ source }: Binding): SdkName | undefined {
    if (source.type !== "ImportSpecifier") return undefined;
    const declaration = this.parentOf(source);
    if (declaration?.type !== "ImportDeclaration") return undefined;
    const version = sdkVersion(declaration.source.value);
    return version && { name: nameOf(source.imported) ?? "", version };
  }

  /** The version of the SDK that the file imports; `undefined` for none. */
  get sdk(): 1 | 2 | undefined {
    for (const specifier of this.specifiers()) {
      const version = sdkVersion(specifier);
      if (version) return version;
    }
    return undefined;
  }

  specifiers(): string[] {
    return importsOf(this.file);
  }

  /** Marks syntax as converted, so that no later step converts it again. */
  markDone(node: Node): void {
    this.#done.add(node);
  }

  isDone(node: Node): boolean {
    return this.#done.has(node);
  }

  readonly #done: Set<Node> = new Set();

  /** Writes a text in a place once everything inside it is converted. */
  replace(start: number, end: number, text: () => string): void {
    this.#replacements.push({ start, end, text });
  }

  /** Makes the replacements, those inside of others first. */
  settle(): void {
    const inOrder = this.#replacements.sort(
      (one, other) => one.end - one.start - (other.end - other.start),
    );
    for (const { start, end, text } of inOrder.splice(0)) {
      const written = text();
      if (written === "") this.edits.remove(start, end);
      else this.edits.overwrite(start, end, written);
    }
  }

  readonly #replacements: { start: number; end: number; text: () => string }[] = [];

  /** Says that a piece of syntax is no longer in the text. */
  drop(node: Node): void {
    this.#dropped.push(node);
  }

  /** Returns whether a piece of syntax is in one that was dropped. */
  isGone(node: Node): boolean {
    return this.#dropped.some(
      (each) => startOf(node) >= startOf(each) && endOf(node) <= endOf(each),
    );
  }

  readonly #dropped: Node[] = [];

  /** Says that names of the SDK inside a piece of syntax are no longer in the text. */
  consume(node: Node): void {
    const [start, end] = [startOf(node), endOf(node)];
    for (const { references } of this.bindings.all) {
      for (const reference of references) {
        if (startOf(reference) >= start && endOf(reference) <= end) this.consumed.add(reference);
      }
    }
  }

  /** Returns the local name of something of Mortise, which the file will import. */
  need(name: string, kind: "value" | "type" = "value"): string {
    return this.#import("mortise", name, kind);
  }

  /** Returns the local name of zod's `z`. */
  zod(): string {
    const taken = this.bindings.all.find(({ source }) => {
      const declaration = this.parentOf(source);
      return (
        declaration?.type === "ImportDeclaration" &&
        /^zod(?:\/|$)/.test(declaration.source.value) &&
        declaration.importKind !== "type" &&
        (source.type !== "ImportSpecifier" || nameOf(source.imported) === "z")
      );
    });
    return taken?.name ?? this.#import("zod", "z", "value");
  }

  #import(module: string, name: string, kind: "value" | "type"): string {
    for (const [local, need] of this.needed) {
      if (need.module !== module || need.name !== name) continue;
      if (kind === "value") this.needed.set(local, { ...need, kind });
      return local;
    }
    const imported = this.bindings.all.find(({ source }) => this.#isImport(source, module, name));
    if (imported) return imported.name;
    const local = this.fresh(name, (binding) => this.sdkBinding(binding) !== undefined);
    this.needed.set(local, { module, name, kind });
    return local;
  }

  #isImport(source: Node, module: string, name: string): boolean {
    const declaration = this.parentOf(source);
    return (
      source.type === "ImportSpecifier" &&
      nameOf(source.imported) === name &&
      declaration?.type === "ImportDeclaration" &&
      declaration.source.value === module
    );
  }

  /** A name that the file does not have; a declaration that goes away may give its name up. */
  fresh(name: string, mayReplace: (binding: Binding) => boolean = () => false): string {
    const isFree = (each: string): boolean =>
      !this.#given.has(each) &&
      (!this.bindings.names.has(each) ||
        this.bindings.all.filter((binding) => binding.name === each).every(mayReplace));
    const mortise = `mortise${name.charAt(0).toUpperCase()}${name.slice(1)}`;
    const numbered = Array.from({ length: 99 }, (_, at) => `${name}${at + 2}`);
    const found = [name, mortise, ...numbered].find(isFree) ?? `${name}_`;
    this.#given.add(found);
    return found;
  }

  readonly #given: Set<string> = new Set();

  /** Lists what stays as it was, and marks its statement. */
  left(node: Node, found: string, advice: string): void {
    if (this.isGone(node)) return;
    this.findings.push({ path: this.path, line: this.lineOf(node), kind: "left", found, advice });
    const statement = this.statementOf(node);
    if (!statement || this.#marked.has(statement)) return;
    this.#marked.add(statement);
    const start = startOf(statement);
    const line = this.text.lastIndexOf("\n", start - 1) + 1;
    const indent = this.text.slice(line, start);
    const before = this.text.slice(0, line).trimEnd();
    if (before.slice(before.lastIndexOf("\n") + 1).includes(MARK)) return;
    if (indent.trim() === "") this.edits.appendLeft(start, `${MARK}${advice}\n${indent}`);
  }

  /**
   * Lists a statement that Mortise has nothing for, and makes a comment of it, so that the rest runs. A
   * place that is no statement of its own stays as it is.
   */
  shelve(node: Node, found: string, advice: string): void {
    if (this.isGone(node)) return;
    const statement = this.statementOf(node);
    const start = statement ? startOf(statement) : 0;
    const line = this.text.lastIndexOf("\n", start - 1) + 1;
    const indent = this.text.slice(line, start);
    const parent = statement && this.parentOf(statement);
    const isOwn =
      statement?.type === "ExpressionStatement" &&
      (parent?.type === "BlockStatement" || parent?.type === "Program") &&
      indent.trim() === "" &&
      /^[ \t]*(?:\/\/.*)?(?:\n|$)/.test(this.text.slice(endOf(statement)));
    if (!statement || !isOwn) {
      this.left(node, found, advice);
      return;
    }
    this.findings.push({ path: this.path, line: this.lineOf(node), kind: "left", found, advice });
    const lines = this.textOf(statement).split("\n");
    const commented = lines.map((each, at) =>
      at === 0 ? `// ${each}` : commentLine(each, indent),
    );
    this.consume(statement);
    this.drop(statement);
    const text = `${MARK}${advice}\n${indent}${commented.join("\n")}`;
    this.replace(start, endOf(statement), () => text);
  }

  /** Lists what is different from before. */
  note(node: Node, found: string, advice: string): void {
    this.findings.push({ path: this.path, line: this.lineOf(node), kind: "note", found, advice });
  }
}

function commentLine(line: string, indent: string): string {
  return line.startsWith(indent) ? `${indent}// ${line.slice(indent.length)}` : `// ${line}`;
}

/** The beginning of a comment above what was left. */
const MARK = "// mortise migrate: ";

/** Something that the new text imports. */
export interface Need {
  readonly module: string;
  readonly name: string;
  readonly kind: "value" | "type";
}

/** The modules that a file names at its top, and in `import()`. */
export function importsOf({ program }: File): string[] {
  const found: string[] = [];
  for (const node of everyNode(program)) {
    switch (node.type) {
      case "ImportDeclaration":
      case "ExportAllDeclaration":
        found.push(node.source.value);
        break;
      case "ExportNamedDeclaration":
        if (node.source) found.push(node.source.value);
        break;
      case "ImportExpression":
        if (node.source.type === "StringLiteral") found.push(node.source.value);
        break;
      default:
    }
  }
  return found;
}
