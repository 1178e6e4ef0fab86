import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { isDeepStrictEqual } from "node:util";
import type { ExtensionHost, InputJournal, InputQuestion, Server } from "@mortise/server";
import { createServer } from "@mortise/server";
import type { JournalCaseContext, JournalRun } from "@mortise/testing";
import { journalCases } from "@mortise/testing";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";

/** A journal on rows of SQLite, as durable tasks will keep one; it parks the work at a question. */
class RowJournal implements InputJournal, JournalRun {
  readonly journal: InputJournal = this;
  readonly #rows: DatabaseSync;
  readonly #park = new AbortController();
  readonly #steps = new Set<Promise<unknown>>();

  constructor(path: string) {
    this.#rows = new DatabaseSync(path);
    this.#rows.exec(
      "CREATE TABLE IF NOT EXISTS journal (kind TEXT, name TEXT, value TEXT, PRIMARY KEY (kind, name)) STRICT",
    );
  }

  get ended(): AbortSignal {
    return this.#park.signal;
  }

  async recall(key: string, question: InputQuestion): Promise<unknown> {
    const shown = this.#read("question", key);
    return isDeepStrictEqual(shown, toJson(question)) ? this.#read("answer", key) : undefined;
  }

  async ask(key: string, question: InputQuestion): Promise<unknown> {
    this.#write("question", key, question);
    this.#rows.prepare("DELETE FROM journal WHERE kind = 'answer' AND name = ?").run(key);
    while (this.#steps.size > 0) await Promise.allSettled([...this.#steps]);
    this.#park.abort(new Error("parked"));
    throw this.ended.reason;
  }

  async keep(key: string, answer: unknown): Promise<void> {
    this.#write("answer", key, answer);
  }

  async step(name: string, work: () => Promise<object>): Promise<object> {
    const recorded = this.#read("step", name);
    if (recorded !== undefined) return recorded as object;
    const step = work().then((record) => {
      this.#write("step", name, record);
      return record;
    });
    this.#steps.add(step);
    return step.finally(() => this.#steps.delete(step));
  }

  close(): void {
    this.#rows.close();
  }

  #read(kind: string, name: string): unknown {
    const row = this.#rows
      .prepare("SELECT value FROM journal WHERE kind = ? AND name = ?")
      .get(kind, name);
    return row && JSON.parse(String(row["value"]));
  }

  #write(kind: string, name: string, value: unknown): void {
    this.#rows
      .prepare("INSERT OR REPLACE INTO journal VALUES (?, ?, ?)")
      .run(kind, name, JSON.stringify(value));
  }
}

function toJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

interface Durable extends JournalCaseContext {
  readonly run: () => Promise<RowJournal>;
}

function createContext(): Durable {
  const folder = mkdtempSync(join(tmpdir(), "mortise-journal-"));
  const path = join(folder, "journal.db");
  const open: RowJournal[] = [];
  onTestFinished(() => {
    for (const journal of open) journal.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const run = async (): Promise<RowJournal> => {
    const journal = new RowJournal(path);
    open.push(journal);
    return journal;
  };
  return { run, answer: async (key, answer) => (await run()).keep(key, answer) };
}

test.each(journalCases)("on rows: $name", ({ run }) => run(createContext()));

/** A new server each time, as after a restart; `charged` counts the effects. */
function createShop(charged: string[]): { readonly host: ExtensionHost } {
  const hosts: ExtensionHost[] = [];
  const server: Server<unknown> = createServer({ name: "shop", version: "1" }).tool(
    "order",
    { description: "Orders", input: z.object({ item: z.string() }) },
    async ({ item }, ctx) => {
      await ctx.step("charge", () => charged.push(item));
      const schema = z.object({ street: z.string() });
      const address = await ctx.elicit("address", { message: "Where to?", schema });
      const gift = await ctx.elicit("gift", {
        message: "A gift?",
        schema: z.object({ is: z.boolean() }),
      });
      return { item, address: address.action, gift: gift.action };
    },
  );
  server.extend({
    id: "com.example/durable",
    install: (host) => {
      hosts.push(host);
      return undefined;
    },
  });
  const [host] = hosts;
  if (!host) throw new Error("not installed");
  return { host };
}

test("a handler outside a request goes on over restarts, and its effects happen once", async () => {
  const context = createContext();
  const charged: string[] = [];
  const invoke = async (): Promise<unknown> => {
    const journal = await context.run();
    const client = { capabilities: { elicitation: {} } };
    const options = { journal, signal: journal.ended, client };
    return createShop(charged).host.invoke("order", { item: "tea" }, options);
  };
  await expect(invoke()).rejects.toThrow("parked");
  await context.answer("address", { action: "accept", content: { street: "Kanalgade" } });
  await expect(invoke()).rejects.toThrow("parked");
  await context.answer("gift", { action: "decline" });
  expect(await invoke()).toMatchObject({
    structuredContent: { item: "tea", address: "accept", gift: "decline" },
  });
  expect(charged).toEqual(["tea"]);
});
