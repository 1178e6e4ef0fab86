import { createFakeClock } from "@mortise/protocol/test-kit";
import { describe, expect, test } from "vitest";
import type { AgentEvent } from "../event/agent-event.ts";
import { EventPort } from "../event/event-port.ts";
import type { Step } from "../language-model/fixture/scripted-model.ts";
import {
  brokenStream,
  finish,
  openStream,
  scriptedModel,
  text,
} from "../language-model/fixture/scripted-model.ts";
import { askModel } from "./ask-model.ts";

const overloaded = new Error("overloaded");
const hello = [...text("Hello."), finish()];

function ask(steps: readonly Step[]) {
  const clock = createFakeClock();
  const model = scriptedModel(steps);
  const controller = new AbortController();
  const events: AgentEvent[] = [];
  const partial: string[] = [];
  const asking = askModel(
    {
      model,
      instructions: "",
      messages: [],
      tools: [],
      toolChoice: "auto",
      signal: controller.signal,
    },
    {
      clock,
      silenceMs: 60_000,
      events: new EventPort((event) => events.push(event)),
      onPartialText: (written) => partial.push(written),
    },
  );
  return { asking, clock, model, controller, events, partial };
}

const typesOf = (events: readonly AgentEvent[]) => events.map(({ type }) => type);

test("an answer is handed on as events, and its text so far is known", async () => {
  const { asking, clock, events, partial } = ask([hello]);
  expect((await asking).text).toBe("Hello.");
  expect(typesOf(events)).toEqual(["text-start", "text-delta", "text-end"]);
  expect(partial).toEqual(["", "Hello.", "Hello."]);
  expect(clock.pending).toEqual([]);
});

describe("a failure that may pass", () => {
  test("is tried again after a wait that doubles", async () => {
    const { asking, clock, model, events } = ask([overloaded, overloaded, hello]);
    await clock.waitFor(1000);
    await clock.advance(1000);
    await clock.waitFor(2000);
    await clock.advance(2000);
    expect((await asking).text).toBe("Hello.");
    expect(model.calls).toHaveLength(3);
    expect(events.slice(0, 2)).toEqual([
      { type: "model-retry", attempt: 1, reason: "overloaded", delayMs: 1000 },
      { type: "model-retry", attempt: 2, reason: "overloaded", delayMs: 2000 },
    ]);
  });

  test("is thrown after the third attempt", async () => {
    const { asking, clock, model } = ask([overloaded]);
    const settled = asking.catch((error: unknown) => error);
    await clock.waitFor(1000);
    await clock.advance(1000);
    await clock.waitFor(2000);
    await clock.advance(2000);
    expect(await settled).toBe(overloaded);
    expect(model.calls).toHaveLength(3);
  });

  test("is not tried again once the model has said something", async () => {
    const { asking, model, events, partial } = ask([
      () => brokenStream(text("Hel lo"), overloaded),
    ]);
    await expect(asking).rejects.toBe(overloaded);
    expect(model.calls).toHaveLength(1);
    expect(partial.at(-1)).toBe("Hel lo");
    expect(typesOf(events)).not.toContain("model-retry");
  });

  test("is tried again when the model has only begun a text", async () => {
    const begun = () => brokenStream([{ type: "text-start", id: "0" }], overloaded);
    const { asking, clock } = ask([begun, hello]);
    await clock.waitFor(1000);
    await clock.advance(1000);
    expect((await asking).text).toBe("Hello.");
  });
});

test("a failure that does not pass is thrown at once", async () => {
  const { asking, model } = ask([new RangeError("no such model")]);
  await expect(asking).rejects.toThrow("no such model");
  expect(model.calls).toHaveLength(1);
});

describe("silence", () => {
  test("is a failure that may pass", async () => {
    const { asking, clock, events } = ask([() => new Promise<never>(() => undefined), hello]);
    await clock.waitFor(60_000);
    await clock.advance(60_000);
    await clock.waitFor(1000);
    await clock.advance(1000);
    expect((await asking).text).toBe("Hello.");
    expect(events[0]).toMatchObject({ reason: "The model was silent for 60 seconds" });
  });

  test("is counted anew after each part", async () => {
    const { promise: rest, resolve } = Promise.withResolvers<void>();
    const slow = () =>
      new ReadableStream({
        async start(queue) {
          queue.enqueue({ type: "ping" });
          await rest;
          for (const part of hello) queue.enqueue(part);
          queue.close();
        },
      });
    const { asking, clock, events } = ask([slow]);
    await clock.advance(59_000);
    resolve();
    await clock.advance(0);
    expect((await asking).text).toBe("Hello.");
    expect(typesOf(events)).not.toContain("model-retry");
  });

  test("after the first words is an error, and not tried again", async () => {
    const { asking, clock, model } = ask([() => openStream(text("Hel"))]);
    const settled = asking.catch((error: unknown) => error);
    await clock.advance(0);
    await clock.advance(60_000);
    expect(await settled).toMatchObject({ code: "TIMEOUT", data: { timeoutMs: 60_000 } });
    expect(model.calls).toHaveLength(1);
  });
});

describe("an abort", () => {
  test("ends the call with its reason", async () => {
    const { asking, controller, clock } = ask([() => new Promise<never>(() => undefined)]);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(asking).rejects.toBe(reason);
    expect(clock.pending).toEqual([]);
  });

  test("ends the wait before the next attempt", async () => {
    const { asking, controller, clock, model } = ask([overloaded, hello]);
    await clock.waitFor(1000);
    const reason = new Error("enough");
    controller.abort(reason);
    await expect(asking).rejects.toBe(reason);
    expect(model.calls).toHaveLength(1);
    expect(clock.pending).toEqual([]);
  });
});
