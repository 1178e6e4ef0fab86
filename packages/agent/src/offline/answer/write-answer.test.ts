import { expect, test } from "vitest";
import { desk, tool, write } from "../fixture/desk.ts";
import { talk } from "../fixture/talk.ts";

function answerOf(request: string, result: unknown, name = "list_messages", hints = {}): string {
  const { answer } = talk(request, [
    tool(
      name,
      "The latest things of a customer.",
      { customer_id: "e.g. C-1042" },
      { handler: () => result, hints: { readOnlyHint: true, ...hints } },
    ),
  ]);
  return answer.split("\n\n[offline")[0] ?? "";
}

const message = {
  ts: "1795273440.006061",
  author: "Sarah Chen",
  author_id: "U0GUEST1042",
  text: "Should Pro not allow 600?",
  sent_at: "2026-11-21T10:00:00Z",
  reply_count: 1,
  replies: [{ ts: "1795273441.1", author: "Leila Haddad", text: "It should." }],
};

test("a message is a line with author and time, and the replies below it", () => {
  const line = [
    "Sarah Chen, 2026-11-21: Should Pro not allow 600?",
    "  - Leila Haddad: It should.",
  ].join("\n");
  expect(answerOf("What was the last message of C-1042?", { messages: [message] })).toBe(line);
  expect(answerOf("Messages of C-1042", { messages: [message] })).toBe(`1 message:\n- ${line}`);
});

test("answers stand in the order of the questions, whatever came back first", () => {
  const { answer } = talk(
    "What is the current status of customer C-1042 and do they have any open tickets?",
    desk.toReversed(),
  );
  expect(answer.indexOf("Sarah Chen (C-1042)")).toBe(0);
});

test("one page of many is not taken for all", () => {
  const page = { messages: [message], next_cursor: "more" };
  const answer = answerOf("Messages of C-1042", page);
  expect(answer).toMatch(/^The first message:/);
  expect(answer).toContain("- … and more");
});

test("a change is reported as done, with the state after it", () => {
  const result = { ticket_id: "SUP-1", previous_status: "To Do", status: "Done" };
  expect(answerOf("Move C-1042", result, "move_ticket", write)).toMatch(
    /^Done: move_ticket\. Ticket SUP-1 is done\./,
  );
});

test("a search without a hit says what was searched for", () => {
  expect(answerOf("Search tickets of C-1042", { tickets: [] }, "search_tickets")).toBe(
    'search_tickets found nothing for {"customer_id":"C-1042"}.',
  );
});
