import type { ProgramFile } from "../source/server-source.ts";
import { placeOf, toolAround } from "../source/server-source.ts";
import type { AnySyntax, SyntaxOf } from "../source/syntax.ts";
import { calledName, everySyntax, nameOf } from "../source/syntax.ts";
import type { Rule } from "./rule.ts";
import { toolSubject } from "./rule.ts";

/** Traces of the stacks of JavaScript, Python, Java and Go. */
const STACK =
  /^\s+at (?:\S+ )?\(?(?:file:\/\/|node:|\/|[A-Z]:\\)\S+:\d+:\d+\)?\s*$|^Traceback \(most recent call last\):|^\s+at [\w.$]+\([\w$]+\.java:\d+\)|^goroutine \d+ \[/m;

const FIX =
  "Throw new ToolError with a sentence that the model can act on and a code, such as not_found; anything else that is thrown is masked.";

/** An exception that reaches the model as it is. */
export const rawException: Rule = {
  id: "raw-exception",
  severity: "warning",
  about:
    "An exception or a stack that a tool gives to the model (seen in the sources, or in results).",
  *check({ source, listing }) {
    for (const file of source?.files ?? []) {
      for (const { caught, body } of everyCatch(file.program)) {
        const leak = findLeak(file, caught, body);
        if (leak === undefined) continue;
        yield {
          subject: leak.tool === undefined ? { kind: "server" } : toolSubject(leak.tool),
          message: `The handler returns ${leak.form} of an exception; a model cannot reason about a stack, and it shows paths and queries of the server.`,
          fix: FIX,
          place: placeOf(file, leak.syntax),
        };
      }
    }
    const reported = new Set<string>();
    for (const { tool, text } of listing.results ?? []) {
      if (reported.has(tool) || !STACK.test(text)) continue;
      reported.add(tool);
      yield {
        subject: toolSubject(tool),
        message: "A result of the tool held the stack of an exception.",
        fix: FIX,
      };
    }
  },
};

interface Catch {
  /** The name of the exception. */
  readonly caught: string;
  readonly body: AnySyntax;
}

function* everyCatch(program: AnySyntax): Generator<Catch> {
  for (const syntax of everySyntax(program)) {
    if (syntax.type === "CatchClause" && syntax.param?.type === "Identifier") {
      yield { caught: syntax.param.name, body: syntax.body };
    }
    if (syntax.type !== "CallExpression" || calledName(syntax) !== "catch") continue;
    const [handler] = syntax.arguments;
    if (handler?.type !== "ArrowFunctionExpression" && handler?.type !== "FunctionExpression")
      continue;
    const [param] = handler.params;
    if (param?.type === "Identifier") yield { caught: param.name, body: handler };
  }
}

interface Leak {
  /** Left out when the code stands outside the definition of any tool. */
  readonly tool: string | undefined;
  readonly syntax: AnySyntax;
  readonly form: string;
}

function findLeak(file: ProgramFile, caught: string, body: AnySyntax): Leak | undefined {
  const tool = toolAround(file, body);
  // Outside a tool, only the type of the error says that a model reads it.
  for (const given of everyAnswer(body, tool !== undefined)) {
    for (const syntax of everySyntax(given)) {
      const form = describeLeak(syntax, caught);
      if (form !== undefined) return { tool, syntax, form };
    }
  }
  return undefined;
}

/** Gives the expressions whose values a model reads: those returned, and those of a `ToolError`. */
function* everyAnswer(body: AnySyntax, isTool: boolean): Generator<AnySyntax> {
  if (isTool && body.type === "ArrowFunctionExpression" && body.expression) yield body.body;
  for (const syntax of everySyntax(body)) {
    if (isTool && syntax.type === "ReturnStatement" && syntax.argument) yield syntax.argument;
    if (syntax.type === "ThrowStatement" && isToolError(syntax.argument)) {
      // The second argument holds the cause, which is logged alone.
      const [message] = syntax.argument.arguments;
      if (message !== undefined) yield message;
    }
  }
}

function isToolError(syntax: AnySyntax): syntax is SyntaxOf<"NewExpression"> {
  return (
    syntax.type === "NewExpression" && /^(?:ToolError|UserError)$/.test(nameOf(syntax.callee) ?? "")
  );
}

/** Functions that write an exception out. */
const WRITERS = new Set(["String", "inspect", "stringify", "format"]);

function describeLeak(syntax: AnySyntax, caught: string): string | undefined {
  const isCaught = (part: AnySyntax | null | undefined): boolean =>
    part?.type === "Identifier" && part.name === caught;
  switch (syntax.type) {
    case "MemberExpression":
      return isCaught(syntax.object) && nameOf(syntax.property as AnySyntax) === "stack"
        ? "the stack"
        : undefined;
    case "CallExpression": {
      const name = calledName(syntax) ?? "";
      if (WRITERS.has(name) && syntax.arguments.some(isCaught)) return "the text";
      const { callee } = syntax;
      const isOwn = callee.type === "MemberExpression" && isCaught(callee.object);
      return isOwn && name === "toString" ? "the text" : undefined;
    }
    case "TemplateLiteral":
      return syntax.expressions.some(isCaught) ? "the text" : undefined;
    case "BinaryExpression":
      return syntax.operator === "+" && (isCaught(syntax.left) || isCaught(syntax.right))
        ? "the text"
        : undefined;
    case "Property":
      return isCaught(syntax.value) && nameOf(syntax.key) !== "cause" ? "the whole" : undefined;
    default:
      return undefined;
  }
}
