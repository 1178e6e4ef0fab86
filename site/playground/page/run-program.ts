import type { JsonObject } from "@mortise/protocol";
import { CompileError, compile } from "../compile.ts";
import type { CompiledProgram, Failure, WorkerMessage } from "../messages.ts";
import { MAX_SILENCE_S, Sandbox } from "../sandbox.ts";
import type { PlaygroundState } from "./state.ts";
import { addLine } from "./state.ts";

/** The parts of the page that a run uses. */
export interface RunPlace {
  readonly state: PlaygroundState;
  /** The element that holds the frame of the sandbox. */
  readonly element: HTMLElement;
  readonly loadRuntime: () => Promise<string>;
  /** Finds the first line of a program that cannot be parsed. */
  readonly findSyntaxError: (program: string) => number | undefined;
}

/** Runs programs, one at a time, and moves the state of the page by what they answer. */
export class Runner {
  readonly #place: RunPlace;
  #sandbox: Sandbox | undefined;
  #run = 0;

  constructor(place: RunPlace) {
    this.#place = place;
  }

  /** Ends the program before and starts this one. */
  async start(text: string): Promise<void> {
    this.stop();
    const { state, element, loadRuntime, findSyntaxError } = this.#place;
    const run = this.#run;
    reset(state);
    const program = compileInto(text, state);
    if (program === undefined) return;
    state.status = "starting";
    const runtime = await loadRuntime();
    if (run !== this.#run) return;
    this.#sandbox = new Sandbox(element, {
      runtime,
      program,
      revision: state.revision,
      onMessage: (message) => {
        if (message.type === "failed" && message.isSyntax && message.failure.line === undefined) {
          const line = findSyntaxError(text);
          fail(state, { ...message.failure, ...(line !== undefined && { line }) });
        } else applyMessage(message, state);
      },
      onStuck: () =>
        fail(state, {
          message: `The program answered nothing for ${MAX_SILENCE_S} seconds and was ended. Look for a loop without an end; press Run to start again`,
        }),
    });
  }

  stop(): void {
    this.#run += 1;
    this.#sandbox?.stop();
    this.#sandbox = undefined;
    if (this.#place.state.status !== "idle") this.#place.state.status = "ended";
  }

  request(method: string, target: string, params: JsonObject): void {
    if (this.#sandbox === undefined) return;
    const id = this.#sandbox.request(method, params);
    this.#place.state.call = {
      id,
      method,
      target,
      progress: "",
      result: undefined,
      failure: undefined,
    };
  }

  cancel(id: number): void {
    this.#sandbox?.cancel(id);
  }

  answer(id: number, answer: JsonObject): void {
    withdraw(this.#place.state, id);
    this.#sandbox?.answer(id, answer);
  }
}

function reset(state: PlaygroundState): void {
  state.offer = undefined;
  state.failure = undefined;
  state.call = undefined;
  for (const lines of [state.questions, state.frames, state.console]) lines.splice(0);
}

function compileInto(text: string, state: PlaygroundState): CompiledProgram | undefined {
  try {
    return compile(text);
  } catch (error) {
    const line = error instanceof CompileError ? { line: error.line } : {};
    fail(state, { message: error instanceof Error ? error.message : String(error), ...line });
    return undefined;
  }
}

function fail(state: PlaygroundState, failure: Failure): void {
  state.status = "ended";
  state.failure = failure;
}

function applyMessage(message: WorkerMessage, state: PlaygroundState): void {
  if (message.type === "offer") {
    state.status = "running";
    state.offer = message.offer;
  } else if (message.type === "failed") fail(state, message.failure);
  else if (message.type === "frame") {
    addLine(state.frames, { kind: message.direction, text: message.text });
  } else if (message.type === "console") {
    addLine(state.console, { kind: message.level, text: message.text });
  } else if (message.type === "question") {
    state.questions.push({ id: message.id, params: message.params });
  } else if (message.type === "withdrawn") withdraw(state, message.id);
  else applyAnswer(message, state);
}

/** Removes a question, answered or no longer asked. */
function withdraw({ questions }: PlaygroundState, id: number): void {
  const at = questions.findIndex((question) => question.id === id);
  if (at >= 0) questions.splice(at, 1);
}

/** Applies what concerns the last call; older ones are no longer shown. */
function applyAnswer(message: WorkerMessage, { call }: PlaygroundState): void {
  if (!("id" in message) || call?.id !== message.id) return;
  if (message.type === "progress") call.progress = message.text;
  if (message.type === "result") call.result = message.result;
  if (message.type === "error") call.failure = message.failure;
}
