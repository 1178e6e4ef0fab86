import assert from "node:assert/strict";
import { ErrorCode, ProtocolError, systemClock, systemRandom } from "@mortise/protocol";
import { StateSealer } from "@mortise/server/internal";
import fc from "fast-check";
import { junk, text } from "../arbitrary/junk.ts";
import type { Subject } from "../subject.ts";

const sealer = new StateSealer(
  { keys: ["a secret of thirty-two characters", "another secret of the same length"] },
  { clock: systemClock, random: systemRandom },
);

const tampering = fc.oneof(
  fc.record({
    kind: fc.constant("flip" as const),
    at: fc.nat(),
    by: fc.integer({ min: 1, max: 63 }),
  }),
  fc.record({ kind: fc.constant("cut" as const), at: fc.nat(), by: fc.nat() }),
  fc.record({ kind: fc.constant("append" as const), at: fc.nat(), by: fc.nat() }),
);

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A state opens as it was sealed, and never after a change, with another binding, or without a seal. */
export const sealedState: Subject = {
  name: "sealed state",
  weight: 0.3,
  property: (tick) =>
    fc.asyncProperty(
      fc.dictionary(text, junk),
      text,
      tampering,
      junk,
      async (answers, binding, change, made) => {
        tick();
        const record = JSON.parse(JSON.stringify({ answers, steps: {} }));
        const state = await sealer.seal(record, binding.toWellFormed());
        const opened = await sealer.open(state, binding.toWellFormed());
        assert.deepEqual({ answers: opened.answers, steps: opened.steps }, record);
        await refuses(tamper(state, change), binding.toWellFormed());
        await refuses(state, `${binding.toWellFormed()} `);
        await refuses(made, binding.toWellFormed());
      },
    ),
};

async function refuses(state: unknown, binding: string): Promise<void> {
  await assert.rejects(sealer.open(state, binding), (error) => {
    assert.ok(ProtocolError.is(error) && error.code === ErrorCode.InvalidParams, String(error));
    return true;
  });
}

function tamper(
  state: string,
  { kind, at, by }: { kind: "flip" | "cut" | "append"; at: number; by: number },
): string {
  // The last character of base64 has unused bits, so it stays as it is.
  const place = at % (state.length - 1);
  if (kind === "cut") return state.slice(0, place);
  if (kind === "append") return `${state}${ALPHABET[by % 64]}`;
  const letter = ALPHABET[(ALPHABET.indexOf(state[place] as string) + by) % 64];
  return `${state.slice(0, place)}${letter}${state.slice(place + 1)}`;
}
