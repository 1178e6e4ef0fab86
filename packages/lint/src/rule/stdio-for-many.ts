import type { ProgramFile } from "../source/server-source.ts";
import { placeOf } from "../source/server-source.ts";
import type { AnySyntax } from "../source/syntax.ts";
import { calledName, everySyntax, memberOf, nameOf } from "../source/syntax.ts";
import type { Fault, Rule } from "./rule.ts";

/** Functions that make a server; their `auth` finds out which user calls. */
const CREATE = new Set(["createServer", "McpServer", "FastMCP"]);

/** A server for several users that speaks to one. */
export const stdioForMany: Rule = {
  id: "stdio-for-many",
  severity: "warning",
  about:
    "A server for several users that is served over stdio, which has one client and no tokens (seen in the sources alone).",
  *check({ source }) {
    const files = source?.files ?? [];
    const piped = first(files, isPipeToStdin);
    if (piped !== undefined) {
      yield toFault(
        piped,
        "Connections are piped into the standard input of one process, where the messages and ids of several clients mix",
      );
    }
    const stdio = first(files, isStdioAlone);
    const users = first(files, isForUsers);
    if (stdio === undefined || users === undefined || first(files, isHttp) !== undefined) return;
    yield toFault(
      stdio,
      "The server is served over stdio alone and has auth, which stdio never asks: everything a client sends runs as one user",
    );
  },
};

interface Placed {
  readonly file: ProgramFile;
  readonly syntax: AnySyntax;
}

function first(
  files: readonly ProgramFile[],
  matches: (syntax: AnySyntax) => boolean,
): Placed | undefined {
  for (const file of files) {
    for (const syntax of everySyntax(file.program)) if (matches(syntax)) return { file, syntax };
  }
  return undefined;
}

function toFault({ file, syntax }: Placed, message: string): Fault {
  return {
    subject: { kind: "server" },
    message: `${message}.`,
    fix: "Serve it over Streamable HTTP: serve(server, { http: 3000 }), or mortise run server.ts --http 3000.",
    place: placeOf(file, syntax),
  };
}

/** `serve(server, { http: false })`, and the transport of the official SDK. */
function isStdioAlone(syntax: AnySyntax): boolean {
  if (syntax.type === "NewExpression") return nameOf(syntax.callee) === "StdioServerTransport";
  if (syntax.type !== "CallExpression" || calledName(syntax) !== "serve") return false;
  const [, options] = syntax.arguments;
  const http = options?.type === "ObjectExpression" ? memberOf(options, "http") : undefined;
  return http?.type === "Literal" && http.value === false;
}

function isForUsers(syntax: AnySyntax): boolean {
  if (syntax.type !== "CallExpression" && syntax.type !== "NewExpression") return false;
  const name = syntax.type === "CallExpression" ? calledName(syntax) : nameOf(syntax.callee);
  if (!CREATE.has(name ?? "")) return false;
  return syntax.arguments.some(
    (argument) =>
      argument.type === "ObjectExpression" &&
      (memberOf(argument, "auth") ?? memberOf(argument, "authenticate")) !== undefined,
  );
}

function isHttp(syntax: AnySyntax): boolean {
  if (syntax.type === "NewExpression") {
    return /^(?:StreamableHTTP|SSE|NodeStreamableHTTP|WebStandardStreamableHTTP)ServerTransport$/.test(
      nameOf(syntax.callee) ?? "",
    );
  }
  if (syntax.type !== "CallExpression") return false;
  const name = calledName(syntax) ?? "";
  if (/^(?:listen|createNodeHandler|createFetchHandler)$/.test(name)) return true;
  const options = name === "serve" ? syntax.arguments[1] : undefined;
  const http = options?.type === "ObjectExpression" ? memberOf(options, "http") : undefined;
  return http !== undefined && !(http.type === "Literal" && http.value === false);
}

/** `socket.pipe(child.stdin)`. */
function isPipeToStdin(syntax: AnySyntax): boolean {
  if (syntax.type !== "CallExpression" || calledName(syntax) !== "pipe") return false;
  const { callee } = syntax;
  const from = callee.type === "MemberExpression" ? nameOf(callee.object as AnySyntax) : undefined;
  const [to] = syntax.arguments;
  const isStdin = to?.type === "MemberExpression" && nameOf(to.property as AnySyntax) === "stdin";
  return isStdin && /socket|connection|conn|request|req|ws/i.test(from ?? "");
}
