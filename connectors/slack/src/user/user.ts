import type { UsersInfoResponse } from "@slack/web-api";
import { z } from "zod";

/** A user of the workspace. */
export const userSchema = z.object({
  id: z.string().describe("e.g. U0123ABCD"),
  name: z.string().describe("The name people see"),
  handle: z.string().describe("Without the @"),
  email: z.string().nullable(),
  title: z.string().nullable(),
  kind: z.enum(["member", "guest", "bot"]).describe("Guests are usually customers"),
  active: z.boolean(),
});

/** A user of the workspace. */
export type User = z.output<typeof userSchema>;

/** Reads a user of Slack. */
export function toUser(user: NonNullable<UsersInfoResponse["user"]>): User {
  const { id = "", name = id, profile, real_name } = user;
  const isGuest = user.is_restricted === true || user.is_ultra_restricted === true;
  return {
    id,
    name: profile?.real_name || real_name || profile?.display_name || name,
    handle: name,
    email: profile?.email || null,
    title: profile?.title || null,
    kind: user.is_bot === true ? "bot" : isGuest ? "guest" : "member",
    active: user.deleted !== true,
  };
}
