import { deepEqual, equal, rejects } from "node:assert/strict";
import type { InputJournal, InputQuestion } from "@mortise/server";

/** One run of a handler on the journal under test. */
export interface JournalRun {
  /** The journal under test. */
  readonly journal: InputJournal;
  /** Aborts when the journal ends the run. */
  readonly ended: AbortSignal;
}

/** The record of one request, as its journal keeps it. */
export interface JournalCaseContext {
  /** Begins a run on the record, as another process would that found it. */
  readonly run: () => Promise<JournalRun>;
  /** Lets the client answer a question of the last run. */
  readonly answer: (key: string, answer: unknown) => Promise<void>;
}

/** One behaviour that every journal has whose record outlives a run. */
export interface JournalCase {
  /** A sentence that states the behaviour. */
  readonly name: string;
  /** Rejects with an AssertionError unless the behaviour holds. */
  readonly run: (context: JournalCaseContext) => Promise<void>;
}

const QUESTION: InputQuestion = {
  method: "elicitation/create",
  params: { message: "Who?", requestedSchema: { type: "object", properties: {} } },
};

const CHEAP: InputQuestion = { ...QUESTION, params: { message: "Pay 5?" } };
const DEAR: InputQuestion = { ...QUESTION, params: { message: "Pay 500?" } };

const ACCEPTED = { action: "accept", content: { name: "Ann", tags: ["a", "é 🧩"], none: null } };

/** Values that JSON has; a step without a value has no member. */
const RECORDS = [{}, { value: null }, { value: 0 }, { value: "" }, { value: { deep: [1, "é"] } }];

/** Names that a store may confuse. */
const ODD_NAMES = ["plain", "Plain", "with 'quotes'", "a.b", "a/b", "grüße 🧩", "__proto__", "%"];

async function endOf({ ended }: JournalRun): Promise<void> {
  if (ended.aborted) return;
  await new Promise((resolve) => ended.addEventListener("abort", resolve, { once: true }));
}

/** Asks, and lets the run end without an answer. */
async function ask(run: JournalRun, key: string, question = QUESTION): Promise<void> {
  const asked = run.journal.ask(key, question);
  asked.catch(() => undefined);
  await endOf(run);
}

/**
 * The behaviour of an {@link InputJournal} whose record outlives a run: sealed states and durable
 * rows.
 */
export const journalCases: readonly JournalCase[] = [
  {
    name: "a question without an answer ends the run, and the next run finds the answer",
    run: async ({ run, answer }) => {
      const first = await run();
      equal(await first.journal.recall("who", QUESTION), undefined);
      await ask(first, "who");
      await answer("who", ACCEPTED);
      const second = await run();
      deepEqual(await second.journal.recall("who", QUESTION), ACCEPTED);
      equal(second.ended.aborted, false);
    },
  },
  {
    name: "an answer that was kept is there in every later run",
    run: async ({ run, answer }) => {
      await ask(await run(), "first");
      await answer("first", ACCEPTED);
      const second = await run();
      await second.journal.keep("first", await second.journal.recall("first", QUESTION));
      await ask(second, "second");
      await answer("second", { action: "decline" });
      const third = await run();
      deepEqual(await third.journal.recall("first", QUESTION), ACCEPTED);
      deepEqual(await third.journal.recall("second", QUESTION), { action: "decline" });
    },
  },
  {
    name: "an answer counts only for the question that the client was shown",
    run: async ({ run, answer }) => {
      equal(await (await run()).journal.recall("pay", QUESTION), undefined);
      await answer("pay", ACCEPTED);
      equal(await (await run()).journal.recall("pay", QUESTION), undefined);
      await ask(await run(), "pay", CHEAP);
      await answer("pay", ACCEPTED);
      const changed = await run();
      equal(await changed.journal.recall("pay", DEAR), undefined);
      equal(await changed.journal.recall("pay", { ...CHEAP, method: "roots/list" }), undefined);
      deepEqual(await changed.journal.recall("pay", CHEAP), ACCEPTED);
      await changed.journal.keep("pay", ACCEPTED);
      await ask(changed, "pay", DEAR);
      equal(await (await run()).journal.recall("pay", CHEAP), undefined);
      equal(await (await run()).journal.recall("pay", DEAR), undefined);
      await answer("pay", { action: "decline" });
      deepEqual(await (await run()).journal.recall("pay", DEAR), { action: "decline" });
    },
  },
  {
    name: "an answer that is not usable can be asked for again",
    run: async ({ run, answer }) => {
      await ask(await run(), "who");
      await answer("who", { action: "accept", content: { name: 7 } });
      await ask(await run(), "who");
      await answer("who", ACCEPTED);
      deepEqual(await (await run()).journal.recall("who", QUESTION), ACCEPTED);
    },
  },
  {
    name: "a step runs once, and later runs get its value",
    run: async ({ run, answer }) => {
      const calls: string[] = [];
      const first = await run();
      for (const [index, record] of RECORDS.entries()) {
        const given = await first.journal.step(`step ${index}`, async () => {
          calls.push(`first ${index}`);
          return record;
        });
        deepEqual(given, record);
      }
      await ask(first, "who");
      await answer("who", ACCEPTED);
      const second = await run();
      for (const [index, record] of RECORDS.entries()) {
        const given = await second.journal.step(`step ${index}`, async () => {
          calls.push(`second ${index}`);
          return {};
        });
        deepEqual(given, record);
      }
      deepEqual(
        calls,
        RECORDS.map((_record, index) => `first ${index}`),
      );
    },
  },
  {
    name: "a step that fails is not recorded, and runs again",
    run: async ({ run, answer }) => {
      const first = await run();
      const failing = first.journal.step("charge", () =>
        Promise.reject(new Error("card declined")),
      );
      await rejects(failing, /card declined/);
      await ask(first, "who");
      await answer("who", ACCEPTED);
      const second = await run();
      deepEqual(await second.journal.step("charge", async () => ({ value: 2 })), { value: 2 });
    },
  },
  {
    name: "a run that asks while a step works ends when the step is recorded",
    run: async ({ run, answer }) => {
      const first = await run();
      const { promise, resolve } = Promise.withResolvers<{ value: string }>();
      const step = first.journal.step("slow", () => promise);
      const asked = first.journal.ask("who", QUESTION);
      asked.catch(() => undefined);
      resolve({ value: "kept" });
      await step.catch(() => undefined);
      await endOf(first);
      await answer("who", ACCEPTED);
      const second = await run();
      deepEqual(await second.journal.step("slow", async () => ({ value: "again" })), {
        value: "kept",
      });
    },
  },
  {
    name: "names are kept apart, and steps from answers",
    run: async ({ run, answer }) => {
      const first = await run();
      for (const name of ODD_NAMES) await first.journal.step(name, async () => ({ value: name }));
      await ask(first, "plain");
      await answer("plain", ACCEPTED);
      const second = await run();
      for (const name of ODD_NAMES) {
        deepEqual(await second.journal.step(name, async () => ({})), { value: name });
      }
      deepEqual(await second.journal.recall("plain", QUESTION), ACCEPTED);
      equal(await second.journal.recall("Plain", QUESTION), undefined);
    },
  },
];
