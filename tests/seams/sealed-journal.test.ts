import { systemClock, systemRandom } from "@mortise/protocol";
import type { Caller } from "@mortise/server/internal";
import { RequestLifetime, SealedJournal, StateSealer } from "@mortise/server/internal";
import type { JournalCaseContext } from "@mortise/testing";
import { journalCases } from "@mortise/testing";
import { test } from "vitest";

/** The record of one request in the state that its client carries from run to run. */
function createContext(): JournalCaseContext {
  const sealer = new StateSealer(
    { keys: ["a secret of the tests, 32 characters"] },
    { clock: systemClock, random: systemRandom },
  );
  let requestState: string | undefined;
  let inputResponses: Record<string, unknown> = {};
  return {
    run: async () => {
      const lifetime = new RequestLifetime(systemClock);
      const origin = { transport: "memory", principal: undefined };
      const caller = { lifetime, sealer, origin, identity: undefined } as unknown as Caller;
      lifetime.signal.addEventListener("abort", () => {
        ({ requestState } = JSON.parse(lifetime.signal.reason.result));
        inputResponses = {};
      });
      const params = { name: "t", arguments: {}, requestState, inputResponses };
      const request = { jsonrpc: "2.0", id: 1, method: "tools/call", params } as const;
      return { journal: new SealedJournal(caller, request), ended: lifetime.signal };
    },
    answer: async (key, answer) => {
      inputResponses = { ...inputResponses, [key]: answer };
    },
  };
}

test.each(journalCases)("in the sealed state: $name", ({ run }) => run(createContext()));
