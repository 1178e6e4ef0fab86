import type { DetailedTask, HandlerRecord, JsonObject, NewTask } from "@mortise/protocol";
import { canonicalJson } from "@mortise/protocol";
import type {
  DepthRow,
  Payloads,
  SealedTask,
  TaskStateRow,
  TaskWorkRow,
  VersionedTask,
} from "@mortise/tasks/internal";
import { checkName, toTask } from "@mortise/tasks/internal";
import type { TaskScripts } from "./task-scripts.ts";

/** The least time for which the reason of an expired task can be read. */
const MIN_GRACE_MS = 60_000;

/** How a claim ended; `leftMs` is what the lock of BullMQ has left. */
export type Claim = { readonly work: TaskWorkRow; readonly leftMs: number } | undefined;

/** The kinds of a process, each with its revision. */
export type ServedKinds = ReadonlyMap<string, string>;

/** The holder of a ticket, with the version of the code that it has for it. */
interface Claimant {
  readonly holder: string;
  readonly lock: string;
  readonly revision: string;
}

/** The tasks in Redis, as their owners and the processes that run them use them. */
export class RedisTaskStore {
  readonly #scripts: TaskScripts;
  readonly #payloads: Payloads;

  constructor(scripts: TaskScripts, payloads: Payloads) {
    this.#scripts = scripts;
    this.#payloads = payloads;
  }

