import type { AgentEvent, ToolReference } from "@mortise/agent";
import { color, errorColor } from "./color.ts";
import { toJson, toLine, toName, toPrintable } from "./printable.ts";
import { drawProgress } from "./progress-bar.ts";
import type { Spinner } from "./spinner.ts";
import { startSpinner } from "./spinner.ts";

/** Writes the events of an agent to the terminal as they happen. */
export class AgentView {
  #isLineOpen = false;
  /** The calls that have not ended, with their progress. */
  readonly #calls = new Map<string, string>();
  #spinner: Spinner | undefined;

  /** Shows one event; the caller answers questions. */
  show(event: AgentEvent): void {
    this.rest();
    switch (event.type) {
      case "text-delta":
        this.#write(toPrintable(event.text));
        return;
      case "text-end":
        this.#endLine();
        return;
      case "tool-start":
        this.#calls.set(event.id, toName(event.tool));
        this.#line(color.dim(`[Using tool: ${describeCall(event)}]`));
        break;
      case "tool-progress":
        this.#calls.set(event.id, `${toName(event.tool)}  ${drawProgress(event)}`);
        break;
      case "tool-task":
        this.#calls.set(event.id, toName(event.tool));
        this.#line(color.dim(`[${toName(event.tool)} is ${event.task}]`));
        break;
      case "tool-end":
        this.#calls.delete(event.id);
        if (event.isLeft) this.#line(color.dim(`[${toName(event.tool)} goes on meanwhile]`));
        if (event.isError)
          this.#line(
            color.yellow(`[${toName(event.tool)} failed: ${describeFault(event.result)}]`),
          );
        break;
      case "tool-denied":
        this.#line(color.yellow(`[Not run: ${describeCall(event)}]`));
        break;
      case "model-retry":
        this.#note(`The model did not answer (${toLine(event.reason)}); trying again`);
        break;
      case "approval-request":
      case "elicitation-request":
        this.#endLine();
        return;
      case "error":
      case "run-end":
        this.#calls.clear();
        this.#endLine();
        return;
      default:
        break;
    }
    this.#spinner = startSpinner([...this.#calls.values()].join(" · ") || "Thinking");
  }

  /** Removes the spinner, so that other output can be written. */
  rest(): void {
    this.#spinner?.stop();
    this.#spinner = undefined;
  }

  #note(text: string): void {
    this.#endLine();
    process.stderr.write(`${errorColor.dim(text)}\n`);
  }

  #line(text: string): void {
    this.#endLine();
    process.stdout.write(`${text}\n`);
  }

  #write(text: string): void {
    if (text === "") return;
    process.stdout.write(text);
    this.#isLineOpen = !text.endsWith("\n");
  }

  #endLine(): void {
    if (this.#isLineOpen) process.stdout.write("\n");
    this.#isLineOpen = false;
  }
}

/** A server gives the reason of an internal error to its log alone, which --verbose shows. */
function describeFault(result: string): string {
  const text = toLine(result);
  return /internal error \([\w-]+\)/.test(text)
    ? `${text}; --verbose shows the server's log`
    : text;
}

/** Describes a call on one line: `get_customer({"customer_id":"C-1042"})`. */
export function describeCall({ tool, args }: ToolReference): string {
  return `${toName(tool)}(${toJson(args)})`;
}
