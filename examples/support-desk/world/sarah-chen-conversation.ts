import { colleaguesIn } from "./colleague.ts";
import { toGuestId } from "./member.ts";
import type { Conversation, Line } from "./message.ts";
import { sarahChen } from "./sarah-chen.ts";

const day = 24 * 60;

/** The records that the story of Sarah Chen refers to. */
export interface SarahsStory {
  readonly channel_id: string;
  readonly billing_ticket: string;
  readonly api_ticket: string;
  readonly invoice: string;
}

/** Adds the conversation of Sarah Chen and the desk in their channel. */
export function talkWithSarah(conversation: Conversation, story: SarahsStory): void {
  const guest = toGuestId(sarahChen.id);
  const [priya] = colleaguesIn("billing");
  const [, leila] = colleaguesIn("engineering");
  const [, diego] = colleaguesIn("sales");
  const sarah = (age: number, text: string): Line => ({ user_id: guest, text, age });
  const by = (person: { slack_id: string } | undefined, age: number, text: string): Line => ({
    user_id: person?.slack_id ?? "",
    text,
    age,
  });

  conversation.say(
    story.channel_id,
    sarah(35 * day, "Hi Diego, we decided for Pro. The longer retention is what we need."),
  );
  conversation.say(
    story.channel_id,
    by(diego, 35 * day - 20, "Wonderful. You are on Pro from tomorrow, $249.00 a month."),
  );
  conversation.thread(
    story.channel_id,
    sarah(
      3 * day + 15,
      `Our card shows two charges of $249.00 for invoice ${story.invoice}. We renewed once. Can you look?`,
    ),
    [
      by(
        priya,
        3 * day - 5,
        `Thanks Sarah, I see both. I opened ${story.billing_ticket} with high priority.`,
      ),
      sarah(
        3 * day - 30,
        "Thank you. Our books close at the end of the week, so sooner is better.",
      ),
      by(
        priya,
        2 * day + 20 * 60,
        `Confirmed: the second payment of ${story.invoice} came from a retry. I asked for approval to refund $249.00.`,
      ),
    ],
  );
  conversation.thread(
    story.channel_id,
    sarah(
      day + 25,
      "Another thing: /v1/readings answers 429 at about 60 requests a minute. Should Pro not allow 600?",
    ),
    [
      by(
        leila,
        day - 10,
        `It should. Your key still carries the Starter limit as it seems, ${story.api_ticket} is open for it.`,
      ),
      sarah(day - 40, "Great, not urgent, we slowed our importer down for now."),
    ],
  );
}
