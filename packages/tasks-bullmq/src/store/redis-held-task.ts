import type { InputQuestion, JsonObject, TaskFailure } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type { Final, Payloads, SealedTask, TaskHold } from "@mortise/tasks/internal";
import type { TaskScripts } from "./task-scripts.ts";

/** A running task and the token of BullMQ by which a process holds it. */
export interface HeldBy extends SealedTask {
  readonly holder: string;
}

/** The latest question under a name of the handler. */
interface Latest {
  readonly key: string;
  readonly round: number;
  readonly question: string;
  readonly answer: string | null;
}

/** A running task in Redis; each change is one script, which does nothing once another process holds the task. */
export class RedisHeldTask implements TaskHold {
  readonly #scripts: TaskScripts;
  readonly #payloads: Payloads;
  readonly #task: HeldBy;
  readonly #fence: { readonly id: string; readonly holder: string };

  constructor(scripts: TaskScripts, payloads: Payloads, task: HeldBy) {
    this.#scripts = scripts;
    this.#payloads = payloads;
    this.#task = task;
    this.#fence = { id: task.id, holder: task.holder };
  }

  openInput(sealed: string): JsonObject {
    return JSON.parse(this.#payloads.sealer.open(this.#task, "input", sealed));
  }

  report(message: string): Promise<boolean> {
    return this.#change("report", { message: this.#seal("message", message) });
  }

  adopt(revision: string): Promise<boolean> {
    return this.#change("adopt", { revision });
  }

  end(final: Final, message: string | null): Promise<boolean> {
    const result = final.status === "completed" ? this.#seal("result", final.result) : "";
    const error = final.status === "failed" ? this.#seal("error", JSON.stringify(final.error)) : "";
    const sealed = message === null ? "" : this.#seal("message", message);
    return this.#change("end", { status: final.status, error, message: sealed }, result);
  }

  retry(error: TaskFailure, pauseMs: number, result: string | null): Promise<boolean> {
    const args = {
      error: this.#seal("error", JSON.stringify(error)),
      message: this.#seal("message", error.message),
      pauseMs: Math.ceil(pauseMs),
      hasResult: result !== null,
    };
    return this.#change("retry", args, result === null ? "" : this.#seal("result", result));
  }

  again(pauseMs: number): Promise<boolean> {
    return this.#change("again", { pauseMs: Math.ceil(pauseMs) });
  }

  park(): Promise<boolean> {
    return this.#change("park", {});
  }

  async recall(
    name: string,
    question: InputQuestion,
  ): Promise<{ readonly answer: unknown } | undefined> {
    const latest = await this.#latest(name);
    if (!latest || latest.answer === null || !this.#isOf(latest, canonicalJson(question))) {
      return undefined;
    }
    const { sealer } = this.#payloads;
    return { answer: JSON.parse(sealer.open(this.#task, `answer ${latest.key}`, latest.answer)) };
  }

  async ask(name: string, question: InputQuestion): Promise<string | undefined> {
    const text = canonicalJson(question);
    this.#payloads.check("question", text);
    const latest = await this.#latest(name);
    if (latest && latest.answer === null && this.#isOf(latest, text)) return latest.key;
    for (let round = (latest?.round ?? 0) + 1; ; round += 1) {
      // A name of the handler may look like the key of another's second round.
      const key = round === 1 ? name : `${name}~${round}`;
      const args = { ...this.#fence, name, key, round };
      const sealed = this.#seal(`question ${key}`, text);
      const outcome = await this.#scripts.change("ask", args, sealed);
      if (outcome === "lost") return undefined;
      if (outcome === "asked") return key;
    }
  }

  async answers(): Promise<ReadonlyMap<string, unknown>> {
    const flat = (await this.#scripts.read("answers", this.#fence)) as readonly string[];
    const answers = new Map<string, unknown>();
    for (let index = 0; index < flat.length; index += 2) {
      const [key = "", sealed = ""] = flat.slice(index, index + 2);
      const text = this.#payloads.sealer.open(this.#task, `answer ${key}`, sealed);
      answers.set(key, JSON.parse(text));
    }
    return answers;
  }

  async step(name: string): Promise<string | null | undefined> {
    const reply = await this.#scripts.read("step", { ...this.#fence, name });
    const [sealed] = reply as readonly (string | null)[];
    if (typeof sealed !== "string") return sealed;
    return this.#payloads.sealer.open(this.#task, `step ${name}`, sealed);
  }

  async keepStep(name: string, record: string): Promise<boolean> {
    this.#payloads.check("step", record);
    return this.#change("keepStep", { name }, this.#seal(`step ${name}`, record));
  }

  async journalSize(): Promise<number> {
    return Number(await this.#scripts.read("journalSize", this.#fence));
  }

  async #change(
    name: Parameters<TaskScripts["change"]>[0],
    args: JsonObject,
    ...texts: readonly string[]
  ): Promise<boolean> {
    return (await this.#scripts.change(name, { ...args, ...this.#fence }, ...texts)) === 1;
  }

  async #latest(name: string): Promise<Latest | undefined> {
    const found = await this.#scripts.read("latest", { ...this.#fence, name });
    const [key, round, question, answer] = found as [string?, number?, string?, (string | null)?];
    if (key === undefined || round === undefined || question === undefined) return undefined;
    return { key, round, question, answer: answer ?? null };
  }

  #seal(slot: Parameters<Payloads["sealer"]["seal"]>[1], text: string): string {
    return this.#payloads.sealer.seal(this.#task, slot, text);
  }

  #isOf({ key, question }: Latest, text: string): boolean {
    const { sealer } = this.#payloads;
    return sealer.holds(this.#task, `question ${key}`, { sealed: question, text });
  }
}
