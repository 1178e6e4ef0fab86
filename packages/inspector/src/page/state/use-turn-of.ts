import type { ChatTurn } from "../../contract/index.ts";
import { useInspector } from "./inspector.tsx";
import type { PageState } from "./page-state.ts";

/** Returns the turn of the chat that made a call. */
export function useTurnOf(call: string | undefined): ChatTurn | undefined {
  return useInspector((state) => (call === undefined ? undefined : findTurn(state, call)));
}

/** Finds the turn of the chat that made a call. */
export function findTurn({ turns }: Pick<PageState, "turns">, call: string): ChatTurn | undefined {
  for (const turn of turns.values()) {
    if (turn.parts.some((part) => part.kind === "tool" && part.call === call)) return turn;
  }
  return undefined;
}
