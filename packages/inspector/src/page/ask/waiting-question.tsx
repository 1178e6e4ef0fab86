import type { ReactNode } from "react";
import { useMemo } from "react";
import { AddressLink, useAddress } from "../address/use-address.tsx";
import { useInspector } from "../state/inspector.tsx";
import { findTurn } from "../state/use-turn-of.ts";

/** Where a question waits that is not in view. */
export interface WaitingQuestion {
  readonly text: string;
  readonly link: ReactNode;
}

const TABS: Readonly<Record<string, readonly [tab: string, subject: string]>> = {
  "tools/call": ["tools", "name"],
  "prompts/get": ["prompts", "name"],
  "resources/read": ["resources", "uri"],
};

/** Returns the oldest open question whose call is not the one that is looked at. */
export function useWaitingQuestion(): WaitingQuestion | undefined {
  const asks = useInspector((state) => state.asks);
  const calls = useInspector((state) => state.calls);
  const turns = useInspector((state) => state.turns);
  const { address } = useAddress();
  return useMemo(() => {
    for (const ask of asks.values()) {
      const call = ask.call === undefined ? undefined : calls.get(ask.call);
      if (ask.answer !== undefined || call === undefined) continue;
      const turn = findTurn({ turns }, call.id);
      if (turn !== undefined) {
        if (address.tab === "chat") continue;
        const to = { tab: "chat", item: turn.id };
        return {
          text: "A call of the chat waits for an answer to its question.",
          link: <AddressLink to={to}>Show it</AddressLink>,
        };
      }
      // The task of the call has its question beside it.
      const isTaskShown = address.tab === "tasks" && address.item === call.task;
      if (address.connection === ask.connection && call.task !== undefined && isTaskShown) continue;
      const [tab, subject] = TABS[call.method] ?? ["history", "name"];
      const item = String(call.params[subject] ?? call.id);
      if (address.connection === ask.connection && address.tab === tab) {
        if (address.item === undefined || address.item === item) continue;
      }
      const link = (
        <AddressLink to={{ connection: ask.connection, tab, item, query: { call: call.id } }}>
          Show it
        </AddressLink>
      );
      return { text: `${item} waits for an answer to its question.`, link };
    }
    return undefined;
  }, [asks, calls, turns, address]);
}
