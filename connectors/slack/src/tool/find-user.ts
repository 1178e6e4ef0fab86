import type { RequestContext, ToolDefinition } from "mortise";
import { ToolError } from "mortise";
import { z } from "zod";
import type { Slack } from "../slack.ts";
import type { User } from "../user/user.ts";
import { toUser, userSchema } from "../user/user.ts";

const PAGE = 200;
const PAGE_LIMIT = 50;
const FOUND_LIMIT = 10;

const input = z.object({
  query: z
    .string()
    .trim()
    .min(2)
    .max(200)
    .describe("A name or part of it, a handle, an e-mail address or an id, e.g. Sarah Chen"),
});

const output = z.object({
  users: z
    .array(userSchema)
    .describe("The best matches first, ten at most; empty if there is no match"),
});

/** The tool `find_user`. */
export const findUserTool = {
  title: "Find a user",
  description:
    "Find people in the Slack workspace by name, handle, e-mail address or id, colleagues as well as customers as guests. Use it to find the person to mention or the author of a message.",
  input,
  output,
  annotations: { readOnlyHint: true, openWorldHint: true },
  timeout: "30s",
} satisfies ToolDefinition;

/** Answers `find_user`. */
export async function findUser(
  slack: Slack,
  { query }: z.output<typeof input>,
  context: RequestContext,
): Promise<z.output<typeof output>> {
  const wanted = query.replace(/^@/, "");
  if (/^[UW][A-Z0-9]{6,}$/.test(wanted)) {
    return { users: await orNone(slack.users.get(wanted, context)) };
  }
  if (/^[^@\s]+@[^@\s]+$/.test(wanted)) {
    const found = slack.client.call(context, `User ${wanted}`, (client) =>
      client.users.lookupByEmail({ email: wanted }),
    );
    return { users: await orNone(found.then(({ user }) => toUser(user ?? {}))) };
  }
  const scored = (await listUsers(slack, context))
    .map((user) => ({ user, rank: rank(user, wanted.toLowerCase()) }))
    .filter((entry) => entry.rank < 3)
    .sort((a, b) => a.rank - b.rank || Number(b.user.active) - Number(a.user.active));
  return { users: scored.slice(0, FOUND_LIMIT).map(({ user }) => user) };
}

async function listUsers(slack: Slack, context: RequestContext): Promise<User[]> {
  const users: User[] = [];
  let cursor: string | undefined;
  for (let page = 0; page < PAGE_LIMIT; page += 1) {
    const answer = await slack.client.call(context, "The list of users", (client) =>
      client.users.list({ limit: PAGE, ...(cursor !== undefined && { cursor }) }),
    );
    users.push(...(answer.members ?? []).map(toUser));
    cursor = answer.response_metadata?.next_cursor || undefined;
    if (cursor === undefined) break;
  }
  return users;
}

function rank({ name, handle, title }: User, wanted: string): number {
  const names = [name, handle].map((text) => text.toLowerCase());
  if (names.includes(wanted)) return 0;
  if (names.some((text) => text.includes(wanted))) return 1;
  return title?.toLowerCase().includes(wanted) ? 2 : 3;
}

async function orNone(found: Promise<User>): Promise<User[]> {
  try {
    return [await found];
  } catch (error) {
    if (ToolError.is(error) && error.code === "not_found") return [];
    throw error;
  }
}
