import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { Connection, coreOf } from "@mortise/server/internal";
import fc from "fast-check";
import { junk } from "../arbitrary/junk.ts";
import { createHostileServer } from "../fixture/hostile-server.ts";
import type { Subject } from "../subject.ts";

/** Deeper than the stack of a function that calls itself for each level. */
const DEEP = `${"[".repeat(20_000)}${"]".repeat(20_000)}`;
/** The JSON text of a value of any type and depth. */
const hostile: fc.Arbitrary<string> = fc.oneof(
  { weight: 1, arbitrary: fc.constant(DEEP) },
  { weight: 1, arbitrary: fc.constant(`{"a":${DEEP}}`) },
  { weight: 6, arbitrary: junk.map((value) => JSON.stringify(value) ?? "null") },
);

interface Answer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
  readonly method?: unknown;
}

/** A legacy client on a connection of its own, and the messages that it received. */
function open(
  server: ReturnType<typeof createHostileServer>["server"],
  revision: string,
): { readonly connection: Connection; readonly answers: (Answer | readonly Answer[])[] } {
  const answers: (Answer | readonly Answer[])[] = [];
  const write = (message: unknown): void => void answers.push(JSON.parse(String(message)));
  const connection = new Connection(coreOf(server), write, { transport: "stdio" });
  const params = { protocolVersion: revision, capabilities: { elicitation: {} } };
  connection.receiveText(
    JSON.stringify({ jsonrpc: "2.0", id: "begin", method: "initialize", params }),
  );
  answers.length = 0;
  return { connection, answers };
}

const member = (name: string): fc.Arbitrary<string> =>
  hostile.map((value) => `${JSON.stringify(name)}:${value}`);
const ID = '"id":"server-1"';
const error = fc
  .tuple(
    fc.oneof(fc.constant('"code":-1'), member("code")),
    fc.oneof(fc.constant('"message":"no"'), member("message")),
    member("data"),
  )
  .map((members) => `"error":{${members.join(",")}}`);
const content = fc
  .tuple(fc.constantFrom('"action":"accept"', '"action":7'), member("content"))
  .map((members) => `"result":{${members.join(",")}}`);
const answer = fc
  .tuple(
    fc.oneof({ weight: 4, arbitrary: fc.constant(ID) }, { weight: 1, arbitrary: member("id") }),
    fc.oneof(error, content, member("result"), member("error")),
  )
  .map((members) => `{"jsonrpc":"2.0",${members.join(",")}}`);

/** A question is settled by any answer or by a later one, and its request is answered once. */
export const questions: Subject = {
  name: "answers to questions",
  weight: 1,
  property: (tick) => {
    const { server, accidents } = createHostileServer();
    return fc.asyncProperty(fc.array(answer, { maxLength: 4 }), async (texts) => {
      tick();
      accidents.length = 0;
      const { connection, answers } = open(server, "2025-11-25");
      const call = { jsonrpc: "2.0", id: "asked", method: "tools/call", params: { name: "ask" } };
      connection.receiveText(JSON.stringify(call));
      while (!answers.some((each) => "method" in each)) await turn();
      for (const text of texts) connection.receiveText(text);
      // An answer that does not fit has the question asked once more.
      for (let asked = 0; asked < answers.length || !isAnswered(answers); asked += 1) {
        const { id, method } = (answers[asked] ?? {}) as Answer;
        const decline = { jsonrpc: "2.0", id, result: { action: "decline" } };
        if (method !== undefined) connection.receiveText(JSON.stringify(decline));
        while (asked + 1 >= answers.length && !isAnswered(answers)) await turn();
      }
      await connection.drain();
      connection.close();
      const own = answers.filter((each) => (each as Answer).id === "asked");
      assert.equal(own.length, 1, JSON.stringify(answers));
      assert.deepEqual(accidents, []);
    });
  },
};

function isAnswered(answers: readonly (Answer | readonly Answer[])[]): boolean {
  return answers.some((each) => (each as Answer).id === "asked");
}

const entry = fc.oneof(
  { weight: 30, arbitrary: fc.constant({ method: "ping" }) },
  { weight: 1, arbitrary: fc.constant({ method: "tools/list" }) },
  { weight: 1, arbitrary: fc.constant({ method: "tools/call", params: { name: "zod" } }) },
  { weight: 1, arbitrary: fc.constant({ method: "tools/call", params: { name: "plain" } }) },
);

/** A batch of any width is answered as a whole, and one with an entry of another type is refused. */
export const batches: Subject = {
  name: "batches",
  weight: 1,
  property: (tick) => {
    const { server, accidents } = createHostileServer();
    return fc.asyncProperty(
      fc.array(entry, { maxLength: 120, size: "max" }),
      fc.option(hostile, { freq: 3 }),
      async (entries, odd) => {
        tick();
        accidents.length = 0;
        const { connection, answers } = open(server, "2025-03-26");
        const requests = entries.map((each, id) => JSON.stringify({ jsonrpc: "2.0", id, ...each }));
        const texts = odd === null ? requests : [...requests, odd];
        connection.receiveText(`[${texts.join(",")}]`);
        await connection.drain();
        connection.close();
        const replies = answers.filter((each) => !("method" in each));
        assert.equal(replies.length, 1, JSON.stringify(answers));
        const [reply] = replies;
        if (odd === null && texts.length > 0 && texts.length <= 100) {
          assert.ok(Array.isArray(reply), JSON.stringify(reply));
          const ids = (reply as readonly Answer[]).map(({ id }) => Number(id));
          assert.deepEqual(
            ids.sort((a, b) => a - b),
            entries.map((_entry, id) => id),
          );
        } else {
          assert.ok((reply as Answer).error, JSON.stringify(reply));
        }
        assert.deepEqual(accidents, []);
      },
    );
  },
};
