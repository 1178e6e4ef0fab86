import type { Client } from "mortise";
import { connect } from "mortise";

/** The revisions that clients in the field speak. */
const REVISIONS = ["2026-07-28", "2025-11-25"] as const;
const CLIENTS_PER_REVISION = 4;
const REQUESTS_IN_FLIGHT = 8;

type Action = (client: Client, turn: number) => Promise<unknown>;

/** The requests of the clients, in turn; a question of the server makes a second request. */
const ACTIONS: readonly Action[] = [
  (client, turn) => client.callTool("get_customer", { id: `C-${1000 + (turn % 50)}` }),
  (client) => client.callTool("get_customer", { id: "C-1001" }),
  (client) => client.callTool("get_customer", { id: "nobody" }),
  (client) => client.callTool("get_customer", { id: 7 }),
  (client) => client.callTool("steps", {}, { onProgress: () => undefined }),
  (client) => client.callTool("ask"),
  (client) => client.callTool("crash"),
  (client) => client.callTool("nothing").catch(() => undefined),
  (client) => client.listTools({ fresh: true }),
  (client) => client.listResources({ fresh: true }),
  (client) => client.readResource("docs://guide", { fresh: true }),
  (client, turn) => client.readResource(`customers://${turn % 1000}/notes`, { fresh: true }),
  (client) => client.getPrompt("summarize", { id: "C-1001" }),
  (client) => client.request("unknown/method").catch(() => undefined),
];

/** Sends `count` mixed requests from several clients at once; calls `onShare` with the progress. */
export async function sendMixedRequests(
  url: string,
  count: number,
  onShare: (done: number) => Promise<void>,
): Promise<void> {
  const shares = 20;
  await using stack = new AsyncDisposableStack();
  const clients: Client[] = [];
  for (const revision of REVISIONS) {
    for (let index = 0; index < CLIENTS_PER_REVISION; index += 1) {
      const client = await connect(url, {
        revision,
        elicit: async () => ({ action: "accept", content: { colour: "blue" } }),
      });
      clients.push(stack.use(client));
    }
  }
  let turn = 0;
  for (let share = 1; share <= shares; share += 1) {
    const until = Math.round((count * share) / shares);
    const lane = async (client: Client): Promise<void> => {
      while (turn < until) {
        turn += 1;
        await (ACTIONS[turn % ACTIONS.length] as Action)(client, turn);
      }
    };
    await Promise.all(
      clients.flatMap((client) => Array.from({ length: REQUESTS_IN_FLIGHT }, () => lane(client))),
    );
    await onShare(turn);
  }
}
