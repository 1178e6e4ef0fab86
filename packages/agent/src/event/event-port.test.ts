import { expect, test } from "vitest";
import type { AgentEvent } from "./agent-event.ts";
import { EventPort } from "./event-port.ts";
import type { Question } from "./question.ts";
import { createReply } from "./question.ts";

function delta(text: string): AgentEvent {
  return { type: "text-delta", text };
}

async function readAll(port: EventPort): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of port.read()) events.push(event);
  return events;
}

/** Makes a question whose answer is a word; silence is `nothing`. */
function question(): {
  question: Question<string>;
  give: (answer: string | Promise<string>) => void;
} {
  const { answer, give, settle } = createReply("nothing");
  return { question: { event: delta("?"), answer, settle }, give };
}

test("events come out in order, and the listener gets them first", async () => {
  const seen: AgentEvent[] = [];
  const port = new EventPort((event) => seen.push(event));
  await port.emit(delta("a"));
  port.offer(delta("b"));
  expect(seen).toEqual([delta("a"), delta("b")]);
  port.close();
  expect(await readAll(port)).toEqual(seen);
});

test("a question is answered by its reader", async () => {
  const port = new EventPort();
  const { question: asked, give } = question();
  const answer = port.ask(asked);
  const events = port.read();
  expect(await events.next()).toEqual({ done: false, value: delta("?") });
  give("yes");
  expect(await answer).toBe("yes");
});

test("the first answer counts", async () => {
  const { question: asked, give } = question();
  give("yes");
  give("no");
  asked.settle();
  expect(await asked.answer).toBe("yes");
});

test("the next event taken means silence", async () => {
  const port = new EventPort();
  const { question: asked } = question();
  const answer = port.ask(asked);
  void port.emit(delta("next"));
  const events = port.read();
  await events.next();
  await events.next();
  expect(await answer).toBe("nothing");
});

test("a promise given as an answer keeps the question open", async () => {
  const { question: asked, give } = question();
  const { promise, resolve } = Promise.withResolvers<string>();
  give(promise);
  asked.settle();
  resolve("later");
  expect(await asked.answer).toBe("later");
});

test("settling leaves every open question without an answer", async () => {
  const port = new EventPort();
  const both = [port.ask(question().question), port.ask(question().question)];
  port.settle();
  expect(await Promise.all(both)).toEqual(["nothing", "nothing"]);
});

test("a closed port ends its readers, answers its questions, and ignores further events", async () => {
  const port = new EventPort();
  const open = port.ask(question().question);
  port.close();
  expect(await open).toBe("nothing");
  expect(await port.ask(question().question)).toBe("nothing");
  await port.emit(delta("late"));
  expect(await readAll(port)).toEqual([delta("?")]);
});