  /** Stores a task; resolves when every process can read it. Rejects with ProtocolError for parts that are too large. */
  async create(id: string, task: NewTask): Promise<DetailedTask> {
    const { owner, kind, revision, policy, record, trace, delayMs = 0 } = task;
    const { sealer } = this.#payloads;
    const sealed: SealedTask = { id, sealed_by: sealer.newest };
    const row = {
      owner,
      kind,
      revision,
      sealed_by: sealed.sealed_by ?? "",
      trace: trace ? JSON.stringify(trace) : "",
      status: "working",
      attempts: policy.attempts,
      backoff_ms: Math.ceil(policy.backoffMs),
      max_backoff_ms: Math.ceil(policy.maxBackoffMs),
      on_crash: policy.onCrash,
      per_owner: policy.perOwner ?? "",
      cleanup: policy.cleanup ? "1" : "",
      timeout_ms: policy.timeoutMs === undefined ? "" : Math.ceil(policy.timeoutMs),
      poll_ms: Math.ceil(policy.pollMs),
      ttl_ms: Math.ceil(policy.ttlMs),
    };
    const graceMs = Math.ceil(Math.max(policy.ttlMs / 10, MIN_GRACE_MS));
    const args = { id, row, graceMs, delayMs: Math.ceil(delayMs) };
    const entries = this.#toEntries(sealed, record);
    const input = sealer.seal(sealed, "input", this.#payloads.write("arguments", task.input));
    await this.#scripts.change("create", args, input, ...entries);
    return (await this.get(owner, id))?.task as DetailedTask;
  }

  /** Returns the state; `undefined` unless the owner has such a task. */
  async get(owner: string, id: string): Promise<VersionedTask | undefined> {
    return (await this.#states({ ids: [id], owner })).get(id);
  }

  /** Returns the states of the tasks that there are, and that this process can read. */
  getAll(ids: readonly string[]): Promise<ReadonlyMap<string, VersionedTask>> {
    return this.#states({ ids });
  }

  /** Returns the versions of the tasks that there are. */
  async versions(ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
    if (ids.length === 0) return new Map();
    const found = (await this.#scripts.read("versions", { ids })) as readonly string[];
    return new Map(
      ids.flatMap((id, index) => (found[index] ? [[id, Number(found[index])] as const] : [])),
    );
  }

  /** Records answers to open questions; returns whether the owner has such a task. */
  async answer(owner: string, id: string, responses: JsonObject): Promise<boolean> {
    const found = (await this.#scripts.read("find", { id, owner })) as readonly string[];
    const [phase, key, open = "{}"] = found;
    if (phase === undefined) return false;
    if (phase === "done") return true;
    const sealed: SealedTask = { id, sealed_by: key || null };
    const { sealer } = this.#payloads;
    // A request may have more keys than a task has questions.
    const names = Object.keys(JSON.parse(open)).filter((name) => Object.hasOwn(responses, name));
    const texts = names.flatMap((name) => [
      name,
      sealer.seal(sealed, `answer ${name}`, this.#payloads.write("answer", responses[name])),
    ]);
    await this.#scripts.change("answer", { id }, ...texts);
    return true;
  }

  /** Ends a task that waits, and marks one that runs; returns whether the owner has such a task. */
  async cancel(owner: string, id: string): Promise<boolean> {
    return (await this.#scripts.change("cancel", { id, owner })) === "known";
  }

  /** Lets a task begin now that waits for something elsewhere; returns whether there is one. */
  async wake(id: string): Promise<boolean> {
    return (await this.#scripts.change("wake", { id })) === 1;
  }

  /** Lets other processes know for `leaseMs` which code `process` has. */
  async serve(process: string, serves: ServedKinds, leaseMs: number): Promise<void> {
    if (serves.size === 0) return;
    await this.#scripts.read("serve", { process, serves: Object.fromEntries(serves), leaseMs });
  }

  /** Lets other processes have the tasks of the code that `process` had. */
  async leave(process: string, serves: ServedKinds): Promise<void> {
    if (serves.size === 0) return;
    await this.#scripts.read("leave", { process, serves: Object.fromEntries(serves) });
  }

  /** Takes a task for the holder of the lock of its ticket, unless another process has the code that it began with. */
  async claim(id: string, ticket: number, { holder, lock, revision }: Claimant): Promise<Claim> {
    const keys = ["", ...this.#payloads.sealer.keys];
    const canOpen = Object.fromEntries(keys.map((key) => [key, true]));
    const args = { id, ticket, holder, lock, revision, canOpen };
    const outcome = String(await this.#scripts.change("claim", args));
    if (!outcome.startsWith("claimed ")) return undefined;
    const work = (await this.#scripts.read("work", { id })) as readonly string[];
    return { work: toWork(id, work), leftMs: Number(outcome.slice("claimed ".length)) };
  }

  /** A ticket is in BullMQ. */
  async ticketed(id: string, ticket: number): Promise<void> {
    await this.#scripts.read("ticketed", { id, ticket });
  }

  /** Returns for each task why it ends: `lost` if it is another holder's, empty if it does not end. */
  async review(
    held: readonly (readonly [id: string, holder: string])[],
  ): Promise<readonly string[]> {
    if (held.length === 0) return [];
    return (await this.#scripts.read("review", { held })) as readonly string[];
  }

  /** Gives tickets to tasks that have lost theirs, and ends tasks whose time is over. */
  async sweep(): Promise<void> {
    await this.#scripts.change("sweep", {});
  }

  /** Counts open tasks by phase. */
  async depth(): Promise<readonly DepthRow[]> {
    const flat = (await this.#scripts.read("depth", {})) as readonly (string | number)[];
    const rows: DepthRow[] = [];
    for (let index = 0; index < flat.length; index += 3) {
      const [phase, tasks, age] = flat.slice(index, index + 3);
      rows.push({ phase: String(phase), tasks: Number(tasks), age: Number(age) });
    }
    return rows;
  }

  async #states(args: {
    readonly ids: readonly string[];
    readonly owner?: string;
  }): Promise<ReadonlyMap<string, VersionedTask>> {
    const { sealer } = this.#payloads;
    if (args.ids.length === 0) return new Map();
    const found = (await this.#scripts.read("states", args)) as readonly (readonly string[])[];
    const rows = found
      .map(toStateRow)
      .filter((row) => args.owner !== undefined || sealer.canOpen(row));
    return new Map(
      rows.map((row) => [
        row.id,
        { owner: row.owner, version: row.version, task: toTask(row, sealer) },
      ]),
    );
  }

  #toEntries(task: SealedTask, record: HandlerRecord | undefined): readonly string[] {
    const { sealer } = this.#payloads;
    const answers = (record?.answers ?? []).flatMap(({ key, question, answer }) => {
      checkName("question", key);
      const asked = canonicalJson(question);
      this.#payloads.check("question", asked);
      const given = this.#payloads.write("answer", answer);
      const entry = {
        round: 1,
        question: sealer.seal(task, `question ${key}`, asked),
        answer: sealer.seal(task, `answer ${key}`, given),
      };
      return [`q:${key}`, JSON.stringify(entry), `n:${key}`, key];
    });
    const steps = (record?.steps ?? []).flatMap(({ name, value }) => {
      checkName("step", name);
      const json = JSON.stringify({ value });
      this.#payloads.check("step", json);
      return [`s:${name}`, sealer.seal(task, `step ${name}`, json)];
    });
    return [...answers, ...steps];
  }
}

function toStateRow(values: readonly string[]): TaskStateRow {
  const [
    id = "",
    owner = "",
    key,
    status,
    message,
    error,
    created,
    updated,
    ttl,
    poll,
    version,
    ...rest
  ] = values;
  const [begins, result, open] = rest;
  return {
    id,
    owner,
    sealed_by: key || null,
    status: status as TaskStateRow["status"],
    message: message || null,
    error: error || null,
    created_at: Number(created),
    updated_at: Number(updated),
    ttl_ms: Number(ttl),
    poll_ms: Number(poll),
    version: Number(version),
    begins_at: begins ? Number(begins) : null,
    result: result || null,
    open: open || null,
  };
}

function toWork(id: string, values: readonly string[]): TaskWorkRow {
  const [key, owner = "", kind = "", revision = "", attempt, attempts, failures, crashes, ...rest] =
    values;
  const [backoff, maxBackoff, timeout, created, trace, ending, cleanup, input = ""] = rest;
  return {
    id,
    sealed_by: key || null,
    owner,
    kind,
    revision,
    input,
    attempt: Number(attempt),
    attempts: Number(attempts),
    failures: Number(failures),
    crashes: Number(crashes),
    backoff_ms: Number(backoff),
    max_backoff_ms: Number(maxBackoff),
    timeout_ms: timeout ? Number(timeout) : null,
    created_at: Number(created),
    trace: trace || null,
    ending: (ending || null) as TaskWorkRow["ending"],
    cleanup: cleanup === "1" ? 1 : 0,
  };
}
