import type { VNode } from "vue";
import { h } from "vue";
import type { Line, PlaygroundState } from "./state.ts";

/** Draws the messages between client and server, newest last. */
export function drawWire({ frames }: PlaygroundState): VNode {
  return h("details", { class: "pg-lines", open: true }, [
    h("summary", `JSON-RPC (${frames.length})`),
    frames.length === 0
      ? h("p", { class: "pg-hint" }, "Run the program to see its messages.")
      : null,
    h("ol", drawFrames(frames)),
  ]);
}

function drawFrames(frames: readonly Line[]): VNode[] {
  const requests = new Map<unknown, string>();
  return frames.map(({ kind, text }, at) => {
    const message = readMessage(text);
    const { id, method, params, error } = message ?? {};
    const name = [method, params?.name ?? params?.uri].filter(Boolean).join(" ");
    if (method !== undefined && id !== undefined) requests.set(`${kind} ${id}`, name);
    const asked = requests.get(`${kind === "sent" ? "received" : "sent"} ${id}`) ?? "";
    const answer = `${error === undefined ? "result" : "error"} of ${asked}`;
    return h("li", { key: at }, [
      h("details", [
        h("summary", [
          h("span", { class: "pg-arrow", "data-direction": kind, title: kind }, ARROWS[kind]),
          h("code", method === undefined ? answer : name),
        ]),
        h("pre", { tabindex: 0 }, message === undefined ? text : JSON.stringify(message, null, 2)),
      ]),
    ]);
  });
}

const ARROWS: Readonly<Record<string, string>> = { sent: "→", received: "←" };

/** The members of a message that its line names. */
interface Message {
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: { readonly name?: string; readonly uri?: string };
  readonly error?: unknown;
}

function readMessage(text: string): Message | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Draws what the program wrote to its console. */
export function drawConsole({ console: lines }: PlaygroundState): VNode | null {
  if (lines.length === 0) return null;
  return h("details", { class: "pg-lines", open: true }, [
    h("summary", `Console (${lines.length})`),
    h(
      "ol",
      lines.map(({ kind, text }, at) =>
        h("li", { key: at }, [h("pre", { class: `pg-console-${kind}`, tabindex: 0 }, text)]),
      ),
    ),
  ]);
}
