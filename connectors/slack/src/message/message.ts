import type { ConversationsHistoryResponse } from "@slack/web-api";
import type { RequestContext } from "mortise";
import { z } from "zod";
import type { UserDirectory } from "../user/user-directory.ts";
import { findMentions, toText } from "./to-text.ts";

/** A message. */
export const messageSchema = z.object({
  ts: z.string().describe("The message's id within its channel, e.g. 1763800000.000042"),
  sent_at: z.string().describe("ISO 8601, UTC"),
  author: z.string(),
  author_id: z.string().nullable(),
  text: z.string(),
  reply_count: z.number().describe("Replies in its thread; read them with get_thread"),
});

/** A message. */
export type Message = z.output<typeof messageSchema>;

/** A message as Slack sends it. */
export type SlackMessage = NonNullable<ConversationsHistoryResponse["messages"]>[number];

const NOISE = /^(channel|group)_(join|leave)$/;

/** Returns the id of the thread that a message begins; `undefined` without replies. */
export function threadOf(message: SlackMessage): string | undefined {
  return (message.reply_count ?? 0) > 0 ? message.ts : undefined;
}

/** Reads messages of Slack with the names of their authors, without notices of joins and leaves. */
export async function toMessages(
  messages: readonly SlackMessage[],
  users: UserDirectory,
  context: RequestContext,
): Promise<Message[]> {
  const said = messages.filter(({ subtype }) => !NOISE.test(subtype ?? ""));
  const people = said.flatMap(({ user, text }) => [
    ...(user === undefined ? [] : [user]),
    ...findMentions(text ?? ""),
  ]);
  const nameOf = await users.names(people, context);
  return said.map((message) => ({
    ts: message.ts ?? "",
    sent_at: toTime(message.ts),
    author: toAuthor(message, nameOf),
    author_id: message.user ?? message.bot_id ?? null,
    text: [toText(readMarkup(message), nameOf), ...listFiles(message)].filter(Boolean).join("\n"),
    reply_count: message.reply_count ?? 0,
  }));
}

/** Returns the time of a Slack timestamp, ISO 8601 in UTC; an empty text for anything else. */
export function toTime(ts: string | undefined): string {
  const date = new Date(Number(ts) * 1000);
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

function toAuthor({ user, username, bot_profile }: SlackMessage, nameOf: (id: string) => string) {
  return username ?? (user === undefined ? (bot_profile?.name ?? "unknown") : nameOf(user));
}

// Many apps write nothing but attachments.
function readMarkup({ text, attachments = [] }: SlackMessage): string {
  if (text) return text;
  return attachments
    .map((attachment) => attachment.text ?? attachment.fallback ?? "")
    .filter((part) => part !== "")
    .join("\n");
}

function listFiles({ files = [] }: SlackMessage): string[] {
  return files.map(
    ({ name, title, mimetype }) => `[file: ${name ?? title ?? mimetype ?? "unnamed"}]`,
  );
}
