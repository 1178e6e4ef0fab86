import type { Client, SendRequestOptions } from "jira.js/core";
import type { RequestContext } from "mortise";
import { ToolError } from "mortise";
import { toToolError } from "./jira-error.ts";

/** How requests reach Jira. */
export interface JiraConnection {
  readonly host: string;
  readonly email: string;
  readonly apiToken: string;
  readonly timeoutMs?: number;
}

/**
 * Makes the client that jira.js sends one tool call's requests through.
 *
 * The library's own client takes neither a signal nor a timeout, so a hung site would hold a socket
 * long after the caller has gone. Its endpoints, types and response schemas are used as they are.
 */
export function createJiraClient(
  connection: JiraConnection,
  context: RequestContext,
  subject: string,
): Client {
  return {
    sendRequest: async <T>(request: SendRequestOptions<T>): Promise<T> => {
      const response = await send(connection, context, request);
      if (!response.ok) {
        throw toToolError(response, await readBody(response, connection, context), subject);
      }
      const body = await readBody(response, connection, context);
      const checked = request.schema?.safeParse(body);
      // A field that Atlassian changed must not take the whole ticket down, so it passes unchecked.
      return checked?.success ? checked.data : (body as T);
    },
  };
}

async function send(
  connection: JiraConnection,
  context: RequestContext,
  { url, method = "GET", headers, body, searchParams }: SendRequestOptions,
): Promise<Response> {
  const { host, email, apiToken, timeoutMs = 10_000 } = connection;
  const credentials = Buffer.from(`${email}:${apiToken}`).toString("base64");
  try {
    return await context.fetch(`${host}${url}${toQuery(searchParams)}`, {
      method,
      headers: {
        accept: "application/json",
        authorization: `Basic ${credentials}`,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(timeoutMs),
    });
  } catch (cause) {
    throw toConnectionError(cause, connection, context);
  }
}

async function readBody(
  response: Response,
  connection: JiraConnection,
  context: RequestContext,
): Promise<unknown> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw toConnectionError(cause, connection, context);
  }
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!response.ok) return text;
    throw new ToolError(
      `Jira at ${connection.host} answered with something that is not JSON. The operator should check that JIRA_HOST is a Jira Cloud site.`,
      { code: "upstream_error", cause },
    );
  }
}

function toConnectionError(
  cause: unknown,
  { host, timeoutMs = 10_000 }: JiraConnection,
  context: RequestContext,
): unknown {
  if (context.signal.aborted) return cause;
  if (cause instanceof Error && cause.name === "TimeoutError") {
    return new ToolError(`Jira did not answer within ${timeoutMs / 1000} s.`, {
      code: "timeout",
      data: { retryable: true },
      cause,
    });
  }
  return new ToolError(
    `Jira at ${host} cannot be reached. Try again later; if it stays so, the operator should check JIRA_HOST and the network.`,
    { code: "unavailable", data: { retryable: true }, cause },
  );
}

function toQuery(parameters: Readonly<Record<string, unknown>> = {}): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value === undefined || value === null) continue;
    for (const item of Array.isArray(value) ? value : [value]) query.append(name, String(item));
  }
  return query.size === 0 ? "" : `?${query}`;
}
