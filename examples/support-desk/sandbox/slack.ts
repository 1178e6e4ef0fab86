import type { World } from "../world/index.ts";
import type { Service, ServiceReply, ServiceRequest } from "./http/service.ts";
import { startService } from "./http/service.ts";
import type { MethodArguments } from "./slack/method-arguments.ts";
import { readMethodArguments } from "./slack/method-arguments.ts";
import { SlackError } from "./slack/slack-error.ts";
import type { SlackMethod } from "./slack/slack-methods.ts";
import { createSlackMethods } from "./slack/slack-methods.ts";
import { Workspace } from "./slack/workspace.ts";

/** The start of a Slack sandbox. */
export interface SlackOptions {
  readonly world: World;
  /** The bot token every request must carry. */
  readonly token: string;
  /** Default: a free one. */
  readonly port?: number;
}

/** Starts a Slack workspace with the world's messages; its Web API lies under `/api/`. */
export function startSlack({ world, token, port }: SlackOptions): Promise<Service> {
  const workspace = new Workspace(world);
  return startService((url) => {
    const methods = createSlackMethods(workspace, url);
    return {
      reply: (request) => answer(methods, token, request),
      // Slack answers a wrong token with status 200, like every error but the rate limit.
      replyToFault: ({ status, retryAfter = 1 }) =>
        status === 401
          ? toErrorReply("invalid_auth")
          : status === 429
            ? {
                status: 429,
                headers: { "retry-after": String(retryAfter) },
                body: { ok: false, error: "ratelimited" },
              }
            : { status, body: { ok: false, error: "internal_error" } },
    };
  }, port);
}

function answer(
  methods: ReadonlyMap<string, SlackMethod>,
  token: string,
  request: ServiceRequest,
): ServiceReply {
  const name = /^\/api\/([\w.]+)$/.exec(request.path)?.[1];
  if (name === undefined) {
    return { status: 404, body: { ok: false, error: "not_found" } };
  }
  try {
    const given = readMethodArguments(request);
    checkToken(request, given, token);
    const method = methods.get(name);
    if (method === undefined) {
      return { status: 200, body: { ok: false, error: "unknown_method", req_method: name } };
    }
    return { status: 200, body: { ok: true, ...method(given) } };
  } catch (error) {
    if (error instanceof SlackError) {
      return toErrorReply(error.code, error.messages);
    }
    throw error;
  }
}

function checkToken(request: ServiceRequest, given: MethodArguments, token: string): void {
  const sent = /^Bearer (.+)$/.exec(request.header("authorization"))?.[1] ?? given.text("token");
  if (sent === undefined) {
    throw new SlackError("not_authed");
  }
  if (sent !== token) {
    throw new SlackError("invalid_auth");
  }
}

function toErrorReply(error: string, messages: readonly string[] = []): ServiceReply {
  const explained = messages.length > 0 ? { response_metadata: { messages } } : {};
  return { status: 200, body: { ok: false, error, ...explained } };
}
