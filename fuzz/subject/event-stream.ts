import assert from "node:assert/strict";
import { MortiseError } from "@mortise/protocol";
import fc from "fast-check";
import { readEvents, startPosition } from "../../packages/client/src/http/event-stream.ts";
import { text } from "../arbitrary/junk.ts";
import type { Subject } from "../subject.ts";

const MAX_BYTES = 500;

const field = fc.oneof(
  fc.tuple(fc.constantFrom("data: ", "data:", "id: ", "event: ", "retry: ", ":", ""), text),
  fc.constantFrom(["", "\n"], ["retry: ", "9".repeat(30)], ["data: ", "x".repeat(MAX_BYTES)]),
);

/** Any stream of bytes reads as events or as a typed error. */
export const eventStream: Subject = {
  name: "event stream",
  weight: 2,
  property: (tick) =>
    fc.asyncProperty(
      fc.array(field, { maxLength: 12 }),
      fc.array(fc.nat({ max: 400 }), { maxLength: 5 }),
      async (fields, cuts) => {
        tick();
        const bytes = new TextEncoder().encode(fields.map((pair) => `${pair.join("")}\n`).join(""));
        const places = [...cuts.filter((place) => place < bytes.length)].sort((a, b) => a - b);
        const body = new ReadableStream<Uint8Array>({
          start: (controller) => {
            [0, ...places].forEach((start, index) => {
              controller.enqueue(bytes.subarray(start, places[index] ?? bytes.length));
            });
            controller.close();
          },
        });
        const position = startPosition();
        const { signal } = new AbortController();
        try {
          for await (const event of readEvents(body, { position, maxBytes: MAX_BYTES, signal })) {
            assert.ok(event.data.length <= MAX_BYTES);
          }
        } catch (error) {
          assert.ok(MortiseError.is(error) && error.code === "INVALID_RESPONSE", String(error));
        }
        assert.ok(position.retryMs >= 0);
      },
    ),
};
