import type { JsonObject, Revision } from "@mortise/protocol";
import type { CompiledProgram, PageMessage, StartMessage, WorkerMessage } from "./messages.ts";

/**
 * The document around the worker. Its origin is opaque, so that the reader's program has neither the
 * storage nor the pages of the site; the policy, which the worker inherits, gives it no network.
 */
const DOCUMENT = `<!doctype html>
<meta http-equiv="content-security-policy" content="default-src 'none'; script-src 'unsafe-inline' 'unsafe-eval' blob:; worker-src blob:">
<script>
addEventListener("message", ({ data, ports }) => {
  const script = new Blob([data.runtime], { type: "text/javascript" });
  new Worker(URL.createObjectURL(script)).postMessage(data.start, ports);
}, { once: true });
</script>`;

/** How long a program may answer nothing before it is ended. */
export const MAX_SILENCE_S = 8;
const PING_MS = 1000;
/** The pings that are sent in that time. */
const MAX_MISSED_PONGS = (MAX_SILENCE_S * 1000) / PING_MS;

/** The script of the worker and what it runs. */
export interface SandboxOptions {
  readonly runtime: string;
  readonly program: CompiledProgram;
  readonly revision: Revision;
  readonly onMessage: (message: WorkerMessage) => void;
  /** The program keeps the processor to itself; it was ended. */
  readonly onStuck: () => void;
}

/** A program in a worker, inside a document that has nothing of the site. */
export class Sandbox {
  readonly #frame: HTMLIFrameElement;
  readonly #port: MessagePort;
  readonly #options: SandboxOptions;
  #pinging: ReturnType<typeof setInterval> | undefined;
  #missedPongs = 0;
  #requests = 0;

  /** Starts a program, in a frame that `place` gets. */
  constructor(place: HTMLElement, options: SandboxOptions) {
    this.#options = options;
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.onmessage = ({ data }: MessageEvent<WorkerMessage>) => this.#receive(data);
    this.#frame = document.createElement("iframe");
    this.#frame.setAttribute("sandbox", "allow-scripts");
    this.#frame.title = "The running program";
    this.#frame.hidden = true;
    this.#frame.srcdoc = DOCUMENT;
    const { runtime, program, revision } = options;
    const start: StartMessage = { program, revision };
    this.#frame.addEventListener("load", () =>
      this.#frame.contentWindow?.postMessage({ runtime, start }, "*", [port2]),
    );
    place.append(this.#frame);
  }

  /** Sends a request to the server and returns its id, which its result has. */
  request(method: string, params: JsonObject): number {
    const id = this.#requests++;
    this.#send({ type: "request", id, method, params });
    return id;
  }

  cancel(id: number): void {
    this.#send({ type: "cancel", id });
  }

  answer(id: number, answer: JsonObject): void {
    this.#send({ type: "answer", id, answer });
  }

  /** Ends the program, whatever it is doing: a worker ends with its document. */
  stop(): void {
    clearInterval(this.#pinging);
    this.#port.onmessage = null;
    this.#frame.remove();
  }

  #receive(message: WorkerMessage): void {
    this.#missedPongs = 0;
    if (message.type === "loaded") this.#pinging = setInterval(() => this.#ping(), PING_MS);
    if (message.type !== "pong") this.#options.onMessage(message);
  }

  #ping(): void {
    if (this.#missedPongs >= MAX_MISSED_PONGS) {
      this.stop();
      this.#options.onStuck();
      return;
    }
    this.#missedPongs += 1;
    this.#send({ type: "ping" });
  }

  #send(message: PageMessage): void {
    this.#port.postMessage(message);
  }
}
