import type { Asks } from "../connection/asks.ts";
import type { Calls } from "../connection/calls.ts";
import { describeFailure } from "../connection/describe-failure.ts";
import type { ServerConnection } from "../connection/server-connection.ts";
import { HostFailure } from "../state/host-failure.ts";
import type { WireLog } from "../wire/wire-log.ts";
import type { Controls } from "./controls.ts";
import { reviewConnection } from "./review-connection.ts";

/** The parts that the requests of the page act on. */
export interface ControlSubjects {
  readonly calls: Calls;
  readonly asks: Asks;
  readonly wire: WireLog;
  /** Returns a connection. @throws HostFailure 404. */
  readonly find: (id: string) => ServerConnection;
  readonly remove: (id: string) => Promise<void>;
}

/** Makes the requests that act on connections and calls. */
export function connectionControls({ calls, asks, wire, find, remove }: ControlSubjects): Controls {
  return {
    call: ({ connection, method, params }) => ({ call: find(connection).call(method, params) }),
    raw: ({ connection, body, headers }) => ({ call: find(connection).raw(body, headers) }),
    cancel: ({ call }) => {
      calls.cancel(call);
      return {};
    },
    "follow-task": ({ connection, task }) => ({ call: find(connection).followTask(task) }),
    answer: ({ ask, answer }) => {
      asks.answer(ask, answer);
      return {};
    },
    refuse: ({ ask, error }) => {
      asks.refuse(ask, error);
      return {};
    },
    complete: async ({ connection, reference, argument, context }) => {
      const { client } = find(connection);
      return await passed("complete the argument", () =>
        client.complete(reference as never, argument, context, { timeout: "20s" }),
      );
    },
    refresh: async ({ connection }) => {
      await find(connection).refresh();
      return {};
    },
    subscribe: async ({ connection, uri, isOn }) => {
      await passed("subscribe", () => find(connection).subscribe(uri, isOn));
      return {};
    },
    "log-level": async ({ connection, level }) => {
      await passed("set the log level", () => find(connection).setLogLevel(level));
      return {};
    },
    roots: ({ connection, roots }) => {
      find(connection).setRoots(roots);
      return {};
    },
    connect: async ({ connection, preference }) => {
      await find(connection).connect(preference);
      return {};
    },
    review: ({ connection }) => reviewConnection(find(connection)),
    disconnect: async ({ connection }) => {
      await find(connection).disconnect();
      return {};
    },
    remove: async ({ connection }) => {
      await remove(connection);
      return {};
    },
    "clear-wire": () => {
      wire.clear();
      return {};
    },
  };
}

/** Turns the error of a request to a server into a refusal with its cause. */
async function passed<Value>(step: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof HostFailure) throw error;
    throw new HostFailure(502, describeFailure(error, { step }), { cause: error });
  }
}
