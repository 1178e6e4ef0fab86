import { EntryCall } from "../handler/entry-call.ts";
import type { CompiledTool } from "./compile-tool.ts";

/** One `tools/call`. */
export class ToolCall extends EntryCall<CompiledTool> {
  get where(): string {
    return `tool ${this.entry.name}`;
  }

  get timeout(): number {
    return this.entry.timeout;
  }

  /** The tool as the client named it. */
  get shownName(): string {
    return this.sentName(this.entry.name);
  }

  /** The arguments as the client sent them, under the handler's names. */
  get rawArguments(): unknown {
    return this.request.params?.["arguments"] ?? NO_ARGUMENTS;
  }
}

const NO_ARGUMENTS: object = Object.freeze({});
