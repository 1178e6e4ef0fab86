import { withBase } from "vitepress";
import { EXAMPLES } from "../example.ts";
import { readFragment, writeFragment } from "../share.ts";
import type { Editor } from "./editor.ts";
import { Runner } from "./run-program.ts";
import type { PlaygroundState } from "./state.ts";

/** The editor of the page and the program that it runs. */
export class Bench {
  readonly state: PlaygroundState;
  editor: Editor | undefined;
  runner: Runner | undefined;

  constructor(state: PlaygroundState) {
    this.state = state;
  }

  /** Opens the editor with the program of the address, or else with the first example, and runs that. */
  async open(editorPlace?: HTMLElement, sandboxPlace?: HTMLElement): Promise<void> {
    if (editorPlace === undefined || sandboxPlace === undefined) return;
    const [{ findSyntaxError, openEditor }, program] = await Promise.all([
      import("./editor.ts"),
      readFragment(location.hash),
    ]);
    this.runner = new Runner({
      state: this.state,
      element: sandboxPlace,
      loadRuntime,
      findSyntaxError,
    });
    this.editor = openEditor(editorPlace, program ?? EXAMPLES[0].program, {
      onRun: () => this.run(),
      onEdit: () => {
        this.state.notice = "";
      },
    });
    if (program === undefined) return this.run();
    // The author of a link is not its reader: the program waits until the reader has seen it.
    this.state.example = -1;
    this.state.notice = "This program is from the link; Run starts it";
  }

  run(): void {
    if (this.editor !== undefined) void this.runner?.start(this.editor.readText());
  }

  /** Shows an example and runs it. */
  show(at: number): void {
    this.state.example = at;
    this.editor?.setText(EXAMPLES[at]?.program ?? "");
    history.replaceState(history.state, "", location.pathname);
    this.run();
  }

  /** Puts the program into the address, and the address on the clipboard if the browser allows it. */
  async share(): Promise<void> {
    const fragment = await writeFragment(this.editor?.readText() ?? "");
    history.replaceState(history.state, "", fragment);
    const isCopied = await navigator.clipboard?.writeText(location.href).then(
      () => true,
      () => false,
    );
    this.state.notice = isCopied ? "The link is copied" : "The link is in the address bar";
  }

  close(): void {
    this.runner?.stop();
    this.editor?.destroy();
  }
}

let runtime: Promise<string> | undefined;

/** Loads the script of the worker, once. */
async function loadRuntime(): Promise<string> {
  runtime ??= fetch(withBase("/playground/runtime.js")).then((response) => response.text());
  return await runtime;
}
