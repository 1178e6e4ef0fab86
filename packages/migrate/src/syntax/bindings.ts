import type { File, Identifier, Node } from "@babel/types";
import { childrenOf } from "./parse.ts";
import { patternNames } from "./shape.ts";

/** A name that code declares, with the syntax that gives its value. */
export interface Binding {
  readonly name: string;
  readonly identifier: Identifier;
  /** A VariableDeclarator, a function, a class, a parameter's pattern, or the specifier of an import. */
  readonly source: Node;
  readonly references: Identifier[];
}

type Scope = Map<string, Binding>;

/** The declarations behind the names of a file, and the parent of each piece of syntax. */
export interface Bindings {
  readonly parents: ReadonlyMap<Node, Node>;
  /** Every name that the file declares or mentions. */
  readonly names: ReadonlySet<string>;
  readonly all: readonly Binding[];
  /** The declaration that a name refers to; `undefined` for names of the environment. */
  resolve(identifier: Identifier): Binding | undefined;
  /** The declaration at the top of the file. */
  top(name: string): Binding | undefined;
}

const SCOPES =
  /^(?:Program|BlockStatement|StaticBlock|For(?:In|Of)?Statement|CatchClause|SwitchStatement|TSModuleBlock|.*Function.*|.*Method|Class.*)$/;

/** Finds the declarations of a file and what refers to them. */
export function bindNames({ program }: File): Bindings {
  const parents = new Map<Node, Node>();
  const scopes = new Map<Node, Scope>();
  const identifiers: Identifier[] = [];
  const all: Binding[] = [];
  const visit = (node: Node): void => {
    if (SCOPES.test(node.type)) scopes.set(node, new Map());
    if (node.type === "Identifier") identifiers.push(node);
    for (const child of childrenOf(node)) {
      parents.set(child, node);
      visit(child);
    }
  };
  visit(program);
  const declare = (scope: Node, identifier: Identifier, source: Node): void => {
    const binding = { name: identifier.name, identifier, source, references: [] };
    const names = scopes.get(scope);
    if (names?.has(identifier.name)) return;
    names?.set(identifier.name, binding);
    all.push(binding);
  };
  const scopeOf = (node: Node, isWanted: (scope: Node) => boolean): Node => {
    for (let at = parents.get(node); at; at = parents.get(at)) {
      if (scopes.has(at) && isWanted(at)) return at;
    }
    return program;
  };
  for (const node of [program, ...parents.keys()]) declareOf(node, { declare, scopeOf });
  const resolved = new Map<Identifier, Binding>();
  for (const identifier of identifiers) {
    if (!isReference(identifier, parents.get(identifier))) continue;
    for (let at: Node | undefined = identifier; at; at = parents.get(at)) {
      const binding = scopes.get(at)?.get(identifier.name);
      if (!binding) continue;
      resolved.set(identifier, binding);
      if (binding.identifier !== identifier) binding.references.push(identifier);
      break;
    }
  }
  return {
    parents,
    names: new Set(identifiers.map(({ name }) => name)),
    all,
    resolve: (identifier) => resolved.get(identifier),
    top: (name) => scopes.get(program)?.get(name),
  };
}

interface Declaring {
  readonly declare: (scope: Node, identifier: Identifier, source: Node) => void;
  readonly scopeOf: (node: Node, isWanted: (scope: Node) => boolean) => Node;
}

const any = (): boolean => true;
const isOfFunction = ({ type }: Node): boolean =>
  type === "Program" || /Function|Method|StaticBlock/.test(type);

function declareOf(node: Node, { declare, scopeOf }: Declaring): void {
  switch (node.type) {
    case "VariableDeclaration": {
      const scope = scopeOf(node, node.kind === "var" ? isOfFunction : any);
      for (const declarator of node.declarations) {
        for (const name of patternNames(declarator.id)) declare(scope, name, declarator);
      }
      return;
    }
    case "FunctionDeclaration":
    case "ClassDeclaration":
    case "TSInterfaceDeclaration":
    case "TSTypeAliasDeclaration":
    case "TSEnumDeclaration":
      if (node.id) declare(scopeOf(node, any), node.id, node);
      break;
    case "ImportDeclaration":
      for (const each of node.specifiers) declare(scopeOf(node, any), each.local, each);
      return;
    case "CatchClause":
      if (node.param) for (const name of patternNames(node.param)) declare(node, name, node.param);
      return;
    default:
  }
  if ("params" in node && Array.isArray(node.params)) {
    for (const param of node.params as Node[]) {
      for (const name of patternNames(param)) declare(node, name, param);
    }
  }
}

/** Returns whether an identifier stands for a value or a type rather than for a key. */
function isReference(identifier: Identifier, parent: Node | undefined): boolean {
  switch (parent?.type) {
    case "MemberExpression":
    case "OptionalMemberExpression":
      return parent.object === identifier || parent.computed;
    case "ObjectProperty":
      return parent.value === identifier || parent.computed;
    case "ObjectMethod":
    case "ClassMethod":
    case "ClassProperty":
    case "TSPropertySignature":
    case "TSMethodSignature":
      return parent.key !== identifier || ("computed" in parent && parent.computed === true);
    case "ExportSpecifier":
      return parent.local === identifier;
    case "ImportSpecifier":
      return parent.local === identifier;
    case "TSQualifiedName":
      return parent.left === identifier;
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "MetaProperty":
      return false;
    default:
      return true;
  }
}
