import type { JsonRpcRequest, JsonSchema, StandardIssue } from "@mortise/protocol";
import type { Issue } from "../schema/issue.ts";
import { describeIssues, toIssues } from "../schema/issue.ts";

const SENT: unique symbol = Symbol("as it was sent");

/** The names of arguments, from a handler's own to the client's; `undefined` for what it is not shown. */
export type ArgumentNames = ReadonlyMap<string, string | undefined>;

/** How the client put a request that has since been put in a handler's own words. */
export interface Sent {
  readonly request: JsonRpcRequest;
  /** The arguments whose names differ. */
  readonly names: ArgumentNames;
  /** The schema that the client saw, if it differs. */
  readonly schema: JsonSchema | undefined;
}

interface TranslatedRequest extends JsonRpcRequest {
  readonly [SENT]?: Sent;
}

const SAME: ArgumentNames = new Map();

/**
 * Puts a request in the words of the handler that will answer it, and remembers how it was sent.
 *
 * Middleware may change the request; the original goes with it all the way.
 */
export function translate(
  request: JsonRpcRequest,
  params: NonNullable<JsonRpcRequest["params"]>,
  words: { readonly names?: ArgumentNames; readonly schema?: JsonSchema } = {},
): JsonRpcRequest {
  const earlier = sentOf(request);
  const sent: Sent = {
    request: earlier?.request ?? request,
    names: compose(words.names ?? SAME, earlier?.names ?? SAME),
    schema: earlier?.schema ?? words.schema,
  };
  const translated: TranslatedRequest = { ...request, params, [SENT]: sent };
  return translated;
}

/** The original of `request`; `undefined` if it is as it was sent. */
export function sentOf(request: JsonRpcRequest): Sent | undefined {
  return (request as TranslatedRequest)[SENT];
}

/** The tool, prompt or URI as the client named it. */
export function sentName(request: JsonRpcRequest, own: string): string {
  const params = sentOf(request)?.request.params;
  const name = params?.["name"] ?? params?.["uri"];
  return typeof name === "string" ? name : own;
}

/** Arguments, and the schema by which they are checked. */
export interface CheckedArguments {
  readonly schema: JsonSchema;
  readonly given: unknown;
}

/** Returns arguments and schema as the client knows them; `own` if it knows no others. */
export function sentArguments(request: JsonRpcRequest, own: CheckedArguments): CheckedArguments {
  const sent = sentOf(request);
  if (!sent?.schema) return own;
  return { schema: sent.schema, given: sent.request.params?.["arguments"] };
}

/**
 * Writes the issues of a request's arguments in the client's words, without those of arguments that
 * the client does not see.
 *
 * @throws Error, to be masked, if no other issues are left.
 */
export function toSentIssues(request: JsonRpcRequest, found: readonly StandardIssue[]): Issue[] {
  const sent = sentOf(request);
  const issues = toIssues(sent ? found.flatMap((issue) => toSentIssue(issue, sent)) : found);
  if (issues.length > 0) return issues;
  throw new Error(`hidden arguments do not fit: ${describeIssues(toIssues(found))}`);
}

function toSentIssue(issue: StandardIssue, { names }: Sent): StandardIssue[] {
  const path = issue.path ?? [];
  const [first, ...rest] = path;
  const own = String(typeof first === "object" ? first.key : first);
  const shown = names.has(own) ? names.get(own) : first;
  const message = toSentText(issue.message, names);
  if ((path.length > 0 && shown === undefined) || message === undefined) return [];
  return [{ message, path: shown === undefined ? [] : [shown, ...rest] }];
}

/** Writes a path such as `filter.limit` in the client's words; `undefined` if the client does not see it. */
export function toSentPath(request: JsonRpcRequest, path: string): string | undefined {
  const names = sentOf(request)?.names ?? SAME;
  for (const [own, shown] of names) {
    if (path === own || path.startsWith(`${own}.`) || path.startsWith(`${own}[`)) {
      return shown === undefined ? undefined : `${shown}${path.slice(own.length)}`;
    }
  }
  return path;
}

/** Arguments stand in quotation marks in what validators say of the whole. */
function toSentText(message: string, names: ArgumentNames): string | undefined {
  let isShown = true;
  const text = message.replace(/"([^"]*)"/g, (quoted, word: string) => {
    if (!names.has(word)) return quoted;
    const shown = names.get(word);
    if (shown === undefined) isShown = false;
    return `"${shown}"`;
  });
  return isShown ? text : undefined;
}

/** From the inner names over those in between to the outer ones. */
function compose(inner: ArgumentNames, outer: ArgumentNames): ArgumentNames {
  if (inner.size === 0) return outer;
  const composed = new Map(outer);
  for (const between of inner.values()) if (between !== undefined) composed.delete(between);
  for (const [own, between] of inner) {
    const isRenamed = between !== undefined && outer.has(between);
    composed.set(own, isRenamed ? outer.get(between) : between);
  }
  return composed;
}
