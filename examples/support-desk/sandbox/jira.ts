import type { World } from "../world/index.ts";
import type { Route } from "./http/route.ts";
import { matchRoute } from "./http/route.ts";
import type { Service, ServiceReply, ServiceRequest } from "./http/service.ts";
import { startService } from "./http/service.ts";
import { IssueStore } from "./jira/issue-store.ts";
import { JiraError, toErrorReply } from "./jira/jira-reply.ts";
import { createJiraRoutes } from "./jira/jira-routes.ts";

/** The start of a Jira sandbox. */
export interface JiraOptions {
  readonly world: World;
  /** The colleague of the token, and the value of `currentUser()`. */
  readonly email: string;
  readonly token: string;
  /** Default: a free one. */
  readonly port?: number;
  /** The clock of relative dates in JQL and of new issues. Default: the machine's clock. */
  readonly clock?: () => Date;
}

/** Starts a Jira Cloud with the world's tickets: search, issues, comments and transitions. */
export function startJira(options: JiraOptions): Promise<Service> {
  const { world, email, token, port, clock = () => new Date() } = options;
  const store = new IssueStore(world, email, clock);
  const credentials = `Basic ${Buffer.from(`${email}:${token}`).toString("base64")}`;
  return startService((url) => {
    const routes = createJiraRoutes(store, url);
    return {
      reply: (request) => answer(routes, credentials, request),
      replyToFault: ({ status, retryAfter = 1 }) =>
        status === 401
          ? unauthorized()
          : status === 429
            ? {
                ...toErrorReply(429, "Rate limit exceeded."),
                headers: { "retry-after": String(retryAfter) },
              }
            : toErrorReply(status, "Internal server error"),
    };
  }, port);
}

function answer(
  routes: readonly Route[],
  credentials: string,
  request: ServiceRequest,
): ServiceReply {
  if (request.header("authorization") !== credentials) {
    return unauthorized();
  }
  const match = matchRoute(routes, request);
  if (match.kind === "unknown-path") {
    return toErrorReply(404, `null for uri: ${request.path}`);
  }
  if (match.kind === "wrong-method") {
    return {
      ...toErrorReply(405, `Method ${request.method} is not allowed here.`),
      headers: { allow: match.allowed.join(", ") },
    };
  }
  try {
    return match.reply();
  } catch (error) {
    if (error instanceof JiraError) {
      return error.reply;
    }
    throw error;
  }
}

function unauthorized(): ServiceReply {
  return {
    ...toErrorReply(401, "Client must be authenticated to access this resource."),
    headers: { "www-authenticate": 'Basic realm="Jira"' },
  };
}
