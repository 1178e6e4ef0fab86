import type { ServiceReply } from "../http/service.ts";

/** An answer that is an error, thrown by whatever finds it. */
export class JiraError extends Error {
  readonly reply: ServiceReply;

  constructor(status: number, message: string | undefined, errors: Record<string, string> = {}) {
    super(message ?? Object.values(errors).join(" "));
    this.reply = toErrorReply(status, message, errors);
  }
}

/** Gives an error answer as Jira shapes it: messages about the request, errors about its fields. */
export function toErrorReply(
  status: number,
  message: string | undefined,
  errors: Record<string, string> = {},
): ServiceReply {
  return { status, body: { errorMessages: message === undefined ? [] : [message], errors } };
}
